"""A search of the time-expanded graph that sets labels right until none is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from transnet.timetable.timetable import Timetable

NEVER = 10**9
DAY_S = 86_400
Run = list[tuple[int, int, int, bool, bool]]  # stop, arrival, departure, may board, may alight


def runs_of(timetable: Timetable, day: date) -> list[tuple[str, int, int, Run]]:
    """Return trip id, service day, block and calls of every run of any day, seen from one day."""
    found = []
    for trip, service in enumerate(timetable.trip_service.tolist()):
        calls = slice(timetable.first_call[trip], timetable.first_call[trip + 1])
        for column in range(timetable.service_runs.shape[1]):
            if timetable.service_runs[service, column]:
                offset = (timetable.first_day + timedelta(days=column) - day).days
                run = [
                    (stop, arrival + offset * DAY_S, departure + offset * DAY_S, board, alight)
                    for stop, arrival, departure, board, alight in zip(
                        timetable.call_stop[calls].tolist(),
                        timetable.arrival_s[calls].tolist(),
                        timetable.departure_s[calls].tolist(),
                        timetable.can_board[calls].tolist(),
                        timetable.can_alight[calls].tolist(),
                        strict=True,
                    )
                ]
                found.append(
                    (timetable.trip_ids[trip], offset, int(timetable.trip_block[trip]), run)
                )
    return found


def _vehicles(timetable: Timetable, day: date) -> list[Run]:
    """Return runs with those that one may stay seated for put behind them."""
    vehicles: list[Run] = []
    open_ends: dict[tuple[int, int], Run] = {}
    ordered = sorted(
        enumerate(runs_of(timetable, day)),
        key=lambda each: (each[1][3][0][2], each[1][3][-1][1], each[0]),
    )
    for _, (_, offset, block, run) in ordered:
        before = open_ends.get((block, offset))
        if block >= 0 and before and before[-1][0] == run[0][0] and before[-1][1] <= run[0][2]:
            stop, arrival, _, _, alight = before[-1]
            before[-1] = (stop, arrival, run[0][2], run[0][3], alight)
            before += run[1:]
        else:
            vehicles.append(list(run))
            before = vehicles[-1]
        open_ends[block, offset] = before
    return vehicles


def earliest_arrivals(
    timetable: Timetable, day: date, seeds: Iterable[tuple[int, int]], until: int
) -> tuple[list[int], list[int]]:
    """Return the earliest arrivals by ride alone, and by ride and a walk, at each stop.

    seeds  (stop, second of the day in which one can board there)
    until  events later than this second don't count
    """
    return _search(timetable, day, seeds, (until, NEVER))


def arrivals_by_rides(
    timetable: Timetable, day: date, seeds: Iterable[tuple[int, int]], until: int, rides: int
) -> tuple[list[int], list[int]]:
    """Return the earliest arrivals by so many rides at most."""
    return _search(timetable, day, seeds, (until, rides))


def _search(
    timetable: Timetable, day: date, seeds: Iterable[tuple[int, int]], limits: tuple[int, int]
) -> tuple[list[int], list[int]]:
    until, rides = limits
    stops = len(timetable.stop_ids)
    ready, ridden, walked = ([NEVER] * stops for _ in range(3))
    for stop, second in seeds:
        ready[stop] = min(ready[stop], second)
        walked[stop] = ready[stop]
    walks = list(
        zip(
            timetable.walk_from.tolist(),
            timetable.walk_to.tolist(),
            timetable.walk_s.tolist(),
            strict=True,
        )
    )
    vehicles = _vehicles(timetable, day)
    changed, rounds = True, 0
    while changed and rounds < rides:
        changed, rounds = False, rounds + 1
        for vehicle in vehicles:
            aboard = False
            for place, (stop, arrival, departure, board, alight) in enumerate(vehicle):
                if aboard and alight and arrival < ridden[stop] and arrival <= until:
                    ridden[stop] = arrival
                    changed = True
                if board and place < len(vehicle) - 1:
                    aboard |= ready[stop] <= departure <= until
        for stop in range(stops):
            there = ridden[stop] + int(timetable.change_s[stop])
            ready[stop] = min(ready[stop], there)
            walked[stop] = min(walked[stop], ridden[stop])
        for one, other, seconds in walks:
            ready[other] = min(ready[other], ridden[one] + seconds)
            walked[other] = min(walked[other], ridden[one] + seconds)
    return ridden, walked
