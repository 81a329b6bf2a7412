"""What edits do beside what they say: what else stops, what can't act, what opens meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import Message, Text, joined, said
from transnet.model.network import BoolArray, Network
from transnet.model.parameters import parameter_specs
from transnet.scenario.select import DATED_TABLES, services_over

_NAMED = 5
_MONEY = "cost"
_TOLD_FIRST = ("projects", "tracks", "roads", "airports", "flights", "stations", "services")


def effect_notices(given: Network, before: Network, after: Network, file: str) -> list[Notice]:
    """Return remarks on what edits stop beside what they name, and on edits that can't act.

    given   the network that the edits were made in
    before  the same with the rows that the edits add, closed
    after   the edited network
    """
    return [
        *_stopped_trains(before, after, file),
        *_without_service(before, after, file),
        *_in_money_only(given, after, file),
    ]


def _stopped_trains(before: Network, after: Network, file: str) -> list[Notice]:
    """Name the trains that tracks which close stop, with those of other lines among them."""
    closed = before.open_rows("tracks") & ~after.open_rows("tracks")
    if not closed.any():
        return []
    running = before.open_rows("services") & after.open_rows("services")
    stopped = running & services_over(after, closed)
    stopped &= ~services_over(before, ~before.open_rows("tracks"))
    if not stopped.any():
        return []
    tracks = before["tracks"]
    lines = set(tracks["line_id"].to_numpy()[closed])
    elsewhere = (~tracks["line_id"].isin(lines)).to_numpy(dtype=np.bool_)
    beyond = stopped & services_over(before, elsewhere)
    services = before["services"]
    trains = float(np.nansum(services["trains_per_day"].to_numpy(np.float64)[stopped]))
    names = _row_names(before, "services", beyond if beyond.any() else stopped)
    hint = said(
        "what closes stops {count} services, {trains:.0f} trains a day in both directions; "
        "{beyond} of them also run over other lines: {names}",
        count=int(stopped.sum()),
        trains=trains,
        beyond=int(beyond.sum()),
        names=_some(list(dict.fromkeys(names))),
    )
    return [notice("also_stops", file, 0, "", _line_names(before, closed), hint)]


def _line_names(network: Network, mask: BoolArray) -> Message:
    return joined(list(dict.fromkeys(_row_names(network, "tracks", mask)))[:_NAMED])


def _some(names: list[Text]) -> Message:
    listed = joined(names[:_NAMED])
    if len(names) <= _NAMED:
        return listed
    return said("{names} and {count} more", names=listed, count=len(names) - _NAMED)


def _without_service(before: Network, after: Network, file: str) -> list[Notice]:
    """Warn where every train whose times or speeds an edit changes is closed."""
    found = []
    open_services = after.open_rows("services")
    changed = {
        "services": ("headway_min", "trains_per_day"),
        "stops": ("run_min",),
        "tracks": ("speed_kmh",),
    }
    for table, columns in changed.items():
        rows = _changed(before, after, table, columns)
        if not rows.any():
            continue
        if table == "services":
            served = rows
        elif table == "stops":
            ids = set(after["stops"]["service_id"].to_numpy()[rows])
            served = after["services"]["service_id"].isin(ids).to_numpy(dtype=np.bool_)
        else:
            served = services_over(after, rows)
        if not (served & open_services).any():
            hint = said(
                "changes nobody's trip: no open service runs there on {day}; open its project or "
                "line too",
                day=after.when.isoformat(),
            )
            of, named = ("tracks", rows) if table == "tracks" else ("services", served)
            names = _some(list(dict.fromkeys(_row_names(after, of, named))))
            found.append(notice("no_service", file, 0, "", names, hint))
    return found


def _changed(before: Network, after: Network, table: str, columns: Iterable[str]) -> BoolArray:
    mask = np.zeros(len(after[table]), dtype=np.bool_)
    if before[table] is after[table]:
        return mask
    for column in columns:
        old, new = (each[table][column].to_numpy(np.float64) for each in (before, after))
        mask |= (old != new) & ~(np.isnan(old) & np.isnan(new))
    if "opened" in after[table]:  # rows that only open then aren't changed
        mask &= before.open_rows(table) | ~after.open_rows(table)
    return mask


def _in_money_only(given: Network, after: Network, file: str) -> list[Notice]:
    """Remark on parameters that decide what trips cost and not how long they take."""
    old, new = given.parameter_values, after.parameter_values
    specs = parameter_specs()
    names = [
        name
        for name, mode in new
        if new[name, mode] != old.get((name, mode)) and name in specs
        if specs[name].serves == _MONEY
    ]
    if not names:
        return []
    hint = said(
        "counts in money only: no minute and no verdict changes by it; see "
        "transnet path … --impedance generalised_cost"
    )
    value = ", ".join(dict.fromkeys(names))
    return [notice("money_only", file, 0, "", value, hint)]


def opened_between(network: Network, first: date, last: date, file: str) -> list[Notice]:
    """Return a remark on what the tables themselves open and close between two days, if anything.

    It is in an outcome beside what edits do.
    """
    if first >= last:
        return []
    early, late = network.at(first), network.at(last)
    opened: dict[Text, None] = {}
    closed: dict[Text, None] = {}
    for table in _TOLD_FIRST:
        if table not in network.tables:
            continue
        was, now = early.open_rows(table), late.open_rows(table)
        opened |= dict.fromkeys(_row_names(network, table, now & ~was))
        closed |= dict.fromkeys(_row_names(network, table, was & ~now))
    if not (opened or closed):
        return []
    words = said(
        "by the tables, this opens between {first} and {last} beside the edits: {names}"
        if len(opened) == 1
        else "by the tables, {count} things open between {first} and {last} beside the edits: "
        "{names}",
        count=len(opened),
        first=first.isoformat(),
        last=last.isoformat(),
        names=_some(list(opened)),
    )
    if closed:
        words = said(
            "{told}; {count} close: {names}",
            told=words,
            count=len(closed),
            names=_some(list(closed)),
        )
    return [notice("opened_between", file, 0, "date", last.isoformat(), words)]


def _row_names(network: Network, table: str, mask: BoolArray) -> list[Text]:
    """Return what rows are called in both languages; those without a name are left out."""
    stem = "line" if table == "tracks" else "name"
    columns = ["flight_id"] * 2 if table == "flights" else [f"{stem}_zh", f"{stem}_en"]
    zh, en = (network[table][column].to_numpy()[mask] for column in columns)
    return [Text(str(a), str(b) or str(a)) for a, b in zip(zh, en, strict=True) if a]


def last_day(network: Network) -> date | None:
    """Return the last day on which a row of the tables opens or closes; None where none does."""
    days = [
        network[table][column].max()
        for table in DATED_TABLES
        if table in network.tables
        for column in ("opened", "closed")
    ]
    known = [pd.Timestamp(day) for day in days if not pd.isna(day)]
    return max(known).date() if known else None
