"""A workbook's sheets as tables of text: bounded, and everything that isn't a plain cell told."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from transnet.base.codes import codes, notice
from transnet.base.errors import Notice
from transnet.base.language import Message, joined, said
from transnet.io.csv_tables import table_of
from transnet.io.text import Limits
from transnet.io.workbooks.cell_texts import Cell, cell_text
from transnet.io.workbooks.merged_areas import Area, areas_within, covered
from transnet.io.workbooks.package import Contents, contents_of, package_notices
from transnet.model.cells import Problem
from transnet.model.raw import RawTable
from transnet.model.schema import Table

_LAST_ROW = 1_048_576
_Row = list[Cell]


@dataclass(frozen=True, slots=True)
class _Read:
    """The rows of a sheet, None where they can't be read, and what was found.

    unread  cells of which nothing is known, by row and column from 0
    """

    rows: list[_Row] | None
    notices: list[Notice]
    unread: set[tuple[int, int]] = field(default_factory=set)


class Workbook:
    """An opened workbook: its sheets by name, read one at a time.

    name    what notices name where they concern the whole file
    notices what opening it brought up; with an error among them there are no sheets
    """

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self._data, self.name, self._limits = data, name, limits
        self.notices = package_notices(data, name)
        self._book: Any = None
        if not any(found.severity == "error" for found in self.notices):
            self._book, why = _opened(data, formulas=False)
            if why:
                self.notices.append(_broken(name, why))

    @property
    def names(self) -> list[str]:
        """The names of the sheets that hold cells, in their order."""
        return [sheet.title for sheet in self._book.worksheets] if self._book else []

    def is_hidden(self, name: str) -> bool:
        """Whether a sheet isn't shown."""
        return bool(self._book[name].sheet_state != "visible")

    def table(self, name: str, table: Table) -> tuple[RawTable | None, list[Notice]]:
        """Return the rows of a sheet as text, or None where they can't be read, and what was found.

        Merged cells and formulas that were never computed are errors and unread; the other cells
        are read, so that all that is wrong with a sheet is told at once.
        table  gives the types of the columns, by their names in the first row
        Raises nothing that a file's content could cause.
        """
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what the library leaves out is no cell
                read = self._rows(name)
                if read.rows is None:
                    return None, read.notices
                return _as_table(read, table, from_1904=self._from_1904)
        except Exception as error:
            return None, [_broken(name, f"{type(error).__name__}: {error}"[:120])]

    @property
    def _from_1904(self) -> bool:
        return bool(self._book.epoch.year == 1904)

    def _rows(self, name: str) -> _Read:
        """Return the cells of a sheet, and what is to be said of them."""
        sheet = self._book[name]
        beside = contents_of(self._data, sheet._worksheet_path)
        rows: list[_Row] = []
        for row in _bounded(sheet):
            if len(row) > self._limits.columns:
                hint = said("a table may have {most:,} columns", most=self._limits.columns)
                told = notice("too_many_columns", name, len(rows) + 1, "", len(row), hint)
                return _Read(None, [told])
            if len(rows) > self._limits.rows:
                hint = said("a table may have {most:,} rows", most=self._limits.rows)
                return _Read(None, [notice("too_many_rows", name, 0, "", "", hint)])
            rows.append([Cell(each.value, each.data_type) for each in row])
        while rows and all(cell.value is None for cell in rows[-1]):
            rows.pop()
        areas = areas_within(beside.merged, len(rows))
        read = _Read(rows, _beside_notices(name, beside, areas, hidden=self.is_hidden(name)))
        read.unread.update(covered(areas, max(map(len, rows), default=0)))
        if beside.formulas:
            self._find_formulas(name, read)
        return read

    def _find_formulas(self, name: str, read: _Read) -> None:
        """Tell that formulas are read as the values that were last computed, or weren't."""
        book, why = _opened(self._data, formulas=True)
        rows = read.rows or []
        if why:
            read.notices.append(_broken(name, why))
            return
        places = [
            (place, column)
            for place, row in enumerate(_bounded(book[name]))
            for column, cell in enumerate(row)
            if cell.data_type == "f" and place < len(rows)
        ]
        lost = [
            (place, column)
            for place, column in places
            if column >= len(rows[place]) or rows[place][column].value is None
        ]
        read.unread.update(lost)
        if not places:
            return
        code = "formula_without_value" if lost else "formula_read"
        place, column = (lost or places)[0]
        at = str(rows[0][column].value or "") if column < len(rows[0]) else ""
        hint = _formula_hint(len(lost), len(places))
        read.notices.append(notice(code, name, place + 1, first_line(at), "", hint))


def _opened(data: bytes, *, formulas: bool) -> tuple[Any, str]:
    """Return a workbook and "", or None and why it can't be opened."""
    from openpyxl.reader.excel import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(
                io.BytesIO(data), read_only=True, data_only=not formulas, keep_links=False
            )
    except Exception as error:
        return None, f"{type(error).__name__}: {error}"[:120]
    return book, ""


def _broken(name: str, why: str) -> Notice:
    hint = said("it can't be read as a workbook: {why}; save it anew", why=why)
    return notice("broken_file", name, 0, "", "", hint)


def _bounded(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a sheet as far as spreadsheets count, each as long as it has cells."""
    sheet.reset_dimensions()  # what a file says of its size is no measure
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > _LAST_ROW:
            return
        yield row


def _formula_hint(lost: int, count: int) -> Message:
    if lost == 1:
        return said("1 formula has no value yet: open the workbook in a spreadsheet, save it")
    if lost:
        return said(
            "{count:,} formulas have no value yet: open the workbook in a spreadsheet, save it",
            count=lost,
        )
    if count == 1:
        return said("1 formula: read as its last value")
    return said("{count:,} formulas: read as their last values", count=count)


def _beside_notices(
    name: str, beside: Contents, merged: Sequence[Area], *, hidden: bool
) -> list[Notice]:
    """Return what a sheet holds beside cells that are seen."""
    found: list[Notice] = []
    if merged:
        hint = said(
            "merged cells at {where}: part them, and fill each"
            if len(merged) == 1
            else "{count} merged cells, the first at {where}: part them, and fill each",
            count=len(merged),
            where=merged[0].written,
        )
        found.append(notice("merged_cells", name, 0, "", merged[0].written, hint))
    if hidden:
        found.append(notice("hidden_part", name, 0, "", "", said("the sheet is hidden: read too")))
    parts = _hidden_parts(beside.hidden_rows, beside.hidden_columns)
    if parts:
        many = beside.hidden_rows + beside.hidden_columns > 1
        hint = said(
            "{parts} are hidden: read too" if many else "{parts} is hidden: read too",
            parts=joined(parts, en=" and "),
        )
        found.append(notice("hidden_part", name, 0, "", "", hint))
    return found


def _hidden_parts(rows: int, columns: int) -> list[Message]:
    """Return how many rows and columns aren't shown, as far as there are any."""
    parts: list[Message] = []
    if rows:
        parts.append(said("1 row") if rows == 1 else said("{count:,} rows", count=rows))
    if columns:
        many = said("{count:,} columns", count=columns)
        parts.append(said("1 column") if columns == 1 else many)
    return parts


def first_line(header: str) -> str:
    """Return the name in a header, below which its Chinese may stand."""
    return header.strip().split("\n")[0].strip()


def _as_table(
    read: _Read, table: Table, *, from_1904: bool
) -> tuple[RawTable | None, list[Notice]]:
    """Return cells as text by the types of their columns."""
    rows, found = read.rows or [], read.notices
    width = max(map(len, rows), default=0)
    names = (cell_text(cell, "text", from_1904=from_1904)[0] for cell in (rows or [[]])[0])
    header = [first_line(name) for name in names]
    header += [""] * (width - len(header))
    types = [table.columns[name].type if name in table.columns else "text" for name in header]
    records = [header]
    told: dict[tuple[str, str], list[tuple[int, str, Problem]]] = {}
    for number, row in enumerate(rows[1:], start=2):
        record = [""] * width
        for place, cell in enumerate(row):
            record[place], problem = cell_text(cell, types[place], from_1904=from_1904)
            if problem:
                where = (problem.code, header[place])
                told.setdefault(where, []).append((number, str(cell.value), problem))
                if codes()[problem.code].severity == "error":
                    read.unread.add((number - 1, place))
        records.append(record)
    for (code, column), cells in told.items():
        number, value, problem = cells[0]
        more = said("{hint}, and so {more:,} more", hint=problem.hint, more=len(cells) - 1)
        hint = more if len(cells) > 1 else problem.hint
        found.append(notice(code, table.name, number, column, value, hint))
    raw, said_of_shape = table_of(records, table.name)
    if raw is not None:
        unread = {(row + 1, header[column]) for row, column in read.unread if column < width}
        raw = replace(raw, unread=frozenset(unread))
    return raw, found + said_of_shape
