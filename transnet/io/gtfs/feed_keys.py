"""Keys of a feed's tables: each there once, and each that another table names there at all."""

from __future__ import annotations

import numpy as np

from transnet.base.language import said
from transnet.io.gtfs.feed_notices import FeedNotices, Rows
from transnet.io.gtfs.feed_spec import fields_of
from transnet.io.gtfs.feed_tables import FeedTable, Tables
from transnet.io.gtfs.feed_values import is_numeric

_BY_ORDER = "stop_times"
"""Its keys are held when calls are put in order, which costs nothing there."""

_OF_DAYS = {
    "trips": "service_id",
    "timeframes": "service_id",
    "booking_rules": "prior_notice_service_id",
}
"""Columns of services, which stand in one of two tables."""


def check_keys(tables: Tables, broken: set[str], notices: FeedNotices) -> None:
    """Note keys that are there twice, and names of rows that aren't there.

    broken  tables that are there and couldn't be read: what refers to them isn't held
    """
    for table in tables.values():
        if table.name != _BY_ORDER:
            _check_twice(table, notices)
        for name, field in fields_of(table.name).items():
            if field.refers and table.has(name) and field.refers[0] not in broken:
                known = known_ids(tables, *field.refers)
                _check_known(table, name, known, f"{field.refers[0]}.txt", notices)
    if broken & {"calendar", "calendar_dates"}:
        return
    days = known_ids(tables, "calendar", "service_id")
    days |= known_ids(tables, "calendar_dates", "service_id")
    for name, column in _OF_DAYS.items():
        if name in tables:
            where = "calendar.txt, calendar_dates.txt"
            _check_known(tables[name], column, days, where, notices)


def known_ids(tables: Tables, table: str, column: str) -> set[str]:
    """Return the cells of a column; none where the table isn't there."""
    return set(tables[table].column(column).cells) if table in tables else set()


def note_twice(table: FeedTable, keys: tuple[str, ...], rows: Rows, notices: FeedNotices) -> None:
    """Note rows whose key stands in an earlier row too."""
    if len(keys) == 1:
        hint = said("an earlier row has this id; ids are distinct")
        table.note(notices, "duplicate_id", keys[0], rows, hint)
    else:
        hint = said("an earlier row has the same {keys}; delete one", keys=", ".join(keys))
        table.note(notices, "duplicate_key", keys[-1], rows, hint)


def _check_twice(table: FeedTable, notices: FeedNotices) -> None:
    import pandas as pd

    fields = fields_of(table.name)
    keys = tuple(name for name in fields if fields[name].key)
    if not keys or not all(table.has(key) for key in keys if fields[key].required):
        return
    parts = {
        key: table.numbers(key) if is_numeric(fields[key]) else table.column(key).codes
        for key in keys
    }
    twice = pd.DataFrame(parts).duplicated().to_numpy()
    if len(keys) == 1 and not fields[keys[0]].required and table.name != "agency":
        twice &= ~table.is_blank(keys[0])
    note_twice(table, keys, np.flatnonzero(twice), notices)


def _check_known(
    table: FeedTable, column: str, known: set[str], where: str, notices: FeedNotices
) -> None:
    cells = table.column(column)
    unknown = [at for at, cell in enumerate(cells.cells) if cell and cell not in known]
    if unknown:
        rows = np.flatnonzero(np.isin(cells.codes, unknown))
        hint = said("isn't in {file}; add it there, or mend the id", file=where)
        table.note(notices, "dangling_reference", column, rows, hint)
