"""Changes of cells, added rows, and the difference of two networks cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.model.called_rows import cell_text, row_names
from transnet.model.cells import EMPTY
from transnet.model.network import Network
from transnet.model.schema import tables as schema_tables

if TYPE_CHECKING:
    from transnet.roads.layer import RoadLayer

IntArray = npt.NDArray[np.intp]

EFFECT_COLUMNS = ("table", "row_id", "name_zh", "name_en", "column", "before", "after")


@dataclass(frozen=True, eq=False, slots=True)
class Change:
    """New cells for some rows of one column: rows are positions in the table."""

    table: str
    column: str
    rows: IntArray
    cells: Sequence[Any]


@dataclass(frozen=True, eq=False, slots=True)
class Addition:
    """Rows to add at the end of one table, as mappings of column to value."""

    table: str
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, eq=False, slots=True)
class Resolved:
    """What one edit does to the tables, ready to apply.

    layer  the streets after it; None where they stay as they are
    """

    changes: Sequence[Change] = ()
    additions: Sequence[Addition] = ()
    layer: RoadLayer | None = None

    def apply(self, network: Network) -> Network:
        """Return the network with the changes made; the one given stays as it is."""
        for addition in self.additions:
            network = network.replace_table(
                addition.table, _with_rows(network[addition.table], addition)
            )
        columns: dict[str, dict[str, npt.NDArray[Any]]] = {}
        for change in self.changes:
            of_table, name = columns.setdefault(change.table, {}), change.column
            if name not in of_table:
                of_table[name] = network.column(change.table, name).copy()
            of_table[name][change.rows] = change.cells
        for table, changed in columns.items():
            network = network.replace_columns(table, changed)
        return network if self.layer is None else replace(network, road_layer=self.layer)


def _with_rows(table: pd.DataFrame, addition: Addition) -> pd.DataFrame:
    empty = {
        name: EMPTY[column.type] for name, column in schema_tables()[addition.table].columns.items()
    }
    rows = [{**empty, **row} for row in addition.rows]
    added = pd.DataFrame(rows, columns=list(table.columns)).astype(table.dtypes.to_dict())
    return pd.concat([table, added], ignore_index=True)


def difference(before: Network, after: Network, only: str = "") -> pd.DataFrame:
    """Return every cell that differs between two networks of the same schema.

    only     a table; all of them where none is named
    returns  table, row_id (key parts joined by '/'), name_zh, name_en, column, before, after; cells
             as text. A row that only one network has differs in each of its cells that isn't empty.
    """
    found: list[tuple[str, ...]] = []
    for name, schema in schema_tables().items():
        if only in ("", name) and name in before.tables and name in after.tables:
            pair = (before[name], after[name])
            if pair[0] is not pair[1]:
                edited = [
                    column
                    for column in map(str, pair[1].columns)
                    if before.source(name, column) is not after.source(name, column)
                ]
                unlike = _unlike(pair, schema.primary_key, edited)
                found += _table_difference(name, schema.primary_key, unlike)
    return pd.DataFrame(found, columns=list(EFFECT_COLUMNS))


def _table_difference(
    name: str, key: Sequence[str], pair: tuple[pd.DataFrame, pd.DataFrame]
) -> Iterable[tuple[str, ...]]:
    columns = [str(column) for column in pair[1].columns]
    old, new = (_rows_as_text(table, columns, key) for table in pair)
    blank = ("",) * len(columns)
    for row_id in dict.fromkeys([*old, *new]):
        was, now = old.get(row_id, blank), new.get(row_id, blank)
        if was != now:
            names = row_names(dict(zip(columns, new.get(row_id, was), strict=True)))
            for column, a, b in zip(columns, was, now, strict=True):
                if a != b:
                    yield (name, row_id, *names, column, a, b)


def _unlike(
    pair: tuple[pd.DataFrame, pd.DataFrame], key: Sequence[str], edited: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return both tables without rows that surely are the same: few are put into texts.

    edited  columns in which rows may differ
    Rows are held against each other by position, as far as their ids agree there.
    """
    old, new = pair
    both = min(len(old), len(new))
    heads = old.iloc[:both], new.iloc[:both]
    if old.columns.tolist() != new.columns.tolist() or new.duplicated(list(key)).any():
        return pair
    of_key = [name for name in key if name in edited]
    if of_key and old.duplicated(list(key)).any():
        return pair
    if not all(_same(*heads, name).all() for name in of_key):
        return pair
    same = np.ones(both, dtype=np.bool_)
    for name in edited:
        same &= _same(*heads, name)
    rest = [np.ones(len(table) - both, dtype=np.bool_) for table in pair]
    return old[np.append(~same, rest[0])], new[np.append(~same, rest[1])]


def _same(old: pd.DataFrame, new: pd.DataFrame, name: str) -> npt.NDArray[np.bool_]:
    """Return which cells of a column are the same in type and value, or empty in both."""
    one, other = old[name], new[name]
    if one.dtype != other.dtype or one.dtype == object:
        return np.zeros(len(one), dtype=np.bool_)
    found: npt.NDArray[np.bool_] = (one == other).to_numpy() | (
        one.isna() & other.isna()
    ).to_numpy()
    return found


def _rows_as_text(
    table: pd.DataFrame, columns: Sequence[str], key: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    cells = ([cell_text(cell) for cell in table[name].tolist()] for name in columns)
    rows = zip(*cells, strict=True)
    at = [columns.index(name) for name in key]
    return {"/".join(row[i] for i in at): row for row in rows}
