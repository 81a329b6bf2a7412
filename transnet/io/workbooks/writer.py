"""Tables as a formatted workbook: one sheet each, with headers in both languages."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import Any, TypeGuard

import numpy as np
import pandas as pd

from transnet.base.collector import refusal
from transnet.base.language import current_language, said
from transnet.base.number_kinds import is_whole

CELL_CHARS = 32_767
# Excel knows no day before 1900, and counts one in 1900 that wasn't; a time of over a day is there.
_FIRST_DAY = date(1901, 1, 1)
_CREATED = datetime(2020, 1, 1)  # the same tables make the same bytes
_WIDEST, _NARROWEST, _LOOKED_AT = 48, 8, 200
_PAGE_WIDTH = 200  # digits that can be read on a page across
_A4 = 9
_LINE = 15  # points
_LIST_CHARS = 255
_AFTER = {"before": "前", "after": "后", "change": "变化"}
_IN_UNIT = frozenset({"before", "after", "change", "value"})
"""Columns whose numbers are in the unit that stands in the column unit; so are those of scenarios,
which begin with a number."""
_READINGS = {"alone": "单独", "stage": "本阶段"}
_PER_COST, _ENDS_OF_RANGE = "_per_100m_yuan", {"_low": "（下限）", "_high": "（上限）"}
_FORMATS = {
    "people": "#,##0",
    "deg": "0.000000",
    "km": "#,##0.0##",
    "km2": "#,##0.##",
    "min": "0.0##",
    "%": "0.0#",
}
# Excel has no format for 10,000s: what is cut to thousands gets a point before its last digit.
_WAN, _WAN_FROM = '0\\.0,"万"', 10_000.0
_ENDS = {"_min": "min", "_km": "km", "_pct": "%"}
_STARTS = {"people": "people", "population": "people", "reach": "people"}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """How a column is written.

    kind     of the schema's types; "" takes it from the values
    unit     of its numbers, which decides on their format
    comment  shown at the header; "" for none
    choices  words among which a cell is chosen
    """

    kind: str = ""
    unit: str = ""
    comment: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table under its name, and how its columns are written.

    name     31 characters at most
    columns  of a network's table, whose digits are all shown; a result's are shown rounded
    prose    whether long texts are broken into lines
    printed_whole  whether all columns of a result are printed, however small
    """

    name: str
    table: pd.DataFrame
    columns: Mapping[str, SheetColumn]
    prose: bool = False
    printed_whole: bool = False


def workbook_bytes(sheets: Sequence[Sheet], title: str) -> bytes:
    """Return an .xlsx file of sheets: headers frozen and in both languages, days as days.

    Of a result that is too wide for a page across the columns that stand first are printed.
    Nothing in it runs: a text that begins with = is text. People of a result are shown in 万 where
    Chinese is spoken; the cells hold them whole. The same tables give the same bytes in a language.
    Raises InputError for a text that no cell can hold.
    """
    import xlsxwriter

    stream = io.BytesIO()
    options = {"constant_memory": True, "nan_inf_to_errors": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": title, "created": _CREATED})
        formats = _Formats(book)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, formats)
    return stream.getvalue()


@cache
def chinese_names() -> Mapping[str, str]:
    """Return the Chinese names of columns of networks and results."""
    text = files("transnet.io.workbooks").joinpath("column_names.csv").read_text("utf-8")
    return {row["column"]: row["zh"] for row in csv.DictReader(text.splitlines())}


def header_of(column: str) -> str:
    """Return a column's header: its name, by which it is read, and its Chinese below."""
    chinese = chinese_name(column)
    return f"{column}\n{chinese}" if chinese else column


def chinese_name(column: str) -> str:
    """Return a column's Chinese name, '' where it has none."""
    known = chinese_names()
    if column in known:
        return known[column]
    stem, _, end = column.rpartition("_")
    if end in _AFTER and (stem in known or f"{stem}_min" in known):
        return f"{_AFTER[end]}：{known.get(stem) or known[f'{stem}_min']}"
    if end in _READINGS and (gain := _gain_name(stem)):
        return f"{_READINGS[end]}：{gain}"
    return ""


def _gain_name(column: str) -> str:
    """Return the Chinese name of a gain, of one over the cost, or of an end of its range."""
    plain = column
    for end in _ENDS_OF_RANGE:
        plain = plain.removesuffix(end)
    name = chinese_names().get(plain.removesuffix(_PER_COST), "")
    per = "每亿元" if plain.endswith(_PER_COST) else ""
    return f"{per}{name}{_ENDS_OF_RANGE.get(column.removeprefix(plain), '')}" if name else ""


class _Exact(float):
    """A number of which all digits are written; the library's own format drops the last of 17."""

    def __format__(self, _: str) -> str:
        return repr(float(self)).removesuffix(".0")


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Any] = {}
        self.header = book.add_format(
            {"bold": True, "bg_color": "#DDE6EF", "text_wrap": True, "valign": "top", "border": 1}
        )

    def of(self, number: str, *, wraps: bool = False) -> Any:
        key = (number, wraps)
        if key not in self._made:
            how = {"num_format": number} if number else {}
            lines = {"text_wrap": True, "valign": "top"} if wraps else {}
            self._made[key] = self._book.add_format(how | lines)
        return self._made[key]


def _write(place: Any, sheet: Sheet, formats: _Formats) -> None:
    """Write a sheet, row after row."""
    table = sheet.table
    names = [str(name) for name in table]
    given = [sheet.columns.get(name, SheetColumn()) for name in names]
    kinds = [each.kind or _kind(table[name]) for name, each in zip(names, given, strict=True)]
    values = [_values(table[name], kind) for name, kind in zip(names, kinds, strict=True)]
    shown = [
        _number_format(name, kind, each.unit, () if sheet.columns else cells)
        for name, kind, each, cells in zip(names, kinds, given, values, strict=True)
    ]
    units = [] if sheet.columns or "unit" not in names else values[names.index("unit")]
    in_unit = [_is_in_unit(*each) for each in zip(names, kinds, strict=True)]
    numbers = [formats.of(number, wraps=sheet.prose and number == "@") for number in shown]
    widths = list(map(_width, names, values, shown))
    for at, width in enumerate(widths):
        place.set_column(at, at, width, numbers[at])
    whole = bool(sheet.columns) or sheet.printed_whole
    printed = len(names) if whole else _fitting(widths)
    _lay_out(place, fits=sheet.printed_whole or sum(widths[:printed]) <= _PAGE_WIDTH)
    place.print_area(0, 0, len(table), printed - 1)
    _write_headers(place, dict(zip(names, given, strict=True)), len(table), formats)
    for row in range(len(table)):
        if sheet.prose:  # not every spreadsheet makes room for broken lines itself
            place.set_row(row + 1, _LINE * max(_lines(cells[row]) for cells in values))
        for at, cells in enumerate(values):
            value, number = cells[row], numbers[at]
            if not sheet.prose:
                unit = str(units[row]) if units and in_unit[at] else ""
                number = formats.of(_format_of_cell(unit, shown[at], value))
            _write_cell(place, (row + 1, at), value, number, sheet.name, names[at])


def _fitting(widths: Sequence[float]) -> int:
    """Return how many columns, of those that stand first, can be read on a page across."""
    fitting = sum(total <= _PAGE_WIDTH for total in accumulate(widths))
    return max(fitting, 1)


def _write_headers(
    place: Any, columns: Mapping[str, SheetColumn], rows: int, formats: _Formats
) -> None:
    """Write the first row, with its remarks, what may be chosen below, and filters."""
    place.set_row(0, 32)
    for at, (name, each) in enumerate(columns.items()):
        place.write_string(0, at, header_of(name), formats.header)
        if each.comment:
            place.write_comment(0, at, each.comment, {"x_scale": 2})
        if each.choices and sum(map(len, each.choices)) + len(each.choices) <= _LIST_CHARS:
            place.data_validation(
                1, at, max(rows, 1) + 1000, at,
                {"validate": "list", "source": list(each.choices), "error_type": "warning"},
            )  # fmt: skip
    if rows:
        place.autofilter(0, 0, rows, len(columns) - 1)


def _lay_out(place: Any, *, fits: bool) -> None:
    """Keep headers and the first column in view, on the screen and on every page."""
    place.freeze_panes(1, 1)
    place.repeat_rows(0)
    place.repeat_columns(0)
    place.set_landscape()
    place.set_paper(_A4)
    place.set_footer("&L&A&R&P / &N")
    if fits:
        place.fit_to_pages(1, 0)


def _write_cell(
    place: Any, at: tuple[int, int], value: object, number: Any, table: str, column: str
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        place.write_datetime(*at, datetime(value.year, value.month, value.day), number)
    elif isinstance(value, float | int):
        place.write_number(*at, _Exact(value), number)
    elif len(str(value)) > CELL_CHARS:
        hint = said("a cell of a workbook holds {most:,} characters; keep CSV", most=CELL_CHARS)
        told = said("{table}: a text is too long for a workbook", table=table)
        raise refusal(told, "cell_too_long", table, hint, str(value), column=column)
    else:
        place.write_string(*at, str(value), number)


def _kind(column: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(column):
        return "bool"
    if pd.api.types.is_numeric_dtype(column):
        return "float"
    if pd.api.types.is_datetime64_any_dtype(column):
        return "date"
    return "text"


def _number_format(name: str, kind: str, unit: str, shown: Sequence[object]) -> str:
    """Return the number format of a column; @ keeps a spreadsheet from changing texts.

    shown  numbers that are shown rounded where their name doesn't say how; none for all digits
    """
    if kind == "date":
        return "yyyy-mm-dd"
    if kind not in ("float", "int"):
        return "@"
    if unit in _FORMATS:
        return _FORMATS[unit]
    plain = name
    for end in (*_AFTER, *_READINGS):
        plain = plain.removesuffix(f"_{end}")
    told = [_FORMATS[of] for end, of in _ENDS.items() if plain.endswith(end)]
    told += [_FORMATS[of] for start, of in _STARTS.items() if plain.startswith(start)]
    told = [] if _PER_COST in plain else told
    if shown and told[:1] == [_FORMATS["people"]] and current_language() == "zh":
        return _WAN
    if shown:
        return "0.0" if told[:1] == [_FORMATS["min"]] else (told or [_rounded(shown)])[0]
    return told[0] if told else ""


def _is_in_unit(name: str, kind: str) -> bool:
    """Return whether a column holds numbers in the unit that its row names."""
    return kind in ("float", "int") and (name in _IN_UNIT or name[:1].isdigit())


def _format_of_cell(unit: str, shown: str, value: object) -> str:
    """Return the format of a cell: by the unit that its row names, else that of its column."""
    if unit in ("min", "%"):
        return "0.0"
    if unit.startswith("people"):
        shown = _WAN if current_language() == "zh" else _FORMATS["people"]
    return _FORMATS["people"] if shown == _WAN and not _in_wan(value) else shown


def _rounded(values: Sequence[object]) -> str:
    """Return a format that shows about three digits of the largest number; whole ones whole."""
    numbers = [abs(value) for value in values if isinstance(value, float | int)]
    most = max(numbers, default=0.0)
    if most >= 10_000.0:
        return "#,##0"
    if all(float(each).is_integer() for each in numbers):
        return "0"  # a year stands without a comma
    steps = ((100.0, "#,##0.0"), (1.0, "0.00"), (0.01, "0.0000"))
    return next((each for least, each in steps if most >= least), "0.000000")


def _values(column: pd.Series, kind: str) -> list[object]:
    """Return what is written of a column: numbers, days and texts; None for an empty cell."""
    if kind == "bool":
        return ["yes" if value else "no" for value in column.tolist()]
    if kind in ("float", "int"):
        return [_number(value) for value in column.tolist()]
    if kind == "date":
        return [_day(value) for value in column.tolist()]
    return [_plain(value) for value in column.tolist()]


def _plain(value: object) -> object:
    """Return a cell of a column that holds texts, and maybe other things."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | float | np.number):
        return _number(value)
    return _day(value) if isinstance(value, pd.Timestamp) else str(value)


def _number(value: Any) -> object:
    """Return a number as a workbook holds it; inf stands for unreachable, as in CSV."""
    if value is pd.NA or math.isnan(value):
        return None
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    whole = int(value) if is_whole(value) else None
    return str(whole) if whole is not None and abs(whole) > 2**53 else value + 0.0


def _day(value: Any) -> object:
    if value is pd.NaT or value is None:
        return None
    day = value.date()
    return day if day >= _FIRST_DAY else day.isoformat()


def _width(name: str, values: Sequence[object], number: str) -> float:
    """Return the width of a column in digits; Chinese letters take two."""
    shown = [*header_of(name).split("\n"), *(_shown(each, number) for each in values[:_LOOKED_AT])]
    widest = max(sum(1 + (ord(mark) > 0xFF) for mark in text[:_WIDEST]) for text in shown)
    return min(max(widest + 2, _NARROWEST), _WIDEST)


def _lines(value: object) -> int:
    """Return how many lines a text takes in the widest column."""
    return max(1, math.ceil(sum(1 + (ord(mark) > 0xFF) for mark in str(value)) / (_WIDEST - 4)))


def _in_wan(value: object) -> TypeGuard[float]:
    """Return whether a number is one of those that are shown in ten thousands."""
    return isinstance(value, float | int) and abs(value) >= _WAN_FROM


def _shown(value: object, number: str) -> str:
    if number == _WAN:
        return f"{value / _WAN_FROM:.1f}万" if _in_wan(value) else _shown(value, "#,##0")
    if isinstance(value, float):
        return f"{value:,.{len(number.partition('.')[2])}f}" if number else f"{value:,.3f}"
    return "" if value is None else str(value).split("\n")[0]
