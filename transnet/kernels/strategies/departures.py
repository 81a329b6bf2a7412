"""Trips by optimal strategies from every origin to every destination.

Of each origin the options of the first departure are pooled as those after a change are, all of
them or place by place (`problem.Pools`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.base.progress import Progress
from transnet.kernels._arrays import BoolArray, Int32Array, Int64Array
from transnet.kernels._chunks import by_workers, in_chunks
from transnet.kernels._jit import borrowing, kernel, step
from transnet.kernels.strategies.egress import Limits
from transnet.kernels.strategies.first_options import Options
from transnet.kernels.strategies.optimal import NEVER
from transnet.kernels.strategies.problem import ANYWHERE, Access, Layers, Onward, Problem
from transnet.kernels.strategies.settled_ends import (
    SearchRoom,
    chosen_first,
    new_search_room,
    settled,
)
from transnet.kernels.strategies.sums import Trips, add_up_trip
from transnet.kernels.strategies.trip_bounds import Walk, keeps_bounds, new_walk

_STEPS_PER_POSITION = 40  # labels of both layers and their queues, roughly


class Least(NamedTuple):
    """Least cost to each destination from each platform, planned for or not; NEVER for none.

    leave, board  int64[d, q], of going on by another ride after leaving there, and from boarding
                  on; or less, where what it costs is of no use to any origin
    """

    leave: Int64Array
    board: Int64Array


class Nearest(NamedTuple):
    """Cost from each origin up to each platform, or less; NEVER where one doesn't get there.

    board, leave  int64[o, q], to where one boards, and to where one leaves; int64[o, 1] where one
                  number stands for all platforms. Riding on to a platform takes no less
    """

    board: Int64Array
    leave: Int64Array


def all_trips(
    problem: Problem,
    bounds: Int64Array | None = None,
    progress: Progress | None = None,
    *,
    least: Least | None = None,
    nearest: Nearest | None = None,
) -> Trips:
    """Return the trips from each origin to each destination; arrays are trusted.

    bounds    int64[o, d], what costs so much or more isn't looked for; None for all
    least     filled too
    nearest   as of `find_trips`; None for no more than the way to the first platform
    progress  called with ("searching", destinations done, destinations) from time to time
    """
    shape = (len(problem.access.first) - 1, len(problem.ends.cost))
    channels = problem.values.entries.shape[1]
    trips = no_trips((*shape, channels))
    most = np.full(shape, NEVER, np.int64) if bounds is None else bounds
    labels = no_least(problem) if least is None else least
    so_far = _doorsteps(problem.access) if nearest is None else nearest
    find_trips(problem, most, so_far, trips, labels, progress)
    return trips


def find_trips(
    problem: Problem,
    bounds: Int64Array,
    nearest: Nearest,
    trips: Trips,
    least: Least | None = None,
    progress: Progress | None = None,
) -> None:
    """Fill the trips that cost less than their bounds; where there is none, nothing is filled.

    bounds    as of `all_trips`; pairs with a bound of 0 aren't looked for
    nearest   keeps a search to where it may be of use: the closer it is, the faster
    trips     none yet where one is looked for
    """
    labels = no_least(problem, 0) if least is None else least
    ends = np.flatnonzero((bounds > 0).any(axis=0)).astype(np.int32)

    def search(rows: slice, workers: int) -> None:
        def search_some(worker: int) -> None:
            some = ends[rows][worker::workers]
            _search_some(problem, (bounds, nearest), np.ascontiguousarray(some), labels, trips)

        by_workers(search_some, workers)

    positions = len(problem.supply.pattern)
    steps = 1 + _STEPS_PER_POSITION * positions + 2 * len(problem.access.platform)
    in_chunks(search, len(ends), steps, progress)


def no_trips(shape: tuple[int, int, int]) -> Trips:
    """Return no trips between origins and destinations, with (o, d, c) of values."""
    return Trips(np.full(shape[:2], NEVER, np.int64), np.zeros(shape, np.int64))


def no_least(problem: Problem, ends: int | None = None) -> Least:
    """Return room for the least costs to some number of destinations; None for all."""
    count, platforms = problem.ends.cost.shape
    return Least(*np.full((2, count if ends is None else ends, platforms), NEVER))


def _doorsteps(access: Access) -> Nearest:
    """Return what each origin's way to the nearest platform costs, which stands for all."""
    served = np.diff(access.first) > 0
    nearest = np.full((len(served), 1), NEVER)
    nearest[served, 0] = access.cost[access.first[:-1][served]]
    return Nearest(nearest, nearest)


class _Room(NamedTuple):
    """Room for a worker.

    bounds, again  int64[o], bool[o], of one destination: as of `find_trips`, and which trips must
                   be searched for by themselves
    """

    search: SearchRoom
    walk: Walk
    bounds: Int64Array
    again: BoolArray


@kernel
def _search_some(
    problem: Problem,
    within: tuple[Int64Array, Nearest],
    chosen_ends: Int32Array,
    kept: Least,
    trips: Trips,
) -> None:
    """Fill the destinations of one worker.

    within  `bounds`, and what leads to a platform within them
    kept    of all destinations or of none
    """
    plans, origins = problem.rules.plans, len(problem.access.first) - 1
    is_noted = len(kept.leave) > 0
    bounds, again = np.empty(origins, np.int64), np.empty(origins, np.bool_)
    search = new_search_room(problem)
    room = _Room(search, new_walk(len(problem.supply.least_km)), bounds, again)
    for each in chosen_ends:
        end = int(each)
        bounds[:] = within[0][:, end]
        origins_of = np.flatnonzero(bounds > 0)
        _limit(bounds, within[1], origins_of, search.limits, is_noted)
        layers = settled(problem, (ANYWHERE, end), search)
        if is_noted:
            _note(layers[0], search.turn_up, kept, end)
            if plans:
                _note(layers[1], search.planned, kept, end)
        _fill_trips(problem, layers, end, room, trips)
        for nth in np.flatnonzero(again):
            origin = int(nth)
            _limit(bounds, within[1], np.full(1, nth), search.limits, is_noted)
            layers = settled(problem, (origin, end), search)
            _fill_trip(problem, layers, (origin, end), room, trips)


@borrowing
def _fill_trip(
    problem: Problem, layers: Layers, place: tuple[int, int], room: _Room, trips: Trips
) -> None:
    """Fill a trip from an origin to a destination that was settled for it alone.

    A function of its own: what is chosen are the room's arrays, borrowed and not counted.
    """
    trip = (place[0], np.int64(room.bounds[place[0]]))
    chosen = chosen_first(problem, trip, layers, room.search)
    if chosen.size > 0:
        add_up_trip(problem, layers, chosen, place, trips)


@borrowing
def _fill_trips(problem: Problem, layers: Layers, end: int, room: _Room, trips: Trips) -> None:
    """Fill the trips to a destination, but for those that must be searched for by themselves."""
    ends, farthest_km = problem.ends, -1.0
    for platform in range(ends.cost.shape[1]):
        if ends.cost[end, platform] < NEVER:
            farthest_km = max(farthest_km, ends.km[end, platform])
    for origin in range(len(room.again)):
        room.again[origin] = False
        if room.bounds[origin] <= 0:
            continue
        trip = (origin, np.int64(room.bounds[origin]))
        chosen = chosen_first(problem, trip, layers, room.search)
        if chosen.size > 0:
            is_bound = ends.is_near[end, origin] or ends.leg_km[end, origin] < farthest_km
            if is_bound and not keeps_bounds(problem, layers, chosen, (origin, end), room.walk):
                room.again[origin] = True
            else:
                add_up_trip(problem, layers, chosen, (origin, end), trips)


@borrowing
def _note(onward: Onward, options: Options, least: Least, end: int) -> None:
    """Let the least costs to a destination be those of a layer where these are less.

    What costs as much as the limit or more wasn't looked for, so no more than that is known.
    """
    labels, limits = onward.labels, onward.egress.limits
    for platform in range(len(labels.leave)):
        leave = min(labels.leave[platform], limits.leave[platform])
        board = min(options.least[platform], limits.board[platform])
        least.leave[end, platform] = min(least.leave[end, platform], leave)
        least.board[end, platform] = min(least.board[end, platform], board)


@borrowing
def _limit(
    bounds: Int64Array, nearest: Nearest, origins: Int64Array, limits: Limits, is_noted: bool
) -> None:
    """Fill from what cost on going on from each platform is of no use to some origins.

    is_noted  whether labels bound trips of other states, in which more platforms may be reached:
              then what rides there from where nobody gets to counts
    """
    _limit_by(bounds, nearest.board, origins, limits.board)
    _limit_by(bounds, nearest.leave, origins, limits.leave)
    if not is_noted:
        for platform in range(len(limits.road)):
            limits.road[platform] = limits.leave[platform]


@step
def _limit_by(
    bounds: Int64Array, nearest: Int64Array, origins: Int64Array, limits: Int64Array
) -> None:
    limits[:] = 0
    for each in origins:
        for platform in range(nearest.shape[1]):
            limits[platform] = max(limits[platform], bounds[each] - nearest[each, platform])
    if nearest.shape[1] == 1:
        limits[:] = limits[0]
