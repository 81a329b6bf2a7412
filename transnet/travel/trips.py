"""Trips between all places in one state: a drive, or rides by an optimal strategy.

See `kernels.strategies` for what a strategy is. The choice counts schedule delay; what is reported
as travel time depends on the reading of waits:

    timetable    travellers know the timetable and set out for a departure. Each would have left at
                 another time by some minutes: displacement, a quarter of the headway on average for
                 desired departures spread evenly over even gaps. The choice counts it by
                 `displacement_weight`; it is reported beside the travel time
    first_come   travellers go when they like and wait for what comes: half the headway, up to the
                 cap, is part of the travel time. They go to one stop and wait there, for nobody
                 knows elsewhere what departs first

After a change one waits for the next departure in either reading; that is in leg `transfer`.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from transnet.base.units import UNREACHABLE_MS, FloatArray, Int32Array, ms_to_minutes
from transnet.kernels.search.tree_paths import path_sums_at
from transnet.kernels.strategies.departures import all_trips
from transnet.kernels.strategies.first_options import Access, Ends, First, Problem, Rules, Values
from transnet.kernels.strategies.optimal import NEVER, Supply, Wait
from transnet.model.network import BoolArray, Network
from transnet.supply.boardings import Boardings, boardings_of
from transnet.supply.common_lines import TRAINS_UNIT
from transnet.supply.costs import ArcCosts, Costs
from transnet.supply.kinds import ROAD_MODES, ArcKind, Impedance, Mode, NodeKind
from transnet.supply.overrides import Parameters
from transnet.supply.road_limits import RoadLimits, road_limits
from transnet.supply.road_metres import road_metres
from transnet.supply.strategies import (
    DAY_MIN,
    Amounts,
    Roads,
    access_of,
    ends_of,
    pools_of,
    search_roads,
    supply_of,
    values_of,
    wait_of,
)
from transnet.supply.topology import Topology
from transnet.supply.weights import ModeSet, modes_of, restrict
from transnet.travel.leg_tables import LEGS, MEANS, as_drives, leg_values, rides_by_means
from transnet.travel.provenance import weak_arcs, weak_entries
from transnet.travel.rides_between import rides_between

Waits = Literal["timetable", "first_come"]

_WISHED_MIN = 960.0  # 06:00 to 22:00: the span over which wishes are spread
_FARTHEST_MIN = _WISHED_MIN / 2  # from the mean wish to a train at one end of that day
_DISPLACED = 0.5  # of the mean wait for the next departure: one may go earlier as well as later
_AMOUNTS: tuple[Impedance, ...] = ("money", "generalised_cost", "co2")
_SUMMED = len(LEGS) + len(MEANS)

Int64Array = npt.NDArray[np.int64]
_Shared = tuple[Supply, Values, Access, Ends]


@dataclass(frozen=True, eq=False)
class TripTable:
    """Trips from each place to each, in table order.

    travel    int64[o, d], ms; UNREACHABLE_MS where there is none
    rate      int64[o, d], departures a day of 24 hours that one waits for first, in ten-thousandths
    drives    bool[o, d]
    sums      int64[12, o, d], as `leg_values`
    amounts   by impedance int64[o, d]: fen, grams; as far as the network has prices
    waits     whether the wait for the first departure is part of the travel time
    uneven    mean wait over that of even gaps between trains
    displacement_weight  what a minute of displacement counts for in the choice
    chosen_by  int64[o, d], what trips are chosen by, in ms; None where that is no time
    """

    travel: Int64Array
    rate: Int64Array
    drives: npt.NDArray[np.bool_]
    sums: Int64Array
    amounts: Mapping[Impedance, Int64Array]
    waits: bool
    uneven: float
    displacement_weight: float = 1.0
    chosen_by: Int64Array | None = None

    @property
    def displacement_min(self) -> FloatArray:
        """Mean minutes from the wished departure to the one that is taken, [o, d].

        0 for drives, and where one waits instead. At most half the day over which wishes are
        spread: so far is the mean wish from one train at the beginning or end of it.
        """
        spread = self.uneven * DAY_MIN * TRAINS_UNIT / 4 / np.maximum(self.rate, 1)
        found = np.where(self.drives | self.waits, 0.0, np.minimum(spread, _FARTHEST_MIN))
        return np.where(self.travel < UNREACHABLE_MS, found, np.nan)

    @property
    def choice_min(self) -> FloatArray:
        """Minutes that trips are chosen by: travel and, by their weights, displacement, long roads.

        [o, d]; inf where there is none. Unlike the travel time it never grows where more runs.
        """
        if self.chosen_by is not None:
            return ms_to_minutes(
                np.where(self.travel < UNREACHABLE_MS, self.chosen_by, self.travel)
            )
        displaced = np.nan_to_num(self.displacement_min) * self.displacement_weight
        return ms_to_minutes(self.travel) + displaced


class TripSearch:
    """Searches for trips in one state of a network.

    priced      what services cost
    costs       what arcs cost, and the impedance that trips are chosen by
    to          rows of the places that trips by some ride are sought to, ascending; None for all
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
        self.to: npt.NDArray[np.intp] | None = None
        self._firsts: dict[ModeSet, First] = {}

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
        other._waits, other._ready, other._firsts = waits, {}, {}
        return other

    def table(self, using: ModeSet, wanted: BoolArray | None = None) -> TripTable:
        """Return the trips of one way of travelling: best, drive, public, rail or carfree.

        wanted  bool[o, d], pairs whose rides are looked for; None for all. Others drive, or have no
                trip
        """
        roads = self.roads(using)
        cost, drive = self._drive(roads, using)
        if using == "drive":
            return drive
        trips = rides_between(self.ready(using), self.first(using), cost, wanted, self.to)
        drives = (cost <= trips.cost) & (cost < NEVER)
        reached = drives | (trips.cost < NEVER)
        found = trips.values.transpose(2, 0, 1)
        values = np.where(drives, drive.sums, np.concatenate([found[:_SUMMED], found[-1:]]))
        return TripTable(
            travel=np.where(reached, values[: len(LEGS)].sum(axis=0), UNREACHABLE_MS),
            rate=np.where(drives | ~reached, 0, trips.rate),
            drives=drives,
            sums=values,
            amounts={
                name: np.where(drives, drive.amounts[name], found[at])
                for at, name in enumerate(self.priced_by, start=_SUMMED)
            },
            waits=self._waits == "first_come",
            uneven=self._uneven,
            displacement_weight=self._displacement_weight,
            chosen_by=np.minimum(cost, trips.cost) if self.costs.impedance == "time" else None,
        )

    def drives(self, using: ModeSet) -> tuple[Int64Array, TripTable]:
        """Return the cost of driving from each place to each, NEVER where one can't, and trips."""
        return self._drive(self.roads(using), using)

    def to_stops(self, origin: int) -> Int32Array:
        """Return the time from a place, by its row, to the kerb of each stop, int32[stops], ms.

        UNREACHABLE_MS where one can't ride to.
        """
        boardings, amounts = self.boardings, self.amounts
        ready = self.ready("best")
        leave = amounts.arcs[boardings.alight]
        here = boardings.stop == np.arange(len(self.topology.stops.ids))[:, np.newaxis]
        left = amounts.arc_values[:, boardings.alight].T.astype(np.int64)
        ends = Ends(
            cost=np.where(here, np.minimum(leave, NEVER), NEVER),
            km=np.zeros(here.shape),
            values=np.ascontiguousarray(np.broadcast_to(left, (*here.shape, left.shape[1]))),
        )
        first, last = ready.access.first[origin : origin + 2]
        chosen = slice(first, last)
        access = Access(
            np.array([0, last - first], dtype=np.int32),
            ready.access.platform[chosen],
            ready.access.cost[chosen],
            ready.access.km[chosen],
            ready.access.values[chosen],
        )
        (trips,) = all_trips(ready._replace(access=access, ends=ends), (self._first(access),))
        travel = trips.values[0, :, : len(LEGS)].sum(axis=1)
        return np.where(trips.cost[0] < NEVER, travel, UNREACHABLE_MS).astype(np.int32)

    def roads(self, using: ModeSet) -> Roads:
        """Return the ways by road that a way of travelling may use; searched once."""
        if using not in self._roads:
            self._roads[using] = self._search_roads(using)
        return self._roads[using]

    def ready(self, using: ModeSet) -> Problem:
        """Return what the kernels take; made once."""
        if using not in self._ready:
            self._ready[using] = self._problem(using)
        return self._ready[using]

    def first(self, using: ModeSet) -> First:
        """Return how the first departure is chosen; made once."""
        if using not in self._firsts:
            self._firsts[using] = self._first(self.ready(using).access)
        return self._firsts[using]

    def _search_roads(self, using: ModeSet) -> Roads:
        is_open = restrict(self.costs.times, self.topology, using) < UNREACHABLE_MS
        # Access and parking are closed to some ways of travelling that still use the road.
        for kind in (ArcKind.ACCESS, ArcKind.PARK):
            arcs = self.topology.arcs_of[kind]
            is_open[arcs] = self.costs.times.total[arcs] < UNREACHABLE_MS
        cost = np.where(is_open, self.amounts.arcs, UNREACHABLE_MS)
        places = [str(place) for place in self.network["places"]["place_id"].tolist()]
        duration = None if self.pools else self.costs.times.total
        metres = road_metres(self.network, self.topology, self.costs.times.streets)
        both = places, places if self.to is None else [places[row] for row in self.to]
        return search_roads(self.topology, cost, metres, both, duration)

    def _problem(self, using: ModeSet) -> Problem:
        limits = road_limits(self._read, using, self.costs.impedance)
        if using not in self._ways:
            self._ways[using] = self._shared(using, self.roads(using), limits)
        return Problem(*self._ways[using], self._rules(limits.ratio))

    def _shared(self, using: ModeSet, roads: Roads, limits: RoadLimits) -> _Shared:
        """Return what both readings of waits share."""
        topology, boardings, amounts = self.topology, self.boardings, self.amounts
        trains = self.costs.times.pairs.departures.trains
        if using == "rail":
            ridden = boardings.mode[boardings.to_platform]
            trains = np.where(np.isin(ridden, (Mode.AIR, *ROAD_MODES)), 0, trains)
        span = self._read.by_mode("service_span_min", modes_of(topology))
        return (
            supply_of(boardings, amounts, trains, span),
            values_of(boardings, amounts, LEGS.index("transfer"), len(LEGS)),
            access_of(topology, boardings, roads, amounts, limits),
            ends_of(topology, boardings, roads, amounts, limits),
        )

    def _drive(self, roads: Roads, using: ModeSet) -> tuple[Int64Array, TripTable]:
        """Return the cost of driving from each place to each, NEVER where one can't, and trips."""
        topology = self.topology
        doors = np.flatnonzero(topology.node_kind == NodeKind.DOOR_IN)
        doors = doors[np.argsort(topology.node_row[doors])]
        cost = roads.out_times[:, doors].astype(np.int64)
        if using not in ("best", "drive"):
            cost = np.full_like(cost, NEVER)
        trees = roads.out_arcs, topology.tails, np.ascontiguousarray(self.amounts.arc_values.T)
        sums = path_sums_at(*trees, roads.out_times, doors.astype(np.int32)).transpose(2, 0, 1)
        reached = cost < NEVER
        values = np.where(reached, np.concatenate([sums[:_SUMMED], sums[-1:]]), 0)
        values = as_drives(values, reached)
        travel = np.where(reached, values[: len(LEGS)].sum(axis=0), UNREACHABLE_MS)
        amounts = {name: sums[at] for at, name in enumerate(self.priced_by, start=_SUMMED)}
        rates = np.zeros_like(travel), reached
        return cost, TripTable(travel, *rates, values, amounts, waits=False, uneven=1.0)

    @property
    def priced_by(self) -> list[Impedance]:
        """Impedances that trips have an amount of, in the order of their values."""
        return [name for name in _AMOUNTS if name in self.costs.amounts]

    @cached_property
    def amounts(self) -> Amounts:
        """Return what arcs and entries take, marks of weak rows last."""
        network, topology, times = self.network, self.topology, self.costs.times
        entry = self._priced.entry_amounts
        of_arcs = leg_values(topology, times, weak_arcs(network, topology, times))
        more = [self.costs.amounts[name][np.newaxis] for name in self.priced_by]
        pairs = topology.pairs
        count = len(pairs.pattern)
        legs = np.zeros((len(LEGS), count), dtype=np.int64)
        legs[LEGS.index("ride")] = entry["time"]
        means = rides_by_means(topology.lines.mode[pairs.pattern])
        of_entries = [legs, means, *(entry[name][np.newaxis] for name in self.priced_by)]
        is_open = times.total < UNREACHABLE_MS
        by = self.costs.impedance
        return Amounts(
            arcs=np.where(is_open, self.costs.amounts[by].astype(np.int64), UNREACHABLE_MS),
            entries=entry[by],
            arc_values=np.concatenate([of_arcs[:_SUMMED], *more, of_arcs[-1:]]).astype(np.int32),
            entry_values=np.concatenate([*of_entries, [weak_entries(network, topology)]]).astype(
                np.int64
            ),
        )

    def _first(self, access: Access) -> First:
        waits, stop = self._waits == "first_come", self.boardings.stop
        worth = np.zeros(len(self._names))
        if not waits:
            share = _DISPLACED * self._displacement_weight * self._uneven
            farthest = _FARTHEST_MIN / (_DISPLACED * self._uneven)
            cost, ms = self._in_cost_and_ms(share, farthest, 0.0)
            # Displacement is no part of a trip: it stands beside it, in money as in time.
            return First(pools_of(access, np.zeros_like(stop)), cost, ms, worth)
        share = self._read("schedule_delay_share") * self._uneven
        cost, ms = self._in_cost_and_ms(share, *self._cap)
        worth[LEGS.index("wait")] = 1.0
        self._price(worth)
        return First(pools_of(access, stop), cost, ms, worth)

    def _rules(self, ratio: float) -> Rules:
        cost, ms = self._in_cost_and_ms(self._uneven, *self._cap)
        worth = np.zeros(len(self._names))
        worth[LEGS.index("transfer")] = 1.0
        self._price(worth)
        return Rules(cost, ms, worth, ratio, len(LEGS))

    @property
    def _names(self) -> list[str]:
        """What the values of a trip are."""
        return [*LEGS, *MEANS, *self.priced_by, "weak"]

    def _price(self, worth: FloatArray) -> None:
        """Let a wait count in money, where the network has prices."""
        if "generalised_cost" in self._names:
            worth[self._names.index("generalised_cost")] = self.wait_fen_per_ms

    @property
    def _cap(self) -> tuple[float, float]:
        return self._read("wait_cap_min"), self._read("wait_beyond_cap_share")

    @property
    def _displacement_weight(self) -> float:
        name = "displacement_weight"
        return self._read(name) if self._read.has(name) else 1.0

    @property
    def _uneven(self) -> float:
        """Mean wait over that of even gaps between trains."""
        return 1.0 + (self._read(name) if self._read.has(name := "departure_irregularity") else 0.0)

    def _in_cost_and_ms(self, share: float, cap_min: float, beyond: float) -> tuple[Wait, Wait]:
        in_ms = wait_of(share, cap_min, beyond)
        if self.costs.impedance == "time":
            return in_ms, in_ms
        return wait_of(share, cap_min, beyond, self._priced.wait_fen_per_ms), in_ms
