"""What is open after and not before: projects by name and day, rows table by table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from transnet.base.language import both
from transnet.model.network import Network
from transnet.model.schema import tables as schema_tables
from transnet.report.words.opened_projects import (
    LINES,
    WAYS,
    open_projects,
    opened_projects,
    project_names,
)
from transnet.report.words.what_is_done import added, values_set
from transnet.report.words.words import TABLES, Text, join, same
from transnet.travel.provenance import WEAK_BASES

if TYPE_CHECKING:
    from transnet.study.result import Result

_NAMES_SHOWN = 12


@dataclass(frozen=True)
class Opening:
    """The rows of one table that open, or close, between the states.

    amount  kilometres or departures a day, where the table has them
    marked  how many of the rows are recalled or assumed
    of      the table by its name in the schema
    """

    opens: bool
    table: Text
    count: int
    amount: Text
    names: Text
    marked: int
    of: str


def what_opens(result: Result, most: int) -> Text:
    """Say in one line what opens, what closes and which values are set; '' for nothing.

    most  names of projects that are written out
    """
    projects, new = opened_projects(result), added(result)
    by_edits = [*(each.said for each in projects if not each.day), *(each.said for each in new)]
    own = listed(by_edits, most)
    dated = listed([each.said for each in projects if each.day], most)
    parts = [
        both("opened by the scenario: {names}", names=own) if own else same(""),
        both("opened since by the tables: {names}", names=dated) if dated else same(""),
    ]
    rows = openings(result)
    if not (projects or new):
        first = next((name for name in LINES if any(row.of == name for row in rows)), "")
        opened = _names_of([row for row in rows if row.opens], (first,))
        parts.append(both("opened: {names}", names=opened) if opened else same(""))
    closed = _names_of([row for row in rows if not row.opens], WAYS)
    parts.append(both("closed: {names}", names=closed) if closed else same(""))
    values = join(values_set(result))
    return join(
        [*parts, both("set by the scenario: {values}", values=values) if values else same("")]
    )


def opens_beside(earlier: Result, later: Result, called: Text, most: int) -> Text:
    """Say what is open, and which values are set, after one scenario and not after another.

    called  what the earlier one is called
    """
    parts = [
        _beside(earlier, later, both("open, and not in {called}", called=called), most),
        _beside(later, earlier, both("not open, unlike in {called}", called=called), most),
        _set_beside(earlier, later, both("set, and not in {called}", called=called)),
        _set_beside(later, earlier, both("not set, unlike in {called}", called=called)),
    ]
    return join(parts) or both("beside {called} nothing opens and nothing is set", called=called)


def _beside(one: Result, other: Result, what: Text, most: int) -> Text:
    """Name what is open after the other result and not after the one; '' for nothing."""
    old, new = (each.after.network for each in (one, other))
    known = {each.name for each in added(one)}
    names = project_names(new, open_projects(new) - open_projects(old))
    names += [each.name for each in added(other) if each.name not in known]
    for table in WAYS:
        loose = (each for each in _without_project(old, new, table) if each not in known)
        names += [each for each in dict.fromkeys(loose) if each not in names]
    return join([what, listed(names, most)], "：", ": ") if names else same("")


def _without_project(old: Network, new: Network, table: str) -> list[Text]:
    """Return the names of what is open in a network and not in another, and is no project's."""
    key = schema_tables()[table].primary_key[0]
    rows = new[table]
    opens = rows[key].isin(_open_ids(new, table, key) - _open_ids(old, table, key))
    loose = rows[opens & (rows["project"] == "")]
    columns = [f"{'line' if table == 'tracks' else 'name'}_{language}" for language in ("zh", "en")]
    return [Text(str(zh), str(en)) for zh, en in loose[columns].itertuples(index=False)]


def _set_beside(one: Result, other: Result, what: Text) -> Text:
    """Name the values that edits set in the other result and not so in the one; '' for none."""
    known = values_set(one)
    values = join(each for each in values_set(other) if each not in known)
    return join([what, values], "：", ": ") if values else same("")


def listed(names: Sequence[Text], most: int) -> Text:
    """Return names in a row, and how many more there are."""
    shown = join(names[:most], "、", ", ")
    more = len(names) - most
    return both("{names} and {count} more", names=shown, count=more) if more > 0 else shown


def _names_of(rows: Sequence[Opening], tables: Collection[str]) -> Text:
    each = [
        row.names
        + (Text(f"（{row.amount.zh}）", f" ({row.amount.en})") if row.amount else same(""))
        for row in rows
        if row.of in tables
    ]
    return join(each, "、", ", ")


def openings(result: Result) -> list[Opening]:
    """Return what opens and what closes between the two states, table by table."""
    before, after = result.before.network, result.after.network
    found: list[Opening] = []
    for name, schema in schema_tables().items():
        if name in TABLES and "opened" in schema.columns and len(after[name]):
            key = schema.primary_key[0]
            if _as_before(before, after, name, key):
                continue
            was, now = _open_ids(before, name, key), _open_ids(after, name, key)
            found += _opening(after[name], name, key, (now - was, True))
            found += _opening(after[name], name, key, (was - now, False))
    return found


def _opening(
    table: pd.DataFrame, name: str, key: str, change: tuple[set[str], bool]
) -> Iterator[Opening]:
    ids, opens = change
    if not ids:
        return
    rows = table[table[key].isin(ids)]
    columns = ("name_zh", "name_en") if "name_zh" in rows else ("line_zh", "line_en")
    if columns[0] not in rows:
        columns = (key, key)
    yield Opening(
        opens, TABLES[name], len(rows), _amount(rows),
        Text(_listed(rows[columns[0]], "、"), _listed(rows[columns[1]], "; ")),
        int(rows["basis"].isin(WEAK_BASES).sum()), name,
    )  # fmt: skip


def _amount(rows: pd.DataFrame) -> Text:
    if "length_km" in rows:
        km = f"{rows['length_km'].sum():,.0f}"
        return Text(f"{km} 公里", f"{km} km")
    for column in ("trains_per_day", "flights_per_day"):
        if column in rows:
            total = rows[column].sum()
            return Text(f"每日 {total:,.0f} 班", f"{total:,.0f} departures a day")
    return same("")


def _listed(names: pd.Series[str], between: str) -> str:
    unique = list(dict.fromkeys(str(name) for name in names))
    if len(unique) <= _NAMES_SHOWN:
        return between.join(unique)
    return between.join(unique[:_NAMES_SHOWN]) + f" … +{len(unique) - _NAMES_SHOWN}"


def _as_before(before: Network, after: Network, name: str, key: str) -> bool:
    """Whether the same rows of a table are surely open in both states."""
    same = before.source(name, key) is after.source(name, key)
    return same and np.array_equal(before.open_rows(name), after.open_rows(name))


def _open_ids(network: Network, name: str, key: str) -> set[str]:
    return set(network[name].loc[network.open_rows(name), key])
