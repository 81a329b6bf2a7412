"""A workbook's sheets as tables of text: bounded, and everything that isn't a plain cell told."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.io.csv_tables import table_of
from transnet.io.text import Limits
from transnet.io.workbooks.cell_texts import Cell, cell_text
from transnet.io.workbooks.package import Contents, contents_of, package_notices
from transnet.model.cells import Problem
from transnet.model.raw import RawTable
from transnet.model.schema import Table

_LAST_ROW = 1_048_576
_Row = list[Cell]


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
        """Return the rows of a sheet as text, or None where they can't be trusted, and why.

        table  gives the types of the columns, by their names in the first row
        Raises nothing that a file's content could cause.
        """
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what the library leaves out is no cell
                rows, found = self._rows(name)
                if any(each.severity == "error" for each in found):
                    return None, found
                return _as_table(rows, table, found, from_1904=self._from_1904)
        except Exception as error:
            return None, [_broken(name, f"{type(error).__name__}: {error}"[:120])]

    @property
    def _from_1904(self) -> bool:
        return bool(self._book.epoch.year == 1904)

    def _rows(self, name: str) -> tuple[list[_Row], list[Notice]]:
        """Return the cells of a sheet, and what is to be said of them."""
        sheet = self._book[name]
        beside = contents_of(self._data, sheet._worksheet_path)
        rows: list[_Row] = []
        for row in _bounded(sheet):
            if len(row) > self._limits.columns:
                hint = said("a table may have {most:,} columns", most=self._limits.columns)
                return [], [notice("too_many_columns", name, len(rows) + 1, "", len(row), hint)]
            if len(rows) > self._limits.rows:
                hint = said("a table may have {most:,} rows", most=self._limits.rows)
                return [], [notice("too_many_rows", name, 0, "", "", hint)]
            rows.append([Cell(each.value, each.data_type) for each in row])
        while rows and all(cell.value is None for cell in rows[-1]):
            rows.pop()
        found = _beside_notices(name, beside, len(rows), hidden=self.is_hidden(name))
        if beside.formulas:
            found += self._formula_notices(name, rows)
        return rows, found

    def _formula_notices(self, name: str, rows: list[_Row]) -> list[Notice]:
        """Return that formulas are read as the values that were last computed, or weren't."""
        book, why = _opened(self._data, formulas=True)
        if why:
            return [_broken(name, why)]
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
        headed = dict(enumerate(str(cell.value or "") for cell in rows[0])) if rows else {}
        if lost:
            place, column = lost[0]
            hint = said(
                "1 formula has no value yet: open the workbook in a spreadsheet, save it"
                if len(lost) == 1
                else "{count:,} formulas have no value yet: open the workbook in a spreadsheet, "
                "save it",
                count=len(lost),
            )
            code = "formula_without_value"
            return [notice(code, name, place + 1, first_line(headed.get(column, "")), "", hint)]
        if not places:
            return []
        place, column = places[0]
        hint = said(
            "1 formula: read as its last value"
            if len(places) == 1
            else "{count:,} formulas: read as their last values",
            count=len(places),
        )
        at = first_line(headed.get(column, ""))
        return [notice("formula_read", name, place + 1, at, "", hint)]


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


def _beside_notices(name: str, beside: Contents, rows: int, *, hidden: bool) -> list[Notice]:
    """Return what a sheet holds beside cells that are seen."""
    found: list[Notice] = []
    merged = [each for each in beside.merged if int("".join(filter(str.isdigit, each))) <= rows]
    if merged:
        hint = said(
            "merged cells at {where}: part them, and fill each"
            if len(merged) == 1
            else "{count} merged cells, the first at {where}: part them, and fill each",
            count=len(merged),
            where=merged[0],
        )
        found.append(notice("merged_cells", name, 0, "", merged[0], hint))
    if hidden:
        found.append(notice("hidden_part", name, 0, "", "", said("the sheet is hidden: read too")))
    if beside.hidden_rows or beside.hidden_columns:
        hint = said(
            "{rows:,} rows and {columns:,} columns are hidden: read too",
            rows=beside.hidden_rows,
            columns=beside.hidden_columns,
        )
        found.append(notice("hidden_part", name, 0, "", "", hint))
    return found


def first_line(header: str) -> str:
    """Return the name in a header, below which its Chinese may stand."""
    return header.strip().split("\n")[0].strip()


def _as_table(
    rows: list[_Row], table: Table, found: list[Notice], *, from_1904: bool
) -> tuple[RawTable | None, list[Notice]]:
    """Return cells as text by the types of their columns."""
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
        records.append(record)
    for (code, column), cells in told.items():
        number, value, problem = cells[0]
        more = said("{hint}, and so {more:,} more", hint=problem.hint, more=len(cells) - 1)
        hint = more if len(cells) > 1 else problem.hint
        found.append(notice(code, table.name, number, column, value, hint))
    raw, said_of_shape = table_of(records, table.name)
    return raw, found + said_of_shape
