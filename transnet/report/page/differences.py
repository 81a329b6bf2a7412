"""What differs between the two states of a result: rows that open, close, or read otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from transnet.model.network import Network
from transnet.model.schema import tables as schema_tables
from transnet.report.words.words import TABLES, Text, same
from transnet.travel.provenance import WEAK_BASES

if TYPE_CHECKING:
    from transnet.study.result import Result

_SWITCH_COLUMNS = ("opened", "opened_basis", "closed", "status")
_NAMES_SHOWN = 12
_CELLS_SHOWN = 40


@dataclass(frozen=True)
class Opening:
    """The rows of one table that open, or close, between the states.

    amount  kilometres or departures a day, where the table has them
    marked  how many of the rows are recalled or assumed
    """

    opens: bool
    table: Text
    count: int
    amount: Text
    names: Text
    marked: int


@dataclass(frozen=True)
class Cell:
    """One value that an edit changed in a row that is open in both states, or a parameter."""

    table: Text
    row_id: str
    row: Text
    column: str
    before: str
    after: str


def openings(result: Result) -> list[Opening]:
    """Return what opens and what closes between the two states, table by table."""
    before, after = result.before.model.network, result.after.model.network
    found: list[Opening] = []
    for name, schema in schema_tables().items():
        if name in TABLES and "opened" in schema.columns and len(after[name]):
            key = schema.primary_key[0]
            was, now = _open_ids(before, name, key), _open_ids(after, name, key)
            found += _opening(after[name], name, key, (now - was, True))
            found += _opening(after[name], name, key, (was - now, False))
    return found


def _opening(
    table: pd.DataFrame, name: str, key: str, change: tuple[set[str], bool]
) -> Iterator[Opening]:
    ids, opens = change
    rows = table[table[key].isin(ids)]
    if rows.empty:
        return
    columns = ("name_zh", "name_en") if "name_zh" in rows else ("line_zh", "line_en")
    if columns[0] not in rows:
        columns = (key, key)
    zh, en = (_listed(rows[column]) for column in columns)
    yield Opening(
        opens, TABLES[name], len(rows), _amount(rows), Text(zh, en),
        int(rows["basis"].isin(WEAK_BASES).sum()),
    )  # fmt: skip


def _amount(rows: pd.DataFrame) -> Text:
    if "length_km" in rows:
        return same(f"{rows['length_km'].sum():,.0f} km")
    for column in ("trains_per_day", "flights_per_day"):
        if column in rows:
            total = rows[column].sum()
            return Text(f"每日 {total:,.0f} 班", f"{total:,.0f} departures a day")
    return same("")


def _listed(names: pd.Series[str]) -> str:
    unique = list(dict.fromkeys(str(name) for name in names))
    if len(unique) <= _NAMES_SHOWN:
        return "; ".join(unique)
    return "; ".join(unique[:_NAMES_SHOWN]) + f" … +{len(unique) - _NAMES_SHOWN}"


def changed_cells(result: Result) -> tuple[list[Cell], int]:
    """Return values that edits changed besides opening and closing rows, and how many aren't shown.

    Cells of rows that the scenario adds are left out: the row is counted among what opens.
    """
    effects = result.effects
    keys = {name: table.primary_key[0] for name, table in schema_tables().items()}
    is_key = effects["column"] == effects["table"].map(keys)
    added = effects.loc[is_key & (effects["before"] == ""), "row_id"]
    kept = effects[~effects["row_id"].isin(added) & ~effects["column"].isin(_SWITCH_COLUMNS)]
    cells = [
        Cell(
            TABLES.get(row["table"], same(row["table"])),
            row["row_id"],
            Text(row["name_zh"], row["name_en"]),
            row["column"], row["before"], row["after"],
        )
        for row in kept.head(_CELLS_SHOWN).to_dict("records")
    ]  # fmt: skip
    return cells, max(len(kept) - _CELLS_SHOWN, 0)


def _open_ids(network: Network, name: str, key: str) -> set[str]:
    return set(network[name].loc[network.open_rows(name), key])
