"""Text cells to typed columns: strict, and every cell that can't be read becomes a notice.

What spreadsheets rewrite (`loose_cells`) is read where no doubt is, with one notice for a column.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import partial

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import joined, said
from transnet.base.marks import MARK_TEXTS
from transnet.model.cell_defaults import with_defaults
from transnet.model.cell_remedies import day_remedy, range_words
from transnet.model.loose_cells import (
    THOUSANDS,
    Comma,
    Doubt,
    comma_of,
    doubtful_number,
    loose_reading,
)
from transnet.model.misplaced_columns import MISPLACED, gathered
from transnet.model.raw import RawTable
from transnet.model.schema import Column, Table

LONGEST_ID = 200
LARGEST_WHOLE = 2**53

REWRITTEN_ID = said(
    "a spreadsheet or a program took this id for a number and rewrote it; "
    "take it from the source as text"
)
_REWRITTEN = re.compile(r"\d+\.0*|\d+(\.\d+)?[eE]\+?\d+", re.ASCII)
_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_WHOLE = re.compile(r"-?\d+", re.ASCII)
_TIME = re.compile(r"(\d{2}):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell's text: a code and what to do."""

    code: str
    hint: str
    written: str = ""
    """What the cell was read as all the same; "" when it wasn't."""


Parsed = tuple[object, Problem | None]
Cells = np.ndarray | ExtensionArray

_LOOSE = {"bad_date", "bad_time", "bad_number"}
_DTYPES = {"float": "float64", "int": "float64", "bool": "bool", "date": "datetime64[s]"}


def type_table(table: Table, raw: RawTable) -> tuple[pd.DataFrame, list[Notice]]:
    """Return the table with the schema's columns and types, and a notice per cell it can't read.

    Empty cells, and columns that the raw table lacks, hold the schema's default or are empty; a
    cell with a notice is empty too, but for a number out of range, which stays. Types are those of
    `Network.tables`. Columns of which most cells can't be read give one notice each, or one for all
    where they only stand in false order.
    """
    written = column_texts(raw)
    texts, taken = with_defaults(table, written, len(raw.rows))
    comma = comma_in(table, raw, written)
    data: dict[str, Cells] = {}
    found: dict[str, list[Notice]] = {}
    for name, column in table.columns.items():
        own = texts.get(name)
        data[name], notices = type_cells(column, own or [""] * len(raw.rows), comma)
        if own is not None:
            found[name] = notices
    notices = gathered(table, written, found, partial(_misfits, comma=comma))
    if not any(each.code in MISPLACED for each in notices):
        notices += taken
    return pd.DataFrame(data, copy=False), notices


def column_texts(raw: RawTable) -> dict[str, list[str]]:
    """Return the cells of each column."""
    return {name: [row[place] for row in raw.rows] for place, name in enumerate(raw.columns)}


def comma_in(table: Table, raw: RawTable, texts: Mapping[str, Sequence[str]]) -> Comma:
    """Return what a comma is in the numbers of a table."""
    if not raw.decimal_comma:
        return THOUSANDS
    cells = [
        text
        for name, column in table.columns.items()
        if column.type in ("float", "int")
        for text in texts.get(name, ())
    ]
    return comma_of(cells, decimal_comma=True)


def type_cells(
    column: Column, texts: Sequence[str], comma: Comma = THOUSANDS
) -> tuple[Cells, list[Notice]]:
    """Return a column's typed values and the notices of its cells; equal texts are read once."""
    parsed = {text: _parse_cell(column, text, comma) for text in dict.fromkeys(texts)}
    values = [parsed[text][0] for text in texts]
    faulty = {text for text, (_, problem) in parsed.items() if problem}
    notices: list[Notice] = []
    read: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        if text in faulty and (problem := parsed[text][1]):
            if problem.written:
                read.setdefault(problem.code, []).append(place)
            else:
                notices.append(
                    notice(problem.code, column.table, place + 2, column.name, text, problem.hint)
                )
    for code, places in read.items():
        first = texts[places[0]]
        more = len(places) - 1
        hint = parsed[first][1].hint  # type: ignore[union-attr]  # it has a problem
        hint = said("{hint}, and so {more:,} more", hint=hint, more=more) if more else hint
        notices.append(notice(code, column.table, places[0] + 2, column.name, first, hint))
    return _array(column, values), notices


def mended_cells(column: Column, texts: Sequence[str], comma: Comma = THOUSANDS) -> list[str]:
    """Return the cells of a column with those that are read otherwise than written put right."""
    mended = {text: text for text in dict.fromkeys(texts)}
    for text in mended:
        problem = _parse_cell(column, text, comma)[1]
        if problem and problem.written:
            mended[text] = problem.written
    return [mended[text] for text in texts]


def _misfits(column: Column, texts: Sequence[str], comma: Comma) -> int:
    """Return how many cells of some texts a column could not read."""
    count = Counter(texts)
    return sum(
        times
        for text, times in count.items()
        if (problem := _parse_cell(column, text, comma)[1]) and not problem.written
    )


def _parse_cell(column: Column, text: str, comma: Comma) -> Parsed:
    if text == "":
        problem = (
            Problem("missing_value", said("a value is required here")) if column.required else None
        )
        return EMPTY[column.type], problem
    value, problem = _PARSERS[column.type](column, text)
    if problem is None:
        doubt = doubtful_number(text, comma) if column.type == "float" else None
        return (math.nan, Problem("bad_number", doubt.hint)) if doubt else (value, None)
    return _loosely(column, text, comma, (value, problem)) if problem.code in _LOOSE else (
        value, problem
    )  # fmt: skip


def _loosely(column: Column, text: str, comma: Comma, strict: Parsed) -> Parsed:
    """Read a cell as spreadsheets rewrite it; `strict` where that gives nothing else."""
    found = loose_reading(column, text, comma)
    if found is None or strict[1] is None:
        return strict
    if isinstance(found, Doubt):
        return strict[0], Problem(strict[1].code, found.hint)
    value, problem = _PARSERS[column.type](column, found.written)
    return value, problem or Problem(
        found.code, said("read as {written}", written=found.written), found.written
    )


def dtype_of(column: Column) -> str | None:
    """Return the type of a column's array, or None for text."""
    return _DTYPES.get(column.type)


def _array(column: Column, values: list[object]) -> Cells:
    dtype = dtype_of(column)
    if dtype is None:
        return pd.array([str(value) for value in values], dtype="str")
    return np.array(values, dtype=dtype)


def _number(column: Column, text: str) -> Parsed:
    if not _NUMBER.fullmatch(text):
        return math.nan, Problem("bad_number", _number_hint(text))
    value = float(text)
    if not math.isfinite(value):
        return math.nan, Problem("number_overflow", said("write a number that a double can hold"))
    if value == 0 and text.startswith("-"):
        return math.nan, Problem(
            "bad_number", said("write 0, or the negative number that was meant")
        )
    return value, _range_problem(column, value)


def _whole(column: Column, text: str) -> Parsed:
    value, problem = _number(column, text)
    if problem:
        return value, problem
    if isinstance(value, float) and abs(value) >= LARGEST_WHOLE:
        return math.nan, Problem(
            "number_overflow", said("write less than {largest_whole}", largest_whole=LARGEST_WHOLE)
        )
    if not _WHOLE.fullmatch(text):
        return math.nan, Problem("not_whole_number", said("write a whole number without a point"))
    return value, None


def _range_problem(column: Column, value: float) -> Problem | None:
    low, high = column.minimum, column.maximum
    if (low is None or value >= low) and (high is None or value <= high):
        return None
    return Problem("out_of_range", range_words(low, high, column.unit))


def _number_hint(text: str) -> str:
    stripped = text.strip()
    plain = unicodedata.normalize("NFKC", stripped).replace("_", "").replace("−", "-")
    if plain.lower() in ("nan", "na", "n/a", "null", "none", "-", "—", "/"):
        return said("leave the cell empty where no figure is known")
    if plain.lstrip("+-").lower() in ("inf", "infinity", "∞"):
        return said("leave the cell empty; a number must be finite")
    if _NUMBER.fullmatch(plain) and plain != text:
        return said("write {plain}: plain digits without spaces or underscores", plain=plain)
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        return said("write {plain} (no thousands separator)", plain=plain.replace(",", ""))
    if re.fullmatch(r"-?\d+,\d+", plain):
        return said("write {plain} (a point, not a comma)", plain=plain.replace(",", "."))
    return said("write a plain decimal number such as 12.5")


def _bool(_: Column, text: str) -> Parsed:
    value = MARK_TEXTS.get(text.lower())
    if value is None:
        return False, Problem("bad_bool", said("write yes or no"))
    return value, None


def _date(_: Column, text: str) -> Parsed:
    remedy = day_remedy(text)
    if remedy:
        return EMPTY["date"], Problem("bad_date", remedy)
    return np.datetime64(date.fromisoformat(text), "s"), None


def _time(_: Column, text: str) -> Parsed:
    if _TIME.fullmatch(text):
        return text, None
    loose = re.fullmatch(r"(\d{1,2})[:：](\d{1,2})(:\d{2})?", text.strip(), re.ASCII)
    if loose and int(loose[2]) < 60:
        return "", Problem(
            "bad_time", said("write {written}", written=f"{int(loose[1]):02d}:{int(loose[2]):02d}")
        )
    return "", Problem("bad_time", said("write HH:MM; after midnight go on with 24:00, 25:00"))


def _choice(column: Column, text: str) -> Parsed:
    if text in column.choices:
        return text, None
    near = get_close_matches(text.strip().lower(), column.choices, n=1, cutoff=0.5)
    allowed = said("allowed: {choices}", choices=joined(column.choices))
    remedy = said("did you mean {near!r}?", near=near[0]) if near else ""
    return "", Problem("unknown_choice", joined([remedy, allowed], en=" ", zh=""))


def _text(_: Column, text: str) -> Parsed:
    if text != text.strip():
        return text, Problem("padded_text", said("remove the spaces around the text"))
    if _controls(text.replace("\n", "").replace("\t", "")):
        return text, Problem("control_character", said("remove the invisible character"))
    meant = _meant(text)
    if meant:
        return text, Problem("mojibake", said("reads like {meant!r} decoded wrongly", meant=meant))
    return text, None


def _meant(text: str) -> str:
    """Return what a text was before its UTF-8 was decoded as GBK or cp1252, or ""."""
    if text.isascii():
        return ""
    with suppress(UnicodeError):
        return text.encode("cp1252").decode("utf-8")
    with suppress(UnicodeError):
        meant = text.encode("gb18030").decode("utf-8")
        # 太原 in GBK happens to be valid UTF-8, of two-byte letters; Chinese takes three bytes.
        if all(mark.isascii() or ord(mark) > 0x7FF for mark in meant):
            return meant
    return ""


def _id(_: Column, text: str) -> Parsed:
    problem = id_problem(text)
    return ("" if problem else text), problem


def _ids(_: Column, text: str) -> Parsed:
    items = text.split(";")
    if any(mark in text for mark in "；,，、|"):
        return "", Problem("bad_list", said("part the ids with a plain semicolon, such as S1;S2"))
    if "" in items:
        return "", Problem(
            "bad_list", said("remove the empty item: no ; at the ends, none doubled")
        )
    if len(set(items)) < len(items):
        return "", Problem("bad_list", said("remove the repeated id"))
    problem = next((found for item in items if (found := id_problem(item))), None)
    return ("" if problem else text), problem


def id_problem(text: str) -> Problem | None:
    """Return what makes a text unfit as an id, or None."""
    if text != text.strip("\ufeff\u200b\u200c\u200d\u2060").strip():
        return Problem(
            "padded_id", said("remove the spaces around {stripped!r}", stripped=text.strip())
        )
    if any(mark.isspace() or mark == ";" for mark in text) or _controls(text):
        return Problem("bad_id", said("an id has no spaces, semicolons or control characters"))
    if len(text) > LONGEST_ID:
        return Problem(
            "bad_id", said("an id has at most {longest_id} characters", longest_id=LONGEST_ID)
        )
    return Problem("bad_id", REWRITTEN_ID) if is_rewritten(text) else None


def is_rewritten(text: str) -> bool:
    """Return whether an id is a number as spreadsheets rewrite one: 140106.0, 1E5 or 1.4E+05."""
    return _REWRITTEN.fullmatch(text) is not None


def short_cell_text(value: object) -> str:
    """Return a typed cell as text for people: numbers to 12 digits, empty as ''."""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:.12g}"
    return "" if value is pd.NaT else str(value)


def _controls(text: str) -> bool:
    return not text.isprintable() and any(unicodedata.category(mark) in _CONTROL for mark in text)


_CONTROL = {"Cc", "Cf", "Cs", "Zl", "Zp"}

EMPTY: dict[str, object] = {
    "float": math.nan,
    "int": math.nan,
    "bool": False,
    "date": np.datetime64("NaT", "s"),
    "time": "",
    "enum": "",
    "text": "",
    "id": "",
    "ids": "",
}
"""What an empty cell holds, by column type."""

_PARSERS: dict[str, Callable[[Column, str], Parsed]] = {
    "float": _number,
    "int": _whole,
    "bool": _bool,
    "date": _date,
    "time": _time,
    "enum": _choice,
    "text": _text,
    "id": _id,
    "ids": _ids,
}
