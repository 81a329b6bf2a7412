"""Trips between all places in one state: a drive, or rides by an optimal strategy.

See `kernels.strategies` for what a strategy is. The choice counts schedule delay; what is reported
as travel time depends on the reading of waits:

    timetable    travellers know the timetable and plan for one departure, anywhere along the way.
                 Each would have left at another time by some minutes: displacement, a quarter of
                 the headway on average for desired departures spread evenly over even gaps. The
                 choice counts it by `displacement_weight`; it is reported beside the travel time.
                 Whatever they ride before or after the planned departure they wait for, half the
                 headway, however long that is
    first_come   travellers go when they like and wait for what comes: half the headway, up to the
                 cap, is part of the travel time, first and after a change. They go to one stop and
                 wait there, for nobody knows elsewhere what departs first

A wait after a change is in leg `transfer`, one at the start in leg `wait`.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt

from transnet.base.units import UNREACHABLE_MS, Int32Array
from transnet.kernels.strategies.optimal import NEVER, Supply
from transnet.kernels.strategies.problem import Access, Ends, Problem, Values
from transnet.kernels.strategies.sums import Trips
from transnet.kernels.strategies.trip_tables import (
    Chosen,
    RestRules,
    Table,
    fill_drives,
    put_together,
)
from transnet.model.network import BoolArray, Network
from transnet.supply.boardings import Boardings, boardings_of, doors_into
from transnet.supply.costs import ArcCosts, Costs
from transnet.supply.kinds import ROAD_MODES, ArcKind, Impedance, Mode, ModeSet
from transnet.supply.overrides import Parameters
from transnet.supply.road_limits import RoadLimits, road_limits
from transnet.supply.road_metres import road_metres
from transnet.supply.road_ways import Amounts, access_of, drive_sums, ends_of, road_values
from transnet.supply.searched_roads import Roads, SearchedGraph, search_roads, searched_graphs
from transnet.supply.strategies import supply_of, values_of
from transnet.supply.topology import Topology
from transnet.supply.weights import modes_of, restrict
from transnet.travel.departure_rules import DISPLACED, DepartureRules, Waits
from transnet.travel.drive_rests import NO_RESTS, Rest, rest_ms, rest_rules
from transnet.travel.known_rides import fastest_ways, known_trips
from transnet.travel.leg_names import LEGS, MEANS
from transnet.travel.leg_tables import drive_rows, entry_values, leg_values
from transnet.travel.provenance import weak_arcs, weak_entries
from transnet.travel.rides_between import rides_between, unbound_ends
from transnet.travel.trip_table import TripTable

_AMOUNTS: tuple[Impedance, ...] = ("money", "generalised_cost", "co2")
_SUMMED = len(LEGS) + len(MEANS)

Int64Array = npt.NDArray[np.int64]
_Shared = tuple[Supply, Values, Access, Ends]


class TripSearch:
    """Searches for trips in one state of a network.

    priced      what services cost
    costs       what arcs cost, and the impedance that trips are chosen by
    to          rows of the places that trips by some ride are sought to, ascending; None for all
    froms       rows of the places that trips lead from, ascending; None for all. Tables have a row
                for each of them, and a column for each place
    """

    def __init__(
        self,
        network: Network,
        topology: Topology,
        priced: Costs,
        costs: ArcCosts,
        parameters: Parameters,
        waits: Waits,
    ) -> None:
        self.network, self.topology, self.costs = network, topology, costs
        self._priced, self._read, self._waits = priced, parameters, waits
        self._roads: dict[ModeSet, Roads] = {}
        self._ready: dict[ModeSet, Problem] = {}
        self._ways: dict[ModeSet, _Shared] = {}
        self._drives: dict[ModeSet, tuple[Int64Array, TripTable]] = {}
        self.to: npt.NDArray[np.intp] | None = None
        self.froms: npt.NDArray[np.intp] | None = None

    @property
    def boardings(self) -> Boardings:
        """Platforms, positions, entries and links."""
        return boardings_of(self.topology)

    @cached_property
    def ride_arcs(self) -> npt.NDArray[np.int64]:
        """The RIDE arc of each entry of the ride pairs, int64[e]."""
        arcs = self.topology.arcs_of[ArcKind.RIDE]
        of_pair = np.empty(len(arcs), dtype=np.int64)
        of_pair[self.topology.arc_row[arcs]] = arcs
        found: npt.NDArray[np.int64] = of_pair[self.topology.pairs.of_entry]
        return found

    @property
    def pools(self) -> bool:
        """Whether a wait counts, so that departures of several stations are one set."""
        if self.costs.impedance == "generalised_cost":
            return self._priced.fen_per_ms > 0
        return self.costs.impedance == "time"

    @property
    def plans(self) -> bool:
        """Whether travellers know the timetable, and plan for a departure."""
        return self._departures.plans

    @property
    def entry_amounts(self) -> Mapping[Impedance, Int64Array]:
        """What a ride takes by entry of the ride pairs."""
        return self._priced.entry_amounts

    @property
    def wait_fen_per_ms(self) -> float:
        """What a millisecond of waiting is worth, in fen; 0 where the network has no prices."""
        known = "generalised_cost" in self.costs.amounts
        return self._priced.wait_fen_per_ms if known else 0.0

    def reading(self, waits: Waits) -> TripSearch:
        """Return the search with waits read in another way; what both share is shared."""
        other = copy(self)
        other._waits, other._ready = waits, {}
        return other

    def table(self, using: ModeSet, wanted: BoolArray | None = None) -> TripTable:
        """Return the trips of one way of travelling: best, drive, public, rail or carfree.

        wanted  bool[o, d], pairs whose rides are looked for; None for all. Others drive, or have no
                trip
        """
        cost, drive = self.drives(using)
        if using == "drive":
            return drive
        bounds, tables = self.bounds(using), self.topology.tables
        known = tables, self.froms is None
        trips = rides_between(self.ready(using), bounds, wanted, self.to, known)
        find = partial(self._put_together, cost, drive, trips)
        if wanted is None:
            return find()
        by = cost, drive, trips, self._departures.displacement_weight, *self.priced_by
        return tables.kept(("trips", self.costs.impedance), by, find)

    def _put_together(self, cost: Int64Array, drive: TripTable, trips: Trips) -> TripTable:
        """Return the best of drives, given what they cost, and trips by some ride."""
        weight, by_time = self._departures.displacement_weight, self.costs.impedance == "time"
        by = Chosen(by_time, weight, self.names.index(DISPLACED), len(LEGS))
        travel, displaced, choice = np.empty((3, *cost.shape), dtype=np.int64)
        drives, rides = np.empty((2, *cost.shape), dtype=np.bool_)
        found = Table(travel, displaced, choice, drives, rides, np.empty_like(drive.sums))
        put_together(cost, (drive.travel, drive.sums), trips, by, found)
        amounts = {name: np.where(drives, drive.amounts[name], 0) for name in self.priced_by}
        for at, of_trips in enumerate(amounts.values(), start=_SUMMED):
            of_trips[rides] = trips.values[rides, at]
        own = weight, self.costs.own_mode
        return TripTable(travel, displaced, choice, drives, found.sums, amounts, *own)

    def bounds(self, using: ModeSet) -> Int64Array:
        """Return what trips by some ride cost less than, int64[o, d]: a drive, and the longest."""
        return np.minimum(self.drives(using)[0], self._departures.too_long)

    def drives(self, using: ModeSet) -> tuple[Int64Array, TripTable]:
        """Return the cost of driving from each place to each, NEVER where one can't, and trips.

        Those without a car go all the way by bus, by cycle or on foot, as far as they go to a ride.
        """
        if using not in self._drives:
            self._drives[using] = self._all_drives(using)
        return self._drives[using]

    def _all_drives(self, using: ModeSet) -> tuple[Int64Array, TripTable]:
        """Return the same; states with the same roads share the drives of those with a car."""
        find = partial(self._found_drives, using)
        if using not in ("best", "drive"):
            return find()
        taken = road_values(self.topology, self.amounts)
        valued = "generalised_cost" in self.costs.amounts
        rests = rest_rules(self._read), self._priced.fen_per_ms if valued else 0.0
        by = self.roads(using), taken, *rests, *self.priced_by, self.costs.own_mode
        return self.topology.tables.kept(("drives", using, self.costs.impedance), by, find)

    def _found_drives(self, using: ModeSet) -> tuple[Int64Array, TripTable]:
        cost = self.roads_all_the_way(using).times_from(self._doors()).astype(np.int64)
        if using == "carfree":
            cost[~self._own_ways] = NEVER
        elif using not in ("best", "drive"):
            cost = np.full_like(cost, NEVER)
        drive, rests = self._drive(cost, using)
        return np.where(cost < NEVER, cost + self._worth(rests, self.costs.impedance), cost), drive

    def rest_on(self, arcs: Int32Array) -> Rest:
        """Return the rest on the drive along some arcs, the parking at its end among them."""
        drive_ms = self.costs.times.total[arcs].sum(dtype=np.int64, keepdims=True)
        rest = rest_ms(self._rest_rules, drive_ms)
        return Rest(int(rest[0]), int(self._worth(rest, "generalised_cost")[0]))

    @property
    def _rest_rules(self) -> RestRules:
        """How one rests on drives; those without a car ride, cycle or walk."""
        return NO_RESTS if self.costs.own_mode else rest_rules(self._read)

    def _worth(self, rests: Int64Array, by: Impedance) -> Int64Array:
        """Return what rests count for by time and generalised cost: money and CO2 take none."""
        if by == "time":
            return rests
        prices = by == "generalised_cost" and by in self.costs.amounts
        worth: Int64Array = np.rint((self._priced.fen_per_ms if prices else 0.0) * rests)
        return worth.astype(np.int64)

    def to_stops(
        self, origin: int, using: ModeSet = "best", within_ms: int = UNREACHABLE_MS
    ) -> Int32Array:
        """Return the time from a place, by its row, to the kerb of each stop, int32[stops], ms.

        within_ms  stops that no ride leads to in so long, waits left out, aren't looked for
        UNREACHABLE_MS where one can't ride to.
        """
        boardings, amounts = self.boardings, self.amounts
        ready = self.ready(using)
        leave = amounts.arcs[boardings.alight]
        here = boardings.stop == np.arange(len(self.topology.stops.ids))[:, np.newaxis]
        left = amounts.arc_values.at(boardings.alight).T.astype(np.int64)
        ends = unbound_ends(np.where(here, np.minimum(leave, NEVER), NEVER), left)
        first, last = ready.access.first[origin : origin + 2]
        chosen = slice(first, last)
        access = Access(
            np.array([0, last - first], dtype=np.int32),
            ready.access.platform[chosen],
            ready.access.cost[chosen],
            ready.access.km[chosen],
            ready.access.by_road,
            ready.access.way[chosen],
        )
        starts = self._departures.starts(access, ready.supply, self.topology)
        nearest = fastest_ways(self.topology.tables, ready.supply, access)
        least = np.where(here, nearest.leave[0], NEVER).min(axis=1, initial=NEVER)
        most = np.where(least < within_ms, NEVER, 0)[np.newaxis]
        problem = ready._replace(access=access, ends=ends, starts=starts)
        trips = known_trips(self.topology.tables, problem, most, origin)
        travel = trips.values[0, :, : len(LEGS)].sum(axis=1)
        return np.where(trips.cost[0] < NEVER, travel, UNREACHABLE_MS).astype(np.int32)

    def roads(self, using: ModeSet) -> Roads:
        """Return the ways by road that a way of travelling may use; searched once."""
        if using not in self._roads:
            self._roads[using] = self._search_roads(using)
        return self._roads[using]

    def roads_all_the_way(self, using: ModeSet) -> Roads:
        """Return the ways by road between places; without a car they aren't those to rides."""
        if using != "carfree":
            return self.roads(using)
        return self._own_roads

    @cached_property
    def _own_roads(self) -> Roads:
        return self._search_roads("drive")

    def ready(self, using: ModeSet) -> Problem:
        """Return what the kernels take; made once."""
        if using not in self._ready:
            self._ready[using] = self._problem(using)
        return self._ready[using]

    def _search_roads(self, using: ModeSet) -> Roads:
        tables = self.topology.tables
        places = tables.texts(self.network, "places", "place_id")
        duration = None if self.pools else self.costs.times.total
        froms, to = (
            places if rows is None else tables.one(("places", end), places[rows])
            for end, rows in (("from", self.froms), ("to", self.to))
        )
        return search_roads(self.topology, *self._by_road(using), (froms, to), duration)

    def searched_graphs(self, using: ModeSet) -> tuple[SearchedGraph, SearchedGraph]:
        """Return the graphs that ways by road are searched in, from places and to places."""
        return searched_graphs(self.topology, *self._by_road(using))

    def _by_road(self, using: ModeSet) -> tuple[Int64Array, Int64Array]:
        """Return cost and metres of each arc that a way by road may take, int64[m] each."""
        is_open = restrict(self.costs.times, self.topology, using) < UNREACHABLE_MS
        # Access and parking are closed to some ways of travelling that still use the road.
        for kind in (ArcKind.ACCESS, ArcKind.PARK):
            arcs = self.topology.arcs_of[kind]
            is_open[arcs] = self.costs.times.total[arcs] < UNREACHABLE_MS
        metres = road_metres(self.network, self.topology, self.costs.times.streets)
        return np.where(is_open, self.amounts.arcs, UNREACHABLE_MS), metres

    def _problem(self, using: ModeSet) -> Problem:
        limits = road_limits(self._read, using, self.costs.impedance)
        if using not in self._ways:
            self._ways[using] = self._shared(using, self.roads(using), limits)
        supply, values, access, ends = self._ways[using]
        starts = self._departures.starts(access, supply, self.topology)
        return Problem(supply, values, access, ends, starts, self._departures.rules(limits.ratio))

    def _shared(self, using: ModeSet, roads: Roads, limits: RoadLimits) -> _Shared:
        """Return what both readings of waits share."""
        topology, boardings, amounts = self.topology, self.boardings, self.amounts
        trains = self.costs.times.pairs.departures.trains
        if using == "rail":
            ridden = boardings.mode[boardings.to_platform]
            trains = np.where(np.isin(ridden, (Mode.AIR, *ROAD_MODES)), 0, trains)
        span = self._read.by_mode("service_span_min", modes_of(topology))
        doors = self._doors(self.to), self._doors(self.froms)
        return (
            supply_of(topology, amounts, trains, span),
            values_of(topology, amounts, LEGS.index("transfer"), len(LEGS)),
            access_of(topology, roads, amounts, limits, self._doors()),
            ends_of(topology, boardings, roads, amounts, limits, doors),
        )

    def _doors(self, places: npt.NDArray[np.intp] | None = None) -> Int32Array:
        """Return where trips to places end, nodes int32[places]; by their rows, None for all."""
        doors = self.topology.tables.made(doors_into, self.topology)
        return doors if places is None else doors[places]

    @property
    def _own_ways(self) -> BoolArray:
        """Which places one goes between without a car and without a ride, bool[o, d].

        None without a bound: nobody walks for days because a network says nothing.
        """
        name = "own_leg_max_km"
        longest = self._read(name) if self._read.has(name) else -1.0
        metres = self.roads_all_the_way("carfree").metres_from(self._doors())
        near: BoolArray = (metres < UNREACHABLE_MS) & (metres <= 1000.0 * longest)
        np.fill_diagonal(near, False)
        return near

    def _drive(self, cost: Int64Array, using: ModeSet) -> tuple[TripTable, Int64Array]:
        """Return the drives from each place to each, given what they cost, and ms of rests."""
        roads = self.roads_all_the_way(using)
        used, taken = drive_sums(self.topology, roads, self._doors(), self.amounts)
        values = np.zeros((_SUMMED + 1, *cost.shape), dtype=np.int64)
        travel, rests = np.empty((2, *cost.shape), dtype=np.int64)
        rows = drive_rows(used, len(self.names) - 1)
        fill_drives(cost, taken, rows, self._rest_rules, (values, travel, rests))
        none = np.zeros_like(cost)
        nowhere = np.where(roads.times_from(self._doors()) < UNREACHABLE_MS, none, -1)
        by_road = {value: taken[:, :, nth] for nth, value in enumerate(used.tolist())}
        amounts = {
            name: by_road.get(at, nowhere) + self._worth(rests, name)
            for at, name in enumerate(self.priced_by, start=_SUMMED)
        }
        own, reached = self.costs.own_mode, cost < NEVER
        return TripTable(travel, none, travel, reached, values, amounts, own_mode=own), rests

    @property
    def priced_by(self) -> list[Impedance]:
        """Impedances that trips have an amount of, in the order of their values."""
        return [name for name in _AMOUNTS if name in self.costs.amounts]

    @cached_property
    def amounts(self) -> Amounts:
        """Return what arcs and entries take, marks of weak rows last."""
        network, topology, times = self.network, self.topology, self.costs.times
        entry, by = self._priced.entry_amounts, self.costs.impedance
        priced, is_weak = self.priced_by, weak_arcs(network, topology, times)
        # Behind the amounts stands displacement, of which no arc takes any.
        of_arcs = tuple(self.costs.amounts[name] for name in priced)
        paid = tuple(entry[name] for name in priced)
        weak = weak_entries(network, topology)
        is_open = times.total < UNREACHABLE_MS
        return Amounts(
            arcs=np.where(is_open, self.costs.amounts[by].astype(np.int64), UNREACHABLE_MS),
            entries=entry[by],
            arc_values=leg_values(topology, times, is_weak, of_arcs),
            entry_values=topology.tables.made(entry_values, topology, entry["time"], paid, weak),
        )

    @property
    def _departures(self) -> DepartureRules:
        by_time = self.costs.impedance == "time"
        per_ms = 1.0 if by_time else self._priced.wait_fen_per_ms
        by = by_time, per_ms, self.wait_fen_per_ms
        return DepartureRules(self._read, self._waits, self.names, *by)

    @property
    def names(self) -> list[str]:
        """What the values of a trip are."""
        return [*LEGS, *MEANS, *self.priced_by, DISPLACED, "weak"]
