"""Timetable searches beside cafein and pynigiri, in turns: `python -m benchmarks.transit_peers`.

Those that are installed. Wants TRANSNET_DATA. CPU seconds of one thread, medians of turns that take
each other's place, so that what else the machine does meets all alike. All have the feed as
`write_gtfs` writes it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

os.environ["RAYON_NUM_THREADS"] = "1"  # before cafein is imported

import numba
import numpy as np

from benchmarks.transit_feeds import timetable
from transnet.io.gtfs.read_feeds import read_gtfs
from transnet.io.gtfs.write_feed import write_gtfs
from transnet.timetable.timetable import Timetable

_TURNS = 5
_ORIGINS = 200
_PAIRS = 20
Row = tuple[str, ...]


def in_turns(*work: Callable[[], object]) -> list[float]:
    """Return the median CPU seconds of each, after one turn that isn't counted."""
    taken: list[list[float]] = [[] for _ in work]
    for turn in range(_TURNS + 1):
        for each, times in zip(work, taken, strict=True):
            start = time.process_time()
            each()
            if turn:
                times.append(time.process_time() - start)
    return [median(each) for each in taken]


def beside_cafein(feed: Timetable, day: str, path: Path) -> Iterator[Row]:
    """Yield rows of a window of two hours and of single arrivals at all stops."""
    cafein: Any = import_module("cafein")
    plain = {"trip_distances": False, "leg_geometries": False, "street_modes": ()}
    other = cafein.TransportNetwork.from_gtfs([str(path)], **plain)
    walks = (feed.walk_from, feed.walk_to, feed.walk_s)
    if len(feed.walk_s):
        ids = feed.stop_ids.tolist()
        rows = zip(*(each.tolist() for each in walks), strict=True)
        other.set_transfers([(ids[one], ids[two], s, float(s)) for one, two, s in rows])
    other.compute_tbtr_transfers(day)
    ids = feed.stop_ids.tolist()
    origins = np.random.default_rng(1).choice(ids, _ORIGINS, replace=False).tolist()
    asked = {"departure_time_window": 120, "percentiles": [5, 50, 95], "workers": 1}
    yield _row(
        f"{_ORIGINS} origins x {len(ids):,} stops x 120 departures, p5, p50, p95",
        *in_turns(
            lambda: feed.travel_times(origins, ids, date=day),
            lambda: other.travel_time_matrix(origins, f"{day} 07:00", router="tbtr", **asked),
        ),
    )
    single = feed.on(day)
    yield _row(
        "arrivals at all stops, one departure",
        *in_turns(
            lambda: [single.earliest_arrivals(each, "08:00") for each in origins[:_PAIRS]],
            lambda: [
                other.travel_times_from_stop(each, f"{day} 08:00", max_rides=8)
                for each in origins[:_PAIRS]
            ],
        ),
        per=_PAIRS,
    )


def beside_nigiri(feed: Timetable, day: str, path: Path) -> Iterator[Row]:
    """Yield rows of reading the feed and of the journeys of a pair."""
    nigiri: Any = import_module("pynigiri")
    folder = path.parent / "nigiri"
    zipfile.ZipFile(path).extractall(folder)

    def load() -> Any:
        # A tag of its own each time, or what was read before is known.
        source = nigiri.TimetableSource("x", str(folder))
        return nigiri.load_timetable([source], day, day[:-1] + str(int(day[-1]) + 1))

    read = in_turns(lambda: read_gtfs(folder, cache=False), load)
    yield _row("read the feed", *read)
    table, single = load(), feed.on(day)
    pairs = np.random.default_rng(1).choice(feed.stop_ids, (_PAIRS, 2)).tolist()
    from datetime import datetime
    from zoneinfo import ZoneInfo

    eight = datetime.fromisoformat(f"{day} 08:00").replace(tzinfo=ZoneInfo(feed.time_zone or "UTC"))

    def ask(one: str, two: str) -> object:
        query = nigiri.Query()
        query.start = [nigiri.Offset(table.find_location(one), 0, 0)]
        query.destination = [nigiri.Offset(table.find_location(two), 0, 0)]
        query.start_time, query.max_transfers = int(eight.timestamp() // 60), 7
        return nigiri.route(table, query)

    yield _row(
        "one pair with legs",
        *in_turns(
            lambda: [single.journeys(one, two, "08:00") for one, two in pairs],
            lambda: [ask(one, two) for one, two in pairs],
        ),
        per=_PAIRS,
    )


def _row(question: str, ours: float, theirs: float, per: int = 1) -> Row:
    shown = (f"{1e3 * each / per:,.2f} ms" for each in (ours, theirs))
    return question, *shown, f"{theirs / ours:,.1f}"


_PEERS = {"cafein": beside_cafein, "pynigiri": beside_nigiri}


def main() -> None:
    """Print the table of those that are installed."""
    numba.set_num_threads(1)
    rows: list[Row] = [("feed", "peer", "question", "transnet", "peer's", "ratio"), ("---",) * 6]
    for name, walking_s in (("milan", 0), ("milan", 1200), ("porto_alegre", 0)):
        feed, day = timetable(name, walking_s)
        named = f"{name}, walks of {walking_s // 60} min" if walking_s else name
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "feed.zip"
            write_gtfs(feed, path)
            for peer, ask in _PEERS.items():
                if not find_spec(peer) or (walking_s and peer == "pynigiri"):
                    continue
                told = f"{peer} {metadata.version(peer)}"
                rows += [(named, told, *each) for each in ask(feed, day, path)]
    sys.stdout.writelines(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    main()
