"""A small timetable with two lines both ways, and edits written as in a scenario file."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from transnet.base.errors import Notice
from transnet.scenario.file import Scenario
from transnet.scenario.timetable_changes import timetable_after
from transnet.timetable.edits.timetable_edits import TimetableEdit
from transnet.timetable.parts import Calls, Routes, Services, Stops, Transfers, Trips
from transnet.timetable.timetable import Timetable, build_timetable

MONDAY = date(2026, 3, 2)
DAYS = 14

_OUT, _BACK = (0, 1, 2, 3), (3, 2, 1, 0)
_EVERY_DAY, _WORKDAYS = 0, 1


def world() -> Timetable:
    """Return a timetable: line A by 甲–乙–丙–丁 and back, and B from 乙 to 戊, where A stays 2 min.

    A runs at 07:00, 08:00 and 09:00 both ways, ten minutes a hop, the last of each on workdays
    only; B at 07:15 and 08:15.
    """
    trips: list[tuple[str, str, int, int, list[int], int]] = []
    for label, way in (("", _OUT), ("r", _BACK)):
        for number, hour in enumerate((7, 8, 9), start=1):
            service = _WORKDAYS if hour == 9 else _EVERY_DAY
            trips.append(
                (f"A{label}{number}", f"K{number}/K9{number}", 0, service, [*way], hour * 60)
            )
    trips += [(f"B{number}", "", 1, 0, [1, 4], 60 * (6 + number) + 15) for number in (1, 2)]
    calls = [
        (
            stop,
            60 * (start + 12 * at - 2 * (at > 0)),
            60 * (start + 12 * at - 2 * (at == len(way) - 1)),
        )
        for *_, way, start in trips
        for at, stop in enumerate(way)
    ]
    stop, arrival, departure = zip(*calls, strict=True)
    marks = np.ones(len(calls), dtype=bool)
    runs = np.ones((2, DAYS), dtype=bool)
    runs[1, [5, 6, 12, 13]] = False
    return build_timetable(
        Stops(
            [f"S{at}" for at in range(6)],
            ["甲站", "乙站", "丙站", "丁站", "戊站", "乙站"],
            [112.0, 112.1, 112.2, 112.3, 112.1, 112.101],
            [38.0, 38.0, 38.0, 38.0, 38.1, 38.0],
        ),
        Routes(["A", "B"], ["一号线", "二号线"], ["rail", "bus"]),
        Trips(
            [trip[0] for trip in trips],
            [trip[1] for trip in trips],
            [trip[2] for trip in trips],
            [trip[3] for trip in trips],
            [-1] * len(trips),
            np.cumsum([0, *(len(trip[4]) for trip in trips)]),
        ),
        Calls(stop, arrival, departure, marks, marks),
        Services(["daily", "workdays"], MONDAY, runs),
        Transfers([1, 5, 1], [5, 1, 1], [120, 120, 60]),
    )


WORLD = world()


def edits(*values: dict[str, Any]) -> tuple[TimetableEdit, ...]:
    """Return edits from the values of a scenario file."""
    return Scenario.from_dict({"id": "s", "timetable": {"edit": list(values)}}).timetable.edit


def after(*values: dict[str, Any], given: Timetable = WORLD) -> Timetable:
    """Return a timetable with edits made."""
    return changed(*values, given=given)[0]


def changed(
    *values: dict[str, Any], given: Timetable = WORLD
) -> tuple[Timetable, tuple[Notice, ...]]:
    """Return a timetable with edits made, and what is noticed about them."""
    scenario = Scenario.from_dict({"id": "s", "timetable": {"edit": list(values)}})
    made = timetable_after(scenario, given)
    return made.timetable, made.notices


def clocks(timetable: Timetable, trip: str) -> list[str]:
    """Return the calls of a trip: stop, arrival and departure in minutes of the day."""
    row = timetable.trip_ids.tolist().index(trip)
    part = slice(timetable.first_call[row], timetable.first_call[row + 1])
    return [
        f"{timetable.stop_ids[stop]} {_clock(arrival)} {_clock(departure)}"
        for stop, arrival, departure in zip(
            timetable.call_stop[part],
            timetable.arrival_s[part],
            timetable.departure_s[part],
            strict=True,
        )
    ]


def _clock(second: int) -> str:
    minutes, rest = divmod(int(second), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{rest:02}" if rest else "")


def rebuilt(timetable: Timetable) -> Timetable:
    """Return the timetable made from nothing of its columns, every one checked anew."""
    own = timetable
    stops = np.arange(len(own.stop_ids))
    changes = own.change_s > 0
    return build_timetable(
        Stops(own.stop_ids.tolist(), own.stop_names.tolist(), own.stop_lon, own.stop_lat),
        Routes(own.route_ids.tolist(), own.route_names.tolist(), own.route_modes.tolist()),
        Trips(
            own.trip_ids.tolist(),
            own.trip_names.tolist(),
            own.trip_route,
            own.trip_service,
            own.trip_block,
            own.first_call,
        ),
        Calls(own.call_stop, own.arrival_s, own.departure_s, own.can_board, own.can_alight),
        Services(own.service_ids.tolist(), own.first_day, own.service_runs, own.time_zone),
        Transfers(
            np.concatenate([own.walk_from, stops[changes]]),
            np.concatenate([own.walk_to, stops[changes]]),
            np.concatenate([own.walk_s, own.change_s[changes]]),
        ),
    )
