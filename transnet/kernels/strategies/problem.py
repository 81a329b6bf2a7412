"""What a search for trips by optimal strategies is given, and what is known of a destination."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from transnet.kernels._arrays import BoolArray, FloatArray, Index, Int32Array, Int64Array
from transnet.kernels._jit import kernel, step
from transnet.kernels.strategies.egress import Egress, Limits
from transnet.kernels.strategies.optimal import NEVER, Labels, Supply, Wait


class ByRoad(NamedTuple):
    """What ways between places and platforms take: roads take next to nothing but time.

    steps  int64[q, c], the step onto each platform, or off it
    used   int64[u], which of the c values roads take some of
    roads  int64[…, u], what the ways by road take of these
    """

    steps: Int64Array
    used: Int64Array
    roads: Int64Array

    def at(self, platforms: Any, ways: Any) -> Int64Array:
        """Return all that some ways take, int64[k, c], by their platforms and rows of `roads`."""
        found: Int64Array = self.steps[platforms]
        found[..., self.used] += self.roads[ways]
        return found


@step
def fill_way(by_road: ByRoad, platform: Index, way: Index, values: Int64Array) -> None:
    """Fill all that a way takes, int64[c], by its platform and its row of `roads`, int64[k, u]."""
    for c in range(len(values)):
        values[c] = by_road.steps[platform, c]
    for nth in range(len(by_road.used)):
        values[by_road.used[nth]] += by_road.roads[way, nth]


class Access(NamedTuple):
    """How one gets from an origin to the platforms that it can board at, before the wait.

    first, platform  int32[o + 1], int32[a], platforms of origin i: platform[first[i]:first[i + 1]],
                     the nearest first
    cost, km         int64[a], float64[a], km by road
    by_road          what the ways take, those by road int64[k, u], of more ways than are taken
    way              int32[a], row in these of each
    """

    first: Int32Array
    platform: Int32Array
    cost: Int64Array
    km: FloatArray
    by_road: ByRoad
    way: Int32Array


class Ends(NamedTuple):
    """How one gets from each platform to each destination.

    cost, km  int64[d, q] (NEVER where one doesn't), float64[d, q], km by road
    crow_km   float64[d, q], the same as the crow flies
    near_km   float64[d, q], how far as the crow flies rides from there may not end; inf for none
    first_km  float64[d, q], the same of first rides of those who live near; inf for none
    from_km, back_km, last_km  float64[o, q], likewise for rides to there from each origin: as the
              crow flies from it, how far from it rides may not begin, and last rides to near places
    is_near   bool[d, o], whether an origin lies near
    leg_km    float64[d, o], longest way by road from each origin to its first ride, and from the
              last ride of its trip; -1 where no ride is of use
    by_road   what the ways take, those by road int64[d, q, u]
    """

    cost: Int64Array
    km: FloatArray
    crow_km: FloatArray
    near_km: FloatArray
    first_km: FloatArray
    from_km: FloatArray
    back_km: FloatArray
    last_km: FloatArray
    is_near: BoolArray
    leg_km: FloatArray
    by_road: ByRoad

    def some(self, rows: Int64Array) -> Ends:
        """Return the ways to some destinations, by their rows."""
        others = {"from_km", "back_km", "last_km", "by_road"}
        chosen = (name for name in self._fields if name not in others)
        by_road = self.by_road._replace(roads=self.by_road.roads[rows])
        some = {name: getattr(self, name)[rows] for name in chosen}
        return self._replace(by_road=by_road, **some)


class Pools(NamedTuple):
    """Which places of `Access` a traveller chooses between before he knows what departs first.

    Departures of one pool are one set, and of the pools the one with the best set is taken; of
    equals the first.

    first   int32[o + 1], pools of origin i: those from first[i] to first[i + 1]
    begins  int32[pools + 1], places of a pool: place[begins[g]:begins[g + 1]]
    place   int32[a], rows of `Access`, the nearest of each pool first
    nearest  int64[pools], cost of the way to the nearest place
    least_wait  int64[pools], cost of the wait for whatever leaves there, or less
    """

    first: Int32Array
    begins: Int32Array
    place: Int32Array
    nearest: Int64Array
    least_wait: Int64Array


class Waiting(NamedTuple):
    """How the wait for a departure counts, or how far one is displaced who goes for it.

    wait, wait_ms  in the cost and in milliseconds
    worth          float64[c], what a millisecond of it adds to each value
    """

    wait: Wait
    wait_ms: Wait
    worth: FloatArray


class Start(NamedTuple):
    """How the first departure is chosen.

    pools    whose departures are one set; none where nobody starts so
    waiting  for it
    """

    pools: Pools
    waiting: Waiting


class Starts(NamedTuple):
    """The cheaper of two ways to start is taken; of equals the first.

    planned  one sets out for the departure that one plans for
    turn_up  one waits for what comes, and may plan for a later departure
    """

    planned: Start
    turn_up: Start


class Rules(NamedTuple):
    """How departures after a change are waited for, and what is added up.

    later    wait for the next departure
    planned  displacement of those who plan for a departure
    plans    whether anybody plans: once on his way, for one departure (see `planned_departures`)
    ratio    longest way by road next to a ride over the km of the ride
    legs     how many of the c values are parts of the time: the first ones
    """

    later: Waiting
    planned: Waiting
    plans: bool
    ratio: float
    legs: int


class Values(NamedTuple):
    """What parts of a trip take: int64[e, c] of entries, int64[l, c] of links.

    The last of the c values is no amount but a mark: a set bears it if one of its options does.
    """

    entries: Int64Array
    links: Int64Array


class Problem(NamedTuple):
    """What runs, what it takes, both ends, and how one departs."""

    supply: Supply
    values: Values
    access: Access
    ends: Ends
    starts: Starts
    rules: Rules


class Sums(NamedTuple):
    """What it takes to go on by another ride, as far as somebody asked.

    by_ride   int64[q, c]
    is_known  bool[q]
    left      int64[legs], room to work in
    stack     int32[2 q], likewise
    before, after  int64[c], likewise: what the ways to a ride and from it take
    """

    by_ride: Int64Array
    is_known: BoolArray
    left: Int64Array
    stack: Int32Array
    before: Int64Array
    after: Int64Array


class Onward(NamedTuple):
    """What is known of a destination, before the planned departure or from it on.

    by_road  what the way takes from a platform on, by road int64[q, u]
    """

    egress: Egress
    labels: Labels
    by_road: ByRoad
    sums: Sums


Layers = tuple[Onward, Onward]
"""Before the planned departure, and from it on."""


ANYWHERE = -1
"""No origin of one's own: see `egress_of`."""


@kernel
def egress_of(ends: Ends, end: int, origin: int, ratio: float, limits: Limits) -> Egress:
    """Return how one gets to a destination.

    origin  only the trip from there is searched for, so that all its bounds hold; or ANYWHERE
    ratio, limits  as in `Egress`
    """
    cost, near, leg = ends.cost[end], ends.is_near[end], ends.leg_km[end]
    km, crow_km = ends.km[end], ends.crow_km[end]
    toward = crow_km, ends.near_km[end], ends.first_km[end]
    away = crow_km, crow_km, crow_km
    is_bound = False
    if origin != ANYWHERE:
        cost = np.where(km <= leg[origin], cost, NEVER)
        away = ends.from_km[origin], ends.back_km[origin], ends.last_km[origin]
        is_bound = near[origin]
    return Egress(cost, km, *toward, *away, near, leg, is_bound, ratio, limits)
