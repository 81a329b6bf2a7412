"""Tables of which some have other cells in some columns: put together when somebody reads them.

Of a state in which projects open hardly anything reads a whole table, and putting one column into a
table takes pandas longer than all else that is done with the column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Cells = npt.NDArray[Any]


class EditedTables(Mapping[str, pd.DataFrame]):
    """Tables by name; a table that is the same object has the same cells.

    tables  as they are without the other cells
    cells   of each row, by table and column; nobody may change them
    """

    def __init__(
        self, tables: Mapping[str, pd.DataFrame], cells: Mapping[str, Mapping[str, Cells]]
    ) -> None:
        self._tables, self._cells = tables, cells
        self._whole: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._cells:
            return self._tables[name]
        if name not in self._whole:  # of two threads the first one's table counts
            self._whole.setdefault(name, _with_cells(self._tables[name], self._cells[name]))
        return self._whole[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def __contains__(self, name: object) -> bool:
        return name in self._tables

    def __reduce__(self) -> tuple[type, tuple[dict[str, pd.DataFrame]]]:
        return dict, (dict(self),)

    def unedited(self, name: str) -> pd.DataFrame:
        """Return a table in which the other cells may be missing: for rows and names of columns."""
        return self._tables[name]

    def with_table(self, name: str, table: pd.DataFrame) -> EditedTables:
        """Return the tables with another in place of one."""
        others = {key: cells for key, cells in self._cells.items() if key != name}
        return EditedTables({**self._tables, name: table}, others)

    def with_cells(self, name: str, cells: Mapping[str, Cells]) -> EditedTables:
        """Return the tables with other cells, of the columns' types, in columns of one."""
        both = {**self._cells.get(name, {}), **cells}
        return EditedTables(self._tables, {**self._cells, name: both})

    def edited_column(self, name: str, column: str) -> Cells | None:
        """Return the other cells of a column; None where it has none."""
        own = self._cells.get(name)
        return None if own is None else own.get(column)


def same_rows(one: Mapping[str, pd.DataFrame], other: Mapping[str, pd.DataFrame]) -> bool:
    """Return whether tables are the same but for cells that edits changed.

    False where a table was put in place of another, be it of the same rows.
    """
    left, right = (
        each._tables if isinstance(each, EditedTables) else each for each in (one, other)
    )
    return left is right


def of_type(values: Cells, kind: np.dtype[Any]) -> Cells:
    """Return cells as those of a type of numbers or days; texts are objects."""
    if kind.kind == "O" or values.dtype == kind:
        return values
    return pd.Series(values, dtype=kind).to_numpy()


def _with_cells(old: pd.DataFrame, cells: Mapping[str, Cells]) -> pd.DataFrame:
    table = old.copy(deep=False)
    for column, values in cells.items():
        kind = old[column].dtype
        # An array of the column's own type needs no series around it, which takes longer.
        plain = isinstance(kind, np.dtype)
        table[column] = values if plain else pd.Series(values, index=old.index, dtype=kind)
    return table
