"""What each kind of edit takes, with its window compiled: `python -m benchmarks.transit_edits`.

Wants TRANSNET_DATA. CPU milliseconds of one thread, the least of some runs, on the line that has
most trips.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

import numba
import numpy as np

from benchmarks.transit import least_s
from benchmarks.transit_feeds import timetable
from transnet.timetable.access_ways import goals_of
from transnet.timetable.compiled_window import CompiledWindow
from transnet.timetable.departure_window import Departures
from transnet.timetable.edits.added_trips import AddTrip, CopyLine, TimedCall
from transnet.timetable.edits.called_stops import CalledStop
from transnet.timetable.edits.foot_ways import RemoveTransfer, SetTransfer
from transnet.timetable.edits.new_headways import SetHeadway
from transnet.timetable.edits.new_lines import AddLine
from transnet.timetable.edits.retimed_trips import MoveDepartures, SetDwell, SetSpeed
from transnet.timetable.edits.timetable_edits import TIMETABLE_ACTIONS, TimetableEdit
from transnet.timetable.edits.trips_closed import RemoveStops, RemoveTrips
from transnet.timetable.edits.trips_rerouted import Reroute
from transnet.timetable.timetable import Timetable

_RUNS = 3


def edits_of(feed: Timetable) -> Iterator[TimetableEdit]:
    """Yield an edit of each kind on the line that has most trips."""
    line = int(np.bincount(feed.trip_route).argmax())
    trip = int(np.flatnonzero(feed.trip_route == line)[0])
    calls = feed.call_stop[feed.first_call[trip] : feed.first_call[trip + 1]]
    one, two, three, *_, end = feed.stop_ids[calls].tolist()
    off = next(name for name in feed.stop_ids.tolist() if name not in {*feed.stop_ids[calls]})
    of = {"line": (feed.route_ids[line],)}
    way = {"stops": tuple(CalledStop(stop=each) for each in (one, three, off)), "run_min": (5.0,)}
    plan = {"first": "06:00", "last": "22:00", "headway_min": 10.0}
    yield AddLine(id="new", mode="bus", **way, **plan)  # type: ignore[arg-type]
    yield CopyLine(**of, id="new", shift_min=5.0)
    timed = (TimedCall(stop=one, departs="07:00"), TimedCall(stop=end, arrives="08:00"))
    yield AddTrip(id="new", line=feed.route_ids[line], calls=timed)
    yield RemoveTrips(**of)
    yield RemoveStops(**of, stop=(two,))
    yield Reroute(
        **of,
        via=(one, three),
        from_stop=one,
        to_stop=three,
        stops=(CalledStop(stop=off),),
        run_min=(5.0,),
    )
    yield SetSpeed(**of, speed_factor=1.2)
    yield SetDwell(**of, dwell_min=1.0)
    yield SetHeadway(**of, first="07:00", last="09:00", headway_min=5.0)
    yield MoveDepartures(**of, shift_min=3.0)
    yield SetTransfer(from_stop=one, to_stop=off, transfer_min=3.0)
    yield RemoveTransfer(from_stop=feed.stop_ids[0], to_stop=feed.stop_ids[1])


def rows_of(name: str) -> Iterator[tuple[str, ...]]:
    """Yield a row for each kind of edit: feed, edit, milliseconds of it and of the window."""
    feed, day = timetable(name)
    walk = {"walk_from": [0], "walk_to": [1], "walk_s": [60]}
    feed = replace(feed, **{key: np.array(each, dtype=np.int32) for key, each in walk.items()})
    departures = Departures(day, 7 * 3600, 120, 120)
    kinds = set()
    for edit in edits_of(feed):
        kinds.add(edit.action)
        made, _ = feed.edited([edit])
        goals = goals_of(made, made.stop_ids.tolist())
        edited = least_s(lambda edit=edit: feed.edited([edit]), _RUNS)  # type: ignore[misc]
        compiled = least_s(
            lambda made=made, goals=goals: CompiledWindow(made, departures, goals),  # type: ignore[misc]
            _RUNS,
        )
        shown = (f"{1e3 * each:.1f} ms" for each in (edited, compiled, edited + compiled))
        yield name, f"`{edit.action}`", *shown
    if kinds != {*TIMETABLE_ACTIONS}:
        raise ValueError(f"no edit of kind {set(TIMETABLE_ACTIONS) - kinds}")


def main() -> None:
    """Print the table."""
    numba.set_num_threads(1)
    rows = [("feed", "edit", "edited", "window", "both"), ("---", "---", "---:", "---:", "---:")]
    rows += [row for name in ("milan", "porto_alegre") for row in rows_of(name)]
    sys.stdout.writelines(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    main()
