"""What searches of timetables take, in CPU seconds of one thread: `python -m benchmarks.transit`.

Wants TRANSNET_DATA. Each figure is the least of several runs; nothing is kept between them but the
compiled kernels. Ways on foot between stops are 1.3 times the crow's at 1 m/s.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from itertools import islice

import numba
import numpy as np
import pandas as pd

import transnet
from benchmarks.transit_feeds import timetable
from transnet.timetable.access_ways import goals_of
from transnet.timetable.compiled_window import CompiledWindow
from transnet.timetable.departure_window import Departures
from transnet.timetable.timetable import Timetable
from transnet.timetable.timetable_day import TimetableDay

_RUNS = 7
_PAIRS = 40
Row = tuple[str, str, str]


def least_s(work: Callable[[], object], runs: int = _RUNS) -> float:
    """Return the least CPU seconds of some runs, after one that isn't counted."""
    work()
    taken = []
    for _ in range(runs):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def of_feed(name: str, walking_s: int) -> list[Row]:
    """Return what a feed takes: rows of feed, question and time."""
    feed, day = timetable(name, walking_s)
    ids = feed.stop_ids.tolist()
    random = np.random.default_rng(1)
    origins = random.choice(ids, 1000).tolist()
    named = f"{name}, walks of {walking_s // 60} min" if walking_s else name
    departures = Departures(day, 7 * 3600, 120, 120)
    goals = goals_of(feed, ids)
    single = feed.on(day)
    pairs = _connected(single, random.choice(ids, (40 * _PAIRS, 2)).tolist())

    def per_pair(ask: Callable[[str, str], object]) -> str:
        taken = [least_s(lambda a=a, b=b: ask(a, b), 3) for a, b in pairs]  # type: ignore[misc]
        return f"{1e3 * float(np.median(taken)):.2f} ms"

    return [
        (named, "compile a two-hour window", _ms(lambda: CompiledWindow(feed, departures, goals))),
        (
            named,
            f"1,000 origins x {len(ids):,} stops x 120 departures, p5, p50, p95",
            _ms(lambda: feed.travel_times(origins, ids, date=day)),
        ),
        (
            named,
            "opportunities in 30 and 60 min from every stop, two hours",
            _ms(lambda: feed.opportunities(ids, pd.Series(1.0, ids), date=day)),
        ),
        (
            named,
            f"one pair with legs (median of {_PAIRS} with a connection)",
            per_pair(lambda a, b: single.journeys(a, b, "08:00")),
        ),
        (
            named,
            "all best connections of a pair in two hours (the same)",
            per_pair(lambda a, b: single.connections(a, b, ("07:00", "09:00"))),
        ),
        (
            named,
            "one to all (the same)",
            per_pair(lambda a, _: single.earliest_arrivals(a, "08:00")),
        ),
    ]


def _connected(day: TimetableDay, pairs: list[list[str]]) -> list[list[str]]:
    """Return the first pairs between which one can ride: others are told without a search."""
    hours = ("07:00", "09:00")
    chosen = islice((each for each in pairs if len(day.connections(*each, hours))), _PAIRS)
    return list(chosen)


def of_network() -> list[Row]:
    """Return what the trains of Shanxi take."""
    network = transnet.load_network("shanxi-central")
    trains = transnet.network_timetable(network)
    inside = set(network["stations"]["station_id"])
    ids = [name for name in trains.stop_ids if name in inside]

    def judge(feed: Timetable) -> None:
        feed.travel_times(
            ids,
            ids,
            date=network.when,
            window=("00:00", "24:00"),
            percentiles=[50],
            longest_min=720,
        )

    told = f"{len(ids)} stations to each other, 1,440 departures, p50"
    return [("shanxi-central", told, _ms(lambda: judge(trains)))]


def _ms(work: Callable[[], object]) -> str:
    return f"{1e3 * least_s(work):.1f} ms"


def main() -> None:
    """Print the table."""
    numba.set_num_threads(1)
    rows = [("feed", "question", "CPU"), ("---", "---", "---:")]
    for name, walking_s in (("milan", 0), ("milan", 1200), ("porto_alegre", 0)):
        rows += of_feed(name, walking_s)
    rows += of_network()
    sys.stdout.writelines(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    main()
