"""What an edit's names stand for in a timetable: stops, lines and trips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

import numpy as np

from transnet.base.collector import Notices
from transnet.base.language import joined, said
from transnet.base.name_index import STATION_TAILS, index_of
from transnet.base.suggestion import LISTED, ambiguous, suggestion
from transnet.timetable.edits.trip_rows import Rows, TripCalls
from transnet.timetable.part_checks import BoolArray, Texts
from transnet.timetable.timetable_columns import TimetableColumns

_WILD = frozenset("*?[")
_NUMBERS = "/"


def stops_named(timetable: TimetableColumns, findings: Notices, key: str, name: str) -> Rows:
    """Return the stops of an id or a name, which several may have; none and an error otherwise.

    What stands before the last : of ids means all of them: R006 those of R006:emu and R006:metro.
    """
    row = timetable.row_of_stop.get(name)
    if row is not None:
        return np.array([row], dtype=np.intp)
    ids = timetable.stop_ids.tolist()
    parts = _where(ids, lambda own: own.startswith(f"{name}:") and own.rpartition(":")[0] == name)
    if parts:
        return np.array(parts, dtype=np.intp)
    return _called(
        (timetable.stop_ids, timetable.stop_names), findings, (key, name), (STATION_TAILS,)
    )


def stops_of_way(
    timetable: TimetableColumns,
    findings: Notices,
    asked: Sequence[tuple[str, str]],
    mode: str,
    line: int = -1,
) -> Rows:
    """Return the one stop of each key and name along a way; -1 and an error for none or several.

    mode  of several stops with one name, those count at which trips of this mode call
    line  and of these those at which trips of this line do, if any; -1 for no line
    Several that are left at one and the same point are platforms of a station: of R006:emu and
    R006:metro that counts whose last part is found at most stops of the way, and is called at most.
    """
    found = [stops_named(timetable, findings, key, name) for key, name in asked]
    if all(len(rows) == 1 for rows in found):
        return np.concatenate([np.zeros(0, dtype=np.intp), *found])
    sizes = np.diff(timetable.first_call)
    of_mode = timetable.route_modes[timetable.trip_route] == mode
    for chosen in (of_mode, of_mode & (timetable.trip_route == line)):
        called = _calls_at(timetable, np.repeat(chosen, sizes))
        found = [rows[called[rows] > 0] if called[rows].any() else rows for rows in found]
    calls = _calls_at(timetable, np.repeat(of_mode, sizes))
    parts = Counter(part for rows in found for part in {*_parts(timetable, rows)})
    heard = Counter[str]()
    for row in np.concatenate(found).tolist():
        heard[_parts(timetable, [row])[0]] += int(calls[row])
    made = []
    for (key, name), rows in zip(asked, found, strict=True):
        best = [int(each) for each in rows]
        if len({(timetable.stop_lon[row], timetable.stop_lat[row]) for row in best}) == 1:
            own = _parts(timetable, best)
            best = [best[max(range(len(own)), key=lambda at: (parts[own[at]], heard[own[at]]))]]
        if len(best) > 1:
            told = [f"{timetable.stop_ids[row]} {timetable.stop_names[row]}" for row in best]
            ambiguous(findings, key, name, told)
        made.append(best[0] if len(best) == 1 else -1)
    return np.array(made, dtype=np.intp)


def _calls_at(timetable: TimetableColumns, chosen: BoolArray) -> Rows:
    """Return how many of some calls there are at each stop."""
    return np.bincount(timetable.call_stop[chosen], minlength=len(timetable.stop_ids))


def _parts(timetable: TimetableColumns, rows: Iterable[int]) -> list[str]:
    """Return what stands behind the last : of the ids of stops."""
    return [str(timetable.stop_ids[row]).rpartition(":")[2] for row in rows]


def lines_named(timetable: TimetableColumns, findings: Notices, key: str, name: str) -> Rows:
    """Return the lines of an id, a name or a pattern with *; none and an error otherwise."""
    return _called((timetable.route_ids, timetable.route_names), findings, (key, name))


def line_named(timetable: TimetableColumns, findings: Notices, key: str, name: str) -> int:
    """Return the one line of an id or a name; -1 and an error for none or several."""
    rows = lines_named(timetable, findings, key, name)
    if len(rows) > 1:
        told = [f"{timetable.route_ids[row]} {timetable.route_names[row]}" for row in rows]
        ambiguous(findings, key, name, told)
    return int(rows[0]) if len(rows) == 1 else -1


def trips_named(timetable: TimetableColumns, findings: Notices, key: str, name: str) -> Rows:
    """Return the trips of an id, a number or a pattern with *; none and an error otherwise.

    A train that changes its number on the way, such as D2002/D2003, has each of them. What stands
    before @ in the ids of trips that run every so many minutes, T@08:00:00, means all of them.
    """
    runs = _where(timetable.trip_ids.tolist(), lambda own: own.startswith(f"{name}@"))
    if runs:
        return np.array(runs, dtype=np.intp)
    return _called((timetable.trip_ids, timetable.trip_names), findings, (key, name))


def _called(
    columns: tuple[Texts, Texts],
    findings: Notices,
    asked: tuple[str, str],
    tails: Sequence[Sequence[str]] = (),
) -> Rows:
    """Return rows by their ids, else by their names, else by what is nearly one of these."""
    key, name = asked
    ids, names = (column.tolist() for column in columns)
    found = _where(ids, name.__eq__) or _where(names, lambda own: name in own.split(_NUMBERS))
    if not found and not _WILD.isdisjoint(name):
        matches: Callable[[str], bool] = lambda own: fnmatchcase(own, name)  # noqa: E731
        found = sorted({*_where(ids, matches), *_where(names, matches)})
    if not found:
        known = index_of(_named_rows(ids, names), tails)
        found = sorted(int(each[1:]) for each in known.find(name))
    if not found:
        labels = {one: (other,) for one, other in zip(ids, names, strict=True)}
        hint = suggestion(name, labels, labels)
        findings.add("unknown_name", hint, column=key, value=name)
    return np.array(found, dtype=np.intp)


def _where(texts: Sequence[str], fits: Callable[[str], bool]) -> list[int]:
    return [row for row, text in enumerate(texts) if fits(text)]


def _named_rows(ids: Sequence[str], names: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for row, (one, other) in enumerate(zip(ids, names, strict=True)):
        yield f"\0{row}", (one, other, *other.split(_NUMBERS))  # a key that nobody writes


def called_stops(
    timetable: TimetableColumns,
    findings: Notices,
    asked: tuple[str, Sequence[str]],
    calls: TripCalls,
) -> Rows:
    """Return the stops of some names; an error for each at which none of some calls is.

    asked  key and names
    """
    key, names = asked
    rows = [stops_named(timetable, findings, key, name) for name in names]
    for name, own in zip(names, rows, strict=True):
        if not findings.errors and not np.isin(calls.stop, own).any():
            not_on_way(findings, (key, (name,)), timetable, calls)
    return np.concatenate([np.zeros(0, dtype=np.intp), *rows])


def not_on_way(
    findings: Notices,
    asked: tuple[str, Sequence[str]],
    timetable: TimetableColumns,
    calls: TripCalls,
) -> None:
    """Add an error where no trip that is meant passes stops so, and tell the stops of the first."""
    own = calls.stop[: calls.first[1]] if len(calls.first) > 1 else calls.stop
    told = [f"{timetable.stop_ids[row]} {timetable.stop_names[row]}" for row in own[:LISTED]]
    hint = said(
        "no trip that is meant calls there, or in this order; the first of them calls at {stops}",
        stops=joined([*told, "…"] if len(own) > LISTED else told),
    )
    findings.add("not_on_way", hint, column=asked[0], value=", ".join(asked[1]))
