"""Edits held to the rules of tables: cells to the schema, edited rows to the checks of networks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from transnet.base.collector import Notices
from transnet.base.errors import Notice
from transnet.base.language import Message, joined, said
from transnet.base.unit_words import with_space
from transnet.model.called_rows import row_words
from transnet.model.cells import type_cells
from transnet.model.checks import frequency_rules, place_rules, rail_rules, time_rules, unit_rules
from transnet.model.checks.notice_order import in_order
from transnet.model.checks.rules import Draft, Rule
from transnet.model.network import Network
from transnet.model.schema import tables as schema_tables
from transnet.scenario.suggest import unknown
from transnet.scenario.toml_places import key_of

Touched = Mapping[tuple[str, int], str]
"""Which edit changed or added a row: (table, position) to "edit 2"."""

# Days and trains are what scenarios are about: those planned and open at once, or other trains than
# the timetable's, are no fault here. Nor does an edit touch what was observed.
_LEFT_OUT = (
    rail_rules.served_before_open,
    time_rules.timetabled_stops,
    frequency_rules.named_trains,
    frequency_rules.departures_in_span,
    frequency_rules.observed_trains,
)
_RULES: tuple[Rule, ...] = tuple(
    rule
    for of_subject in (rail_rules, unit_rules, time_rules, frequency_rules, place_rules)
    for rule in of_subject.RULES
    if rule.find not in _LEFT_OUT
)
_DAYS = dict.fromkeys(("opened", "opened_basis", "closed"), ())
_EXTRAS = dict.fromkeys(("entry_extra_min", "exit_extra_min", "transfer_extra_min"), ())
_OF_SPEED = (unit_rules.track_speeds, time_rules.operated_speeds)
READ_BY: Mapping[str, Mapping[str, tuple[object, ...]]] = {
    "roads": {**_DAYS, "design_speed_kmh": (), "lanes": ()},
    "stations": {**_DAYS, **_EXTRAS},
    "airports": {**_DAYS, **_EXTRAS},
    "tracks": {**_DAYS, "speed_kmh": _OF_SPEED, "design_speed_kmh": _OF_SPEED},
    "services": {
        **_DAYS,
        "trains_per_day": (unit_rules.headways, frequency_rules.most_trains),
        "headway_min": (unit_rules.headways,),
    },
    "flights": {**_DAYS, "flights_per_day": (frequency_rules.flight_frequencies,)},
    "transfers": {"transfer_min": (time_rules.change_times,)},
}
"""Columns that projects change and few rules read, with those; all on a table may read others.

None of these rules reads other rows of the table than the one that it finds something in.
"""
_NAMED = 5
_OF_SERVICES = ("services", "stops")


def out_of_bounds(table: str, name: str, value: float) -> str:
    """Return what the schema allows where a number lies outside it, '' where it's allowed."""
    column = schema_tables()[table].columns[name]
    low = -math.inf if column.minimum is None else column.minimum
    high = math.inf if column.maximum is None else column.maximum
    if column.type == "int" and not float(value).is_integer():
        return said("must be a whole number")
    if low <= value <= high:
        return ""
    return said(
        "{table} allow {low:g} to {high:g}{unit}",
        table=table,
        low=low,
        high=high,
        unit=with_space(column.unit),
    )


def check_row(findings: Notices, table: str, row: Mapping[str, Any]) -> None:
    """Add an error for each cell of a new row that the schema doesn't allow."""
    for name, column in schema_tables()[table].columns.items():
        value = row.get(name, "")
        if column.choices and value and value not in column.choices:
            unknown(findings, name, str(value), column.choices)
        elif isinstance(value, str):
            for fault in type_cells(column, [value])[1] if value or not column.may_lack else ():
                findings.add(fault.code, fault.hint, column=name, value=value)
        elif isinstance(value, float | int) and not isinstance(value, bool):
            hint = "" if math.isnan(value) else out_of_bounds(table, name, value)
            if hint:
                findings.add("out_of_range", hint, column=name, value=value)


def table_notices(before: Network, after: Network, touched: Touched, file: str) -> list[Notice]:
    """Return what the checks of networks find in edited rows, and didn't find in them before.

    touched  the rows that edits changed or added, by the edit
    Notices name the edit and the row. Only what is touched is checked, so that it costs little.
    """
    if not touched:
        return []
    tables = {table for table, _ in touched}
    changed = {table: _changed(before, after, table) for table in tables}
    rules = [rule for rule in _RULES if may_find(rule, changed)]
    found = list(_found(after, rules, touched))
    if not found:
        return []
    known = set(_found(before, rules, touched))
    new = [each for each in in_order(found) if each not in known]
    return _of_edits(new, after, touched, file)


def _changed(before: Network, after: Network, table: str) -> list[str]:
    """Return the columns of a table that edits may have changed; all where rows were added."""
    columns = [str(name) for name in after.unedited(table)]
    return [name for name in columns if after.source(table, name) is not before.source(table, name)]


def may_find(rule: Rule, changed: Mapping[str, Iterable[str]]) -> bool:
    """Return whether a rule may find something else where columns of tables have changed."""
    return any(
        rule.find in READ_BY.get(table, {}).get(column, (rule.find,))
        for table, columns in changed.items()
        if table in rule.needs
        for column in columns
    )


def reads_own_row(table: str, column: str) -> bool:
    """Return whether rules that read a column read of its table the row alone that they find."""
    return column in READ_BY.get(table, {}) or not any(table in rule.needs for rule in _RULES)


def _found(network: Network, rules: Sequence[Rule], touched: Touched) -> Iterator[Notice]:
    """Yield the notices of rules on touched rows, with the rows' numbers in the whole tables."""
    frames, rows = dict(network.tables), {}
    needed = {table for rule in rules for table in rule.needs}.intersection(_OF_SERVICES)
    services = _services(network, touched) if needed else set()
    for table in needed:
        rows[table] = np.flatnonzero(network[table]["service_id"].isin(services))
        frames[table] = network[table].iloc[rows[table]].reset_index(drop=True)
    draft = Draft(frames, network.info, frozenset(frames))
    for rule in rules:
        for each in rule.find(draft):
            at = each.row - 2
            if each.table in rows and at >= 0:
                at = int(rows[each.table][at])
            if (each.table, at) in touched:
                yield replace(each, row=at + 2)


def _services(network: Network, touched: Touched) -> set[str]:
    """Return the services that have a touched row, of their own or of a stop."""
    found: set[str] = set()
    for table in _OF_SERVICES:
        frame = network[table]
        rows = [at for name, at in touched if name == table and at < len(frame)]
        found |= set(frame["service_id"].iloc[rows])
    return found


def _of_edits(
    found: Iterable[Notice], network: Network, touched: Touched, file: str
) -> list[Notice]:
    """Return notices that name edit and rows: one for all rows that an edit does the same to."""
    rows: dict[Notice, list[Message]] = {}
    for each in found:
        at = each.row - 2
        where = key_of(touched[each.table, at], each.column)
        same = replace(each, row=0, column=where)
        rows.setdefault(same, []).append(row_words(network, each.table, at))
    return [
        replace(
            each,
            table=file,
            hint=said(
                "{hint} ({table} {rows})", hint=each.hint, table=each.table, rows=_listed(ids)
            ),
        )
        for each, ids in rows.items()
    ]


def _listed(ids: list[Message]) -> Message:
    named = joined(ids[:_NAMED])
    if len(ids) <= _NAMED:
        return named
    return said("{names} and {count} more", names=named, count=len(ids) - _NAMED)
