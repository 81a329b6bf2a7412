"""Two states judged on their timetable, as tables: verdicts, differences, trains, commuters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from transnet.base.shown import Shown
from transnet.study.timed.commuting import (
    Commutes,
    commute_shares,
    commutes,
    commuting_state,
    seat_rows,
)
from transnet.study.timed.named_rides import Journeys, NamedJourney
from transnet.study.timed.timed_differences import Difference, Differences
from transnet.study.timed.timed_minutes import TimedState, station_ways
from transnet.study.timed.timed_verdicts import TimedTargets, TimedVerdicts, of_people
from transnet.study.timed.train_numbers import TrainNumbers
from transnet.study.verdict_arrays import Readings, VerdictArrays
from transnet.study.wanted import place_ends
from transnet.supply.kinds import TRAIN_MODES
from transnet.timetable.departure_window import second_of_day

_Rows = Iterator[dict[str, object]]
_RIDE = ("train", "service_id", "from_stop", "to_stop", "departure", "arrival", "rides")


@dataclass(frozen=True, eq=False, repr=False)
class ByTimetable(Shown):
    """What the timetable says of both states; `state` is before or after in every table.

    verdicts     target_id, state, unit (min of the worst pair, or % of people), model,
                 morning, evening: the value by the frequency model and on the timetable, with
                 model_met, morning_met and evening_met; met, in both directions; by_road, whether
                 no timetable bears on the target
    differences  the trip that differs most behind each target that reads otherwise: target_id,
                 state, direction (morning, or evening: back), from_id, to_id, model_min, timed_min
                 (inf where there is no way), reason (`REASONS`); the ride that it begins with in
                 the window, and with last_ before it the last of the day where none is taken
    trains       by pair of the core and another seat and by mode the first and the last useful
                 train (`Journeys.first_and_last`): state, from_id, to_id, mode, and of both a ride
    commute      state, to (core, own_seat: residents; city_pairs: ordered pairs of seats), means
                 (ride or any), budget_min, able, total, share_pct
    commuters    pairs of seats: state, from_id (home), to_id (work), to_work_min and back_min by
                 ride (inf where no train is in time), road_min, the longer of the two drives, and
                 of the way to work and back the rides, with out_ and back_ before them

    A ride is told by train (its number where one boards it; "" where only a plan knows it),
    service_id, from_stop, to_stop, departure and arrival (HH:MM; hours run on past 24), and rides,
    how many there are in all.
    """

    verdicts: pd.DataFrame
    differences: pd.DataFrame
    trains: pd.DataFrame
    commute: pd.DataFrame
    commuters: pd.DataFrame


def by_timetable(states: Mapping[str, TimedTargets]) -> ByTimetable:
    """Return what the timetable says of states, by their names."""
    tables: dict[str, list[dict[str, object]]] = {name: [] for name in _TABLES}
    for name, targets in states.items():
        found = targets.verdicts()
        timed = commuting_state(targets.timed)
        ways = commutes(timed)
        tables["verdicts"] += _verdicts(targets, found)
        tables["differences"] += _differences(targets, found)
        tables["trains"] += _trains(targets)
        tables["commute"] += _commute(ways, timed)
        tables["commuters"] += _commuters(ways, timed)
        for rows in tables.values():
            for row in rows:
                row.setdefault("state", name)
    return ByTimetable(
        **{
            each: pd.DataFrame(tables[each], columns=["state", *columns])
            for each, columns in _TABLES.items()
        }
    )


def _prefixed(*names: str) -> list[str]:
    return [f"{name}_{part}" for name in names for part in _RIDE]


_TABLES = {
    "verdicts": [
        "target_id", "unit", "model", "morning", "evening", "model_met", "morning_met",
        "evening_met", "met", "by_road",
    ],
    "differences": [
        "target_id", "direction", "from_id", "to_id", "model_min", "timed_min", "reason", *_RIDE,
        *_prefixed("last"),
    ],
    "trains": ["from_id", "to_id", "mode", *_prefixed("first", "last")],
    "commute": ["to", "means", "budget_min", "able", "total", "share_pct"],
    "commuters": [
        "from_id", "to_id", "to_work_min", "back_min", "road_min", *_prefixed("out", "back"),
    ],
}  # fmt: skip


def _verdicts(targets: TimedTargets, found: TimedVerdicts) -> _Rows:
    people = of_people(targets.compiled)
    reads: dict[str, VerdictArrays | Readings] = {
        "model": found.model,
        "morning": found.morning.read,
        "evening": found.evening.read,
    }
    for target, name in enumerate(targets.compiled.table["target_id"].tolist()):
        yield {
            "target_id": name,
            "unit": "%" if people[target] else "min",
            **{each: float(read.value[target]) for each, read in reads.items()},
            **{f"{each}_met": bool(read.met[target]) for each, read in reads.items()},
            "met": bool(found.met[target]),
            "by_road": bool(found.by_road[target]),
        }


def _differences(targets: TimedTargets, found: TimedVerdicts) -> _Rows:
    ids = targets.timed.state.model.place_ids
    names = targets.compiled.table["target_id"].tolist()
    for each in Differences(targets, found).all():
        yield {
            "target_id": names[each.target],
            "direction": each.direction,
            "from_id": ids[each.from_row],
            "to_id": ids[each.to_row],
            "model_min": each.model_min,
            "timed_min": each.timed_min,
            "reason": each.reason,
            **_of_difference(each),
        }


def _of_difference(each: Difference) -> dict[str, object]:
    return {**_ride(each.best), **_ride(each.last, "last_")}


def _ride(journey: NamedJourney | None, prefix: str = "") -> dict[str, object]:
    """Return the first ride of a journey, and when the last one arrives; "" without one."""
    if journey is None or not journey.rides:
        return dict(zip([f"{prefix}{part}" for part in _RIDE], [*[""] * 6, 0], strict=True))
    first, last = journey.rides[0], journey.rides[-1]
    told = (first.train, first.service, first.from_id, last.to_id, first.departure, last.arrival)
    parts = [f"{prefix}{part}" for part in _RIDE]
    return dict(zip(parts, [*told, len(journey.rides)], strict=True))


def _trains(targets: TimedTargets) -> _Rows:
    state, stations = targets.timed.state, targets.compiled.stations
    ids, core = state.model.place_ids, place_ends(state.network).core
    journeys = Journeys(targets.timed.inside, TrainNumbers(state.network))
    seats = [row for row in seat_rows(state) if row != core]
    pairs = [pair for row in seats for pair in ((core, row), (row, core))]
    for start, end in pairs:
        if start not in stations or end not in stations:
            continue
        for mode in TRAIN_MODES:
            ways = [station_ways(state, stations[row], modes=[mode]) for row in (start, end)]
            found = journeys.first_and_last(ways[0], ways[1])
            if found:
                yield {
                    "from_id": ids[start],
                    "to_id": ids[end],
                    "mode": mode.label,
                    **_ride(found[0], "first_"),
                    **_ride(found[1], "last_"),
                }


def _commute(ways: Commutes, timed: TimedState) -> _Rows:
    for each in commute_shares(ways, timed.state, timed.hours.budgets_min):
        share = 100.0 * each.able / each.total if each.total else np.nan
        yield {**vars(each), "share_pct": share}


def _commuters(ways: Commutes, timed: TimedState) -> _Rows:
    ids, hours = timed.state.model.place_ids, timed.hours
    journeys = Journeys(timed.between, TrainNumbers(timed.state.network))
    there_by_s = second_of_day(hours.there_by, "there_by")
    drive, seats = timed.ways.drive_min, seat_rows(timed.state)
    for home, work in ((home, work) for home in seats for work in seats if home != work):
        access, egress = timed.ways.access, timed.ways.egress
        out = journeys.best(access.of(home), egress.of(work), hours.morning, there_by_s)
        back = journeys.best(access.of(work), egress.of(home), hours.evening)
        yield {
            "from_id": ids[home],
            "to_id": ids[work],
            "to_work_min": float(ways.to_work[home, work]),
            "back_min": float(ways.back[home, work]),
            "road_min": float(max(drive[home, work], drive[work, home])),
            **_ride(out, "out_"),
            **_ride(back, "back_"),
        }
