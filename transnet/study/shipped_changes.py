"""What an edited copy of a shipped network holds otherwise than the shipped one, table by table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import Notice, TransnetError
from transnet.base.language import Message, Text, joined, said
from transnet.io.catalog import INFO_FILE, list_networks
from transnet.io.network_folder import load_network
from transnet.model.called_rows import called, cell_text, row_names
from transnet.model.schema import tables as schema_tables

if TYPE_CHECKING:
    from transnet.model.network import Network

_NAMED, _ROWS_NAMED, _LONGEST = 4, 2, 40
_BESIDE = frozenset({"source", "basis", "confidence", "note", "note_zh"})
"""Columns that say where a cell is from: told after those that a trip rests on."""


class _Change(NamedTuple):
    """Cells of one column that went from one text to another, by the positions of their rows."""

    column: str
    old: str
    new: str
    rows: list[int]


def changes_from_shipped(network: Network, named: str) -> tuple[Notice, ...]:
    """Return a remark on each table that differs from that of the shipped network of the same id.

    named  what the network was asked by; the name of a shipped one differs from none
    Rows are told apart by their ids, wherever they stand. Empty for a network that is no copy.
    """
    shipped = network.info.network_id
    if named in list_networks() or shipped not in list_networks():
        return ()
    try:
        own = load_network(shipped)
    except TransnetError:
        return ()
    found = [_of_info(network, own, shipped)]
    found += [_of_table(network, own, name) for name in network.tables if name in own.tables]
    return tuple(each for each in found if each is not None)


def _of_info(network: Network, own: Network, shipped: str) -> Notice | None:
    """Return a remark on keys of network.toml that differ."""
    old, new = asdict(own.info), asdict(network.info)
    told = [
        said("{column} {old} → {new}", column=_column(key), old=str(old[key]), new=str(new[key]))
        for key in new
        if old[key] != new[key]
    ]
    return _told(INFO_FILE, told, shipped) if told else None


def _of_table(network: Network, own: Network, name: str) -> Notice | None:
    """Return a remark on a table that differs: cells, rows more and rows fewer."""
    new, old = network[name], own[name]
    if new is old or new.equals(old):
        return None
    keys = list(schema_tables()[name].primary_key)
    old_keys, new_keys = _keys(old, keys), _keys(new, keys)
    both = new_keys.isin(old_keys)
    if not (old_keys.is_unique and new_keys.is_unique):
        return None
    told = [_change_words(network, name, each) for each in _changes(old, new, old_keys, new_keys)]
    more = np.flatnonzero(~both).tolist()
    gone = np.flatnonzero(~old_keys.isin(new_keys)).tolist()
    if more:
        rows = _rows(network, name, more)
        told.append(said("rows more: {count} ({rows})", count=len(more), rows=rows))
    if gone:
        rows = _rows(own, name, gone)
        told.append(said("rows fewer: {count} ({rows})", count=len(gone), rows=rows))
    return _told(name, told, own.info.network_id) if told else None


def _keys(table: pd.DataFrame, keys: list[str]) -> pd.Index:
    return pd.Index(["\x1f".join(map(cell_text, cells)) for cells in table[keys].to_numpy(object)])


def _changes(
    old: pd.DataFrame, new: pd.DataFrame, old_keys: pd.Index, new_keys: pd.Index
) -> list[_Change]:
    """Return what changed in rows that stand in both, like changes together, the most first."""
    rows = np.flatnonzero(new_keys.isin(old_keys))
    before = old.iloc[old_keys.get_indexer(new_keys[rows])]
    after = new.iloc[rows]
    changes: dict[tuple[str, str, str], list[int]] = {}
    for column in new.columns.intersection(old.columns):
        was, now = before[column].to_numpy(), after[column].to_numpy()
        apart = (was != now) & ~(pd.isna(was) & pd.isna(now))
        for at in np.flatnonzero(apart).tolist():
            key = (str(column), cell_text(was[at]), cell_text(now[at]))
            changes.setdefault(key, []).append(int(rows[at]))
    found = [_Change(*key, at) for key, at in changes.items() if key[1] != key[2]]
    return sorted(found, key=lambda each: (each.column in _BESIDE, -len(each.rows)))


def _change_words(network: Network, table: str, change: _Change) -> Message:
    return said(
        "{column} {old} → {new} ({rows})",
        column=_column(change.column),
        old=_short(change.old),
        new=_short(change.new),
        rows=_rows(network, table, change.rows),
    )


def _short(text: str) -> str:
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return shown or "–"


def _column(name: str) -> Text:
    from transnet.io.workbooks.writer import chinese_name

    return Text(chinese_name(name) or name, name)


def _rows(network: Network, table: str, rows: list[int]) -> Message:
    """Return the first of some rows by their names, and how many more there are."""
    names = joined([_row(network, table, at) for at in rows[:_ROWS_NAMED]])
    more = len(rows) - _ROWS_NAMED
    return said("{names} and {count} more", names=names, count=more) if more > 0 else names


def _row(network: Network, table: str, at: int) -> Message:
    """Return what a row is called; a stop by its train and station."""
    row = network[table].iloc[at]
    key = "/".join(cell_text(row[each]) for each in schema_tables()[table].primary_key)
    if table != "stops":
        return called(key, row_names(row))
    service, station = (
        _found(network, name, column, row[column])
        for name, column in (("services", "service_id"), ("stations", "station_id"))
    )
    zh, en = row_names(station)
    train = str(service.get("trains", "")) or row_names(service)[0]
    return called(key, (f"{train} {zh}".strip(), f"{train} {en}".strip()))


def _found(network: Network, table: str, column: str, key: object) -> dict[str, object]:
    """Return the cells of a row by its id; none where it isn't there."""
    rows = network[table].loc[network[table][column] == key].to_dict("records")
    return {str(name): cell for name, cell in rows[0].items()} if rows else {}


def _told(table: str, told: Iterable[Message], shipped: str) -> Notice:
    listed = list(told)
    parts = joined(listed[:_NAMED], "; ", "；")
    if len(listed) > _NAMED:
        parts = said("{changes}; {count} more", changes=parts, count=len(listed) - _NAMED)
    hint = said(
        "otherwise than in the shipped network {network}: {changes}",
        network=shipped,
        changes=parts,
    )
    return notice("differs_from_shipped", table, 0, "", "", hint)
