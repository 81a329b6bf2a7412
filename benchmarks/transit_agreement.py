"""Cell by cell against cafein and pynigiri: `python -m benchmarks.transit_agreement`.

Those that are installed. Wants TRANSNET_DATA. All are given the feed as `write_gtfs` writes it, so
that times which a feed leaves blank are the same for all.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.transit_feeds import timetable
from transnet.io.gtfs.write_feed import write_gtfs
from transnet.timetable.timetable import Timetable

_LONGEST_MIN = 120
_UNREACHED = 2**32 - 1
_RANKS = (6, 60, 114)  # of 120 departures: p5, p50, p95


def against_cafein(feed: Timetable, day: str, path: Path, rides: int) -> Iterator[tuple[str, str]]:
    """Yield what is compared, and how cells part: arrivals at all stops, and window percentiles."""
    cafein = import_module("cafein")
    plain = {"trip_distances": False, "leg_geometries": False, "street_modes": ()}
    other: Any = cafein.TransportNetwork.from_gtfs([str(path)], **plain)
    ids, single = feed.stop_ids.tolist(), feed.on(day)
    found: Counter[str] = Counter()
    for origin in np.random.default_rng(3).choice(ids, 12, replace=False).tolist():
        for clock in ("07:00", "08:30"):
            now = int(clock[:2]) * 3600 + int(clock[3:]) * 60
            theirs = other.travel_times_from_stop(origin, f"{day} {clock}", max_rides=8)
            ours = single.earliest_arrivals(origin, clock, 8) - now
            for stop, mine in ours.items():
                found[_kind(mine, theirs.get(stop), now)] += 1
    yield "arrivals at all stops, 24 departures", _told(found)
    origins = np.random.default_rng(5).choice(ids, 20, replace=False).tolist()
    asked = {"departure_time_window": 120, "router": "raptor", "workers": 1, "max_rides": rides}
    middle = [100 * (rank - 0.5) / 120 for rank in _RANKS]  # theirs are mid-ranks
    cells = np.asarray(
        other.travel_time_matrix(origins, f"{day} 07:00", percentiles=middle, **asked)
    )
    place = {stop: at for at, stop in enumerate(other.stops_gdf["id"].tolist())}
    seconds = cells[:, [place[stop] for stop in ids]].astype(float)
    minutes = np.where(seconds >= _UNREACHED, np.inf, np.ceil(seconds / 60))
    minutes = np.where(minutes > _LONGEST_MIN, _LONGEST_MIN + 1, minutes)
    ours = feed.travel_times(origins, ids, date=day, percentiles=[r / 1.2 for r in _RANKS])
    less = ours.whole_min.transpose(2, 1, 0) - minutes
    counts = {"equal": less == 0, "ours earlier": less < 0, "ours later": less > 0}
    found = Counter({name: int(cells.sum()) for name, cells in counts.items()})
    yield f"p5, p50, p95 of two hours, {rides} rides", _told(found)


def against_nigiri(feed: Timetable, day: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield how arrivals of 250 pairs part, on whole minutes and with two minutes to change.

    nigiri counts so, and walks between stops of one name that lie near each other: they are named
    apart.
    """
    nigiri = import_module("pynigiri")
    whole = [(each // 60 * 60).astype(np.int32) for each in (feed.arrival_s, feed.departure_s)]
    change = np.full(len(feed.stop_ids), 120, dtype=np.int32)
    same = {"arrival_s": whole[0], "departure_s": whole[1], "change_s": change}
    feed = replace(feed, stop_names=feed.stop_ids, **same)
    write_gtfs(feed, folder / "nigiri.zip", force=True)
    zipfile.ZipFile(folder / "nigiri.zip").extractall(folder / "nigiri")
    settings = nigiri.LoaderConfig()
    settings.link_stop_distance = 0
    first = date.fromisoformat(day)
    source = nigiri.TimetableSource("x", str(folder / "nigiri"), settings)
    table = nigiri.load_timetable([source], day, (first + timedelta(days=3)).isoformat())
    zone = ZoneInfo(feed.time_zone or "UTC")
    base = int(datetime(first.year, first.month, first.day, 8, tzinfo=zone).timestamp() // 60)
    random, single = np.random.default_rng(4), feed.on(day)
    ids, found = feed.stop_ids.tolist(), Counter[str]()
    for origin in random.choice(ids, 10, replace=False).tolist():
        ours = single.earliest_arrivals(origin, "08:00", 8) - 8 * 3600
        for stop in random.choice(ids, 25, replace=False).tolist():
            query = nigiri.Query()
            ends = (table.find_location(each) for each in (origin, stop))
            query.start, query.destination = ([nigiri.Offset(each, 0, 0)] for each in ends)
            query.start_time, query.max_transfers = base, 7
            there = [each.arrival_time() for each in nigiri.route(table, query)]
            theirs = 60 * (int(min(there)) - base) if there else None
            found["equal" if stop == origin else _kind(ours[stop], theirs, 8 * 3600)] += 1
    yield "arrivals of 250 pairs", _told(found)


def _kind(mine: float, theirs: float | None, now: int) -> str:
    unreached = theirs is None or theirs >= _UNREACHED
    if np.isnan(mine) or unreached:
        if np.isnan(mine) and unreached:
            return "equal"
        only = "only theirs" if np.isnan(mine) else "only ours"
        return f"{only}, next day" if mine + now > 86_400 else only
    if mine == theirs:
        return "equal"
    return "ours earlier" if mine < theirs else "ours later"


def _told(found: Counter[str]) -> str:
    return ", ".join(f"{count:,} {kind}" for kind, count in sorted(found.items()) if count)


def main() -> None:
    """Print the table of those that are installed."""
    rows = [("feed", "against", "cells", "how they part"), ("---",) * 4]
    for name in ("milan", "porto_alegre"):
        feed, day = timetable(name)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "feed.zip"
            write_gtfs(feed, path)
            for peer, told in (
                ("cafein", lambda: against_cafein(feed, day, path, 16)),  # noqa: B023
                ("pynigiri", lambda: against_nigiri(feed, day, Path(folder))),  # noqa: B023
            ):
                try:
                    rows += [(name, peer, *each) for each in told()]
                except ModuleNotFoundError:
                    rows.append((name, peer, "not installed", ""))
    sys.stdout.writelines(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    main()
