"""Tables of a feed with typed columns, each cell held against what its field wants."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import numpy as np
import numpy.typing as npt

from transnet.base.language import Message, said
from transnet.io.gtfs.feed_cells import Cells, read_cells
from transnet.io.gtfs.feed_columns import Column
from transnet.io.gtfs.feed_files import FeedFiles
from transnet.io.gtfs.feed_notices import FeedNotices, Rows
from transnet.io.gtfs.feed_spec import Field, fields_of
from transnet.io.gtfs.feed_values import Values, is_numeric, parsed, wrong_forms

_NONE = -1


class FeedTable:
    """A table of a feed: rows by position, columns by name; a column that lacks is all empty."""

    def __init__(self, name: str, cells: Cells) -> None:
        self.name = name
        self.cells = cells
        self.count = cells.count
        self._numbers: dict[str, Values] = {}
        self._rows: dict[tuple[str, str, str], npt.NDArray[np.int32]] = {}

    def has(self, name: str) -> bool:
        """Whether the column is there."""
        return name in self.cells.columns

    def column(self, name: str) -> Column:
        """Return the cells of a column."""
        found = self.cells.columns.get(name)
        return found or Column(np.zeros(self.count, dtype=np.int8), [""])

    def texts(self, name: str) -> list[str]:
        """Return the cell of each row."""
        column = self.column(name)
        return [column.cells[code] for code in column.codes.tolist()]

    def text(self, name: str, row: int) -> str:
        """Return the cell of a row."""
        column = self.column(name)
        return column.cells[int(column.codes[row])]

    def numbers(self, name: str) -> npt.NDArray[np.int64]:
        """Return int64[rows], whole numbers, days or seconds; BLANK for what is empty or bad."""
        return self._values(name).astype(np.int64, copy=False)

    def floats(self, name: str) -> npt.NDArray[np.float64]:
        """Return float64[rows], NaN for what is empty or bad."""
        return self._values(name).astype(np.float64, copy=False)

    def _values(self, name: str) -> Values:
        if name not in self._numbers:
            column = self.column(name)
            values, _ = parsed(fields_of(self.name)[name], column.cells)
            self._numbers[name] = values[column.codes]
        return self._numbers[name]

    def is_blank(self, name: str) -> npt.NDArray[np.bool_]:
        """Return bool[rows], whether the cell is empty."""
        column = self.column(name)
        empty = np.array([not cell for cell in column.cells], dtype=np.bool_)
        blank: npt.NDArray[np.bool_] = empty[column.codes]
        return blank

    def rows_in(self, name: str, other: FeedTable, key: str) -> npt.NDArray[np.int32]:
        """Return int32[rows], the row of another table whose key stands here; -1 for none."""
        asked = (name, other.name, key)
        if asked not in self._rows:
            self._rows[asked] = self._rows_in(name, other, key)
        return self._rows[asked]

    def _rows_in(self, name: str, other: FeedTable, key: str) -> npt.NDArray[np.int32]:
        where = {cell: row for row, cell in enumerate(other.texts(key))}
        column = self.column(name)
        found = np.array([where.get(cell, _NONE) if cell else _NONE for cell in column.cells])
        rows: npt.NDArray[np.int32] = found.astype(np.int32)[column.codes]
        return rows

    def note(self, notices: FeedNotices, code: str, column: str, rows: Rows, hint: str) -> None:
        """Note rows of the table, with what stands in a column of theirs."""
        if len(rows):
            lines = self.cells.line_of(rows)
            notices.rows(code, (self.name, column), lines, self._shown(column, rows), hint)

    def _shown(self, column: str, rows: Rows) -> Callable[[int], str]:
        return lambda at: self.text(column, int(rows[at])) if column else ""


Tables = Mapping[str, FeedTable]


def read_table(
    files: FeedFiles, table: str, notices: FeedNotices, wanted: Collection[str] | None = None
) -> FeedTable | None:
    """Return a table of a feed, its cells held against their fields.

    wanted  columns that are read; None for all that GTFS knows
    None where the file isn't there or its rows can't be told apart; notices say so.
    """
    if table not in files.sizes:
        return None
    fields = fields_of(table)
    asked = set(fields) if wanted is None else set(wanted)
    cells = read_cells(files.read(table), table, asked, notices)
    if cells is None:
        return None
    made = FeedTable(table, cells)
    _check_header(made, notices, is_whole=wanted is None)
    for name in cells.columns:
        _check_column(made, fields[name], notices)
    return made


def _check_header(table: FeedTable, notices: FeedNotices, *, is_whole: bool) -> None:
    fields, header = fields_of(table.name), table.cells.header
    for name, field in fields.items():
        if field.required and name not in header:
            hint = said("every {file} needs it; add the column", file=f"{table.name}.txt")
            notices.add("missing_column", table.name, hint, name)
    for name in header:
        if is_whole and name not in fields:
            hint = said("GTFS has no such column here, or transnet has no use for it: not read")
            notices.add("feed_column_unread", table.name, hint, name)


def _check_column(table: FeedTable, field: Field, notices: FeedNotices) -> None:
    column = table.column(field.name)
    if is_numeric(field):
        values, bad = parsed(field, column.cells)
        table._numbers[field.name] = values[column.codes] if len(column.cells) else values
    else:
        bad = wrong_forms(field, column.cells)
    if field.required and "" in column.cells:
        bad[column.cells.index("")] = ("missing_value", said("the cell may not be empty"))
    for (code, hint), places in _by_kind(bad).items():
        rows = np.flatnonzero(np.isin(column.codes, places))
        table.note(notices, code, field.name, rows, hint)


def _by_kind(bad: Mapping[int, tuple[str, Message]]) -> dict[tuple[str, Message], list[int]]:
    kinds: dict[tuple[str, Message], list[int]] = {}
    for place, kind in bad.items():
        kinds.setdefault(kind, []).append(place)
    return kinds
