"""A trip in short: its minutes, by what means it goes, and where most who take it board first."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np

from transnet.base.units import MS_PER_MIN, UNREACHABLE_MS
from transnet.supply.costs import Costs
from transnet.supply.kinds import ModeSet
from transnet.supply.overrides import Parameters
from transnet.supply.own_legs import OwnLegs
from transnet.travel.carless_trips import goes_carless
from transnet.travel.model import TravelModel
from transnet.travel.paths import Graph
from transnet.travel.strategy_legs import totals_of
from transnet.travel.strategy_path import Strategy, open_strategy
from transnet.travel.trip_path import NOWHERE, End, Way
from transnet.travel.trip_table import TripTable
from transnet.travel.trips import TripSearch

_SHARE_DECIMALS = 6  # of shares that are equal but for how they were added up


def way_between(model: TravelModel, ends: tuple[int, int], using: ModeSet = "best") -> Way:
    """Return the trip between two places by their rows in the table; only this one is sought.

    Its minutes are those of `TravelModel.path` by time.
    """
    if ends[0] == ends[1]:
        return Way(0.0, 0.0, 0.0, "", NOWHERE)
    goes, search, trips = _found(model, ends, using)
    if trips.travel[ends] == UNREACHABLE_MS:
        return Way(math.inf, 0.0, math.inf, "", NOWHERE)
    total = totals_of(trips, ends)
    boarded = NOWHERE
    if not trips.drives[ends]:
        graph = Graph(model.network, model.topology, model.times)
        boarded = _boarded(graph, search, open_strategy(search, goes, ends, trips))
    return Way(
        total.ms / MS_PER_MIN,
        total.displaced_ms / MS_PER_MIN,
        float(trips.choice_min[ends]),
        total.mode,
        boarded,
    )


def _found(
    model: TravelModel, ends: tuple[int, int], using: ModeSet
) -> tuple[ModeSet, TripSearch, TripTable]:
    """Return how one goes between two places, with the search and the table of this trip."""
    search, wanted = _search(model, using), np.zeros((len(model.place_ids),) * 2, np.bool_)
    wanted[ends] = True
    trips = search.table(using, wanted)
    if using == "public":
        other = _found(model, ends, "carfree")
        if goes_carless(trips, other[2], "time")[ends]:
            return other
    return using, search, trips


def _search(model: TravelModel, using: ModeSet) -> TripSearch:
    """Return a search by time, in which nothing has a price but for those without a car."""
    of_tables = model.network, model.topology
    read, carless = Parameters(model.network, model.parameters), using == "carfree"
    priced = Costs(*of_tables, model.times, model.parameters, priced=carless)
    costs = priced.by("time")
    if carless:
        costs = OwnLegs(*of_tables, read).costs(costs, priced)
    return TripSearch(*of_tables, priced, costs, read, model.waits)


def _boarded(graph: Graph, search: TripSearch, strategy: Strategy) -> End:
    """Return the station where most board first; of equals that with the first id."""
    shares: defaultdict[End, float] = defaultdict(float)
    for entry, share in strategy.first.items():
        shares[graph.end(int(graph.topology.tails[search.ride_arcs[entry]]))] += share
    by_share = sorted(shares, key=lambda end: (-round(shares[end], _SHARE_DECIMALS), end.id))
    return by_share[0] if by_share else NOWHERE
