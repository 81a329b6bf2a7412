"""Trips of one state between platforms: what is changed, entered and left is that of the model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from transnet.base.units import UNREACHABLE_MS, Int32Array
from transnet.model.network import Network
from transnet.supply.boardings import Boardings, boardings_of
from transnet.supply.kinds import Mode
from transnet.supply.service_timetable import RIDDEN, ZONE
from transnet.supply.service_trips import ServiceTrips, stop_names, trip_ids
from transnet.supply.topology import Topology
from transnet.timetable.edits.trip_rows import with_columns, without_trips
from transnet.timetable.parts import Calls, Routes, Services, Stops, Transfers, Trips
from transnet.timetable.timetable import Timetable, build_timetable

_DAY_MIN = 1440
_TRAIN = RIDDEN[Mode.EMU]


@dataclass(frozen=True, eq=False)
class PlatformTimetable:
    """A timetable whose stops are platforms: a stop with a mode.

    platform  int32[n], platform of each stop of the timetable, as `Boardings` counts them
    row       int32[q], stop of the timetable of each platform; -1 where nothing calls
    """

    timetable: Timetable
    platform: Int32Array
    row: Int32Array


def platform_timetable(
    network: Network,
    topology: Topology,
    trips: ServiceTrips,
    arc_ms: Int32Array,
    *,
    inside: bool = False,
) -> PlatformTimetable:
    """Return trips that run every day, on the network's day.

    arc_ms  int32[m], what the arcs of the topology take, UNREACHABLE_MS where they are closed: to
            change takes what it takes in the model
    inside  one changes inside stations alone
    """
    daily = trips.some(trips.every == 1)
    at, lines = boardings_of(topology), topology.lines
    of_stop = np.full((len(topology.stops.ids), len(Mode)), -1, dtype=np.int32)
    of_stop[at.stop, at.mode] = np.arange(len(at.stop))
    called = of_stop[daily.stop, lines.mode[daily.pattern][daily.of_call]]
    platform = np.unique(called)
    row = np.full(len(at.stop), -1, dtype=np.int32)
    row[platform] = np.arange(len(platform))
    stop, modes = at.stop[platform], [Mode(each) for each in at.mode[platform].tolist()]
    ids = topology.stops.ids[stop].tolist()
    patterns, route = np.unique(daily.pattern, return_inverse=True)
    names = network["services"]["name_zh"].to_numpy(object)[lines.row[patterns]]
    days = int(daily.arrival_min.max(initial=0.0)) // _DAY_MIN + 2
    first_day = network.when - timedelta(days - 1)
    arrival, departure = (
        np.rint(60 * each).astype(np.int32) for each in (daily.arrival_min, daily.departure_min)
    )
    board = np.ones(len(called), dtype=np.bool_)
    made = build_timetable(
        Stops(
            [f"{name}:{mode.label}" for name, mode in zip(ids, modes, strict=True)],
            stop_names(network, topology)[stop].tolist(),
            *(topology.stops.column(network, each)[stop] for each in ("lon", "lat")),
        ),
        Routes(
            lines.ids[patterns].tolist(),
            names.tolist(),
            [RIDDEN[Mode(mode)] for mode in lines.mode[patterns].tolist()],
        ),
        Trips(
            trip_ids(topology, daily),
            daily.listed.tolist(),
            route,
            np.zeros(len(route), np.int32),
            np.full(len(route), -1),
            daily.first,
        ),
        Calls(row[called], arrival, departure, board, board),
        Services(["daily"], first_day, np.ones((1, days + 1), np.bool_), ZONE),
        _links(at, row, arc_ms, inside=inside),
    )
    return PlatformTimetable(made, platform.astype(np.int32), row)


def _links(at: Boardings, row: Int32Array, arc_ms: Int32Array, *, inside: bool) -> Transfers:
    """Return what it takes to change between platforms, the shortest of several ways."""
    ends = row[at.link_from], row[at.link_to]
    ms = np.append(arc_ms, 0).astype(np.int64)[at.link_arcs].sum(axis=1)
    there = (ends[0] >= 0) & (ends[1] >= 0) & (ms < UNREACHABLE_MS)
    if inside:
        there &= at.stop[at.link_from] == at.stop[at.link_to]
    known = np.flatnonzero(there)
    order = known[np.lexsort((ms[known], ends[1][known], ends[0][known]))]
    pair = ends[0][order].astype(np.int64) * len(row) + ends[1][order]
    first = order[np.append(True, np.diff(pair) > 0)] if len(order) else order
    return Transfers(ends[0][first], ends[1][first], -(-ms[first] // 1000))


def inside_stations(platforms: PlatformTimetable) -> PlatformTimetable:
    """Return the trips of trains alone, which one changes between inside stations."""
    table = platforms.timetable
    others = np.flatnonzero(table.route_modes[table.trip_route] != _TRAIN)
    made = without_trips(table, others)
    station = np.array([each.rpartition(":")[0] for each in table.stop_ids.tolist()], dtype=object)
    own = station[made.walk_from] == station[made.walk_to]
    walks = {name: getattr(made, name)[own] for name in ("walk_from", "walk_to", "walk_s")}
    return replace(platforms, timetable=with_columns(made, walks))
