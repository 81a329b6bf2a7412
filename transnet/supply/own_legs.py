"""Ways of those without a car to a ride, from it and all the way: city bus or cycle, or on foot.

To a ride they go where the tables give a way between the own seat and a stop; all the way, over any
road. It takes its length over the door-to-door speed of buses and cycles, or as long as one walks
where that is no slower or nothing is said of buses. The fare is flat, paid at the stop or at the
end of the whole way; CO2 is that of a bus. At the peak buses keep their timetable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from transnet.base.units import (
    FEN_PER_YUAN,
    UNREACHABLE_MS,
    FloatArray,
    Int32Array,
    minutes_to_ms,
    to_whole,
)
from transnet.model.network import BoolArray, Network
from transnet.supply.arc_records import Key
from transnet.supply.costs import ArcCosts, Costs
from transnet.supply.kinds import BUS_OR_CYCLE, STREET_KINDS, WALK, ArcKind, Impedance
from transnet.supply.overrides import Parameters
from transnet.supply.prices import CO2_KEYS, MONEY_KEYS, OWN_LEG_FARE, OWN_LEG_SPEED
from transnet.supply.street_costs import StreetWays
from transnet.supply.streets import StreetTimes
from transnet.supply.topology import Topology

_AT_STOPS = (ArcKind.ACCESS, ArcKind.EGRESS)
_EMISSION: Key = ("emission_gco2_per_pkm", "bus")

_WAYS = (ArcKind.DRIVE, *_AT_STOPS, *STREET_KINDS)
_PAID = (ArcKind.PARK, *_AT_STOPS)
Keys = Mapping[ArcKind, tuple[Key, ...]]


def price_keys(own_mode: str) -> tuple[Keys, Keys]:
    """Return what an arc's money and its CO2 are made of, by kind of arc.

    own_mode  as `ArcCosts` has it
    """
    if not own_mode:
        return MONEY_KEYS, CO2_KEYS
    fare, emission = ((OWN_LEG_FARE,), (_EMISSION,)) if own_mode == BUS_OR_CYCLE else ((), ())
    free = dict.fromkeys(_WAYS, ())
    return (
        {**MONEY_KEYS, **free, **dict.fromkeys(_PAID, fare)},
        {**CO2_KEYS, **dict.fromkeys(_WAYS, emission)},
    )


def are_walked(network: Network, topology: Topology, arcs: Sequence[int]) -> bool:
    """Return whether the ways to a stop or from it among some arcs are walks of the tables."""
    rows = [int(topology.arc_row[arc]) for arc in arcs if topology.arc_kind[arc] in _AT_STOPS]
    return bool(rows) and bool((network["access"]["mode"].iloc[rows] == WALK).all())


@dataclass(frozen=True)
class OwnLegs:
    """What ways from seats to stops and seats take without a car, in one state of a network."""

    network: Network
    topology: Topology
    read: Parameters

    @cached_property
    def speed_kmh(self) -> float:
        """The faster of bus or cycle and walking."""
        return max(self._bus_kmh, self.read("walk_speed_kmh"))

    @cached_property
    def mode(self) -> str:
        """How one goes where the tables don't say that one walks."""
        return BUS_OR_CYCLE if self._bus_kmh > self.read("walk_speed_kmh") else WALK

    @property
    def _bus_kmh(self) -> float:
        return self.read(*OWN_LEG_SPEED) if self.read.has(*OWN_LEG_SPEED) else 0.0

    def costs(self, costs: ArcCosts, pricing: Costs) -> ArcCosts:
        """Return what arcs take when one has no car, given what they take with one."""
        times, amounts = costs.times, {name: each.copy() for name, each in costs.amounts.items()}
        total, streets = times.total.copy(), self._streets(times.streets)
        for kind, (km, own) in self._ways(streets).items():
            arcs = self.topology.arcs_of[kind]
            goes = own & (total[arcs] < UNREACHABLE_MS)
            ms = minutes_to_ms(np.where(goes, 60.0 * km / self.speed_kmh, 0.0))
            total[arcs] = np.where(goes, ms, total[arcs])
            amounts["time"][arcs] = np.where(goes, ms, amounts["time"][arcs])
            for name, paid in self._paid(kind, km, ms, pricing).items():
                amounts[name][arcs] = np.where(goes, paid, amounts[name][arcs])
        return replace(
            costs,
            times=replace(times, total=total, streets=streets),
            amounts=amounts,
            ways=self._street_ways(streets),
            own_mode=self.mode,
        )

    def _ways(self, streets: StreetTimes | None) -> Mapping[ArcKind, tuple[FloatArray, BoolArray]]:
        """Return by kind the km of its arcs, and which of them one goes without a car."""
        access, rows_of = self.network["access"], self.topology.rows_of
        km, by_road = access["length_km"].to_numpy(np.float64), access["mode"].to_numpy() != WALK
        found = {kind: (km[rows_of[kind]], by_road[rows_of[kind]]) for kind in _AT_STOPS}
        road_km = self.network["roads"]["length_km"].to_numpy(np.float64)[rows_of[ArcKind.DRIVE]]
        found[ArcKind.DRIVE] = road_km, np.ones(len(road_km), dtype=np.bool_)
        ends = len(rows_of[ArcKind.PARK])
        found[ArcKind.PARK] = np.zeros(ends), np.ones(ends, dtype=np.bool_)
        if self.topology.streets is not None and streets is not None:
            length = self.topology.streets.least_km(streets).ravel()
            length = np.where(np.isfinite(length), length, 0.0)
            for kind in STREET_KINDS:
                rows, any_way = rows_of[kind], kind == ArcKind.STREET
                found[kind] = (length[rows], any_way | self.topology.streets.own_ways[rows])
        return found

    def _paid(
        self, kind: ArcKind, km: FloatArray, ms: Int32Array, pricing: Costs
    ) -> Mapping[Impedance, Int32Array]:
        """Return money, generalised cost and CO2 of ways, as far as the network has prices."""
        rides = self.mode == BUS_OR_CYCLE
        paid: dict[Impedance, Int32Array] = {}
        if not pricing.missing("money"):
            fare = self.read(*OWN_LEG_FARE) if rides and kind in _PAID else 0.0
            paid["money"] = to_whole(np.full(len(km), fare), FEN_PER_YUAN)
        if not pricing.missing("generalised_cost"):
            paid["generalised_cost"] = paid["money"] + to_whole(ms, pricing.fen_per_ms)
        if not pricing.missing("co2"):
            paid["co2"] = to_whole(km * (self.read(*_EMISSION) if rides else 0.0), 1)
        return paid

    def _streets(self, times: StreetTimes | None) -> StreetTimes | None:
        """Return the state of the streets whose ways are the shortest."""
        streets = self.topology.streets
        if streets is None or times is None:
            return None
        km = streets.least_km(times)
        ms = minutes_to_ms(60.0 * km / self.speed_kmh)
        between = np.where(times.between < UNREACHABLE_MS, ms, UNREACHABLE_MS).astype(np.int32)
        metric = streets.by_length(times)
        return replace(times, metric=metric, between=between, taxi_metric=None)

    def _street_ways(self, times: StreetTimes | None) -> Mapping[ArcKind, StreetWays]:
        streets = self.topology.streets
        if streets is None or times is None:
            return {}
        km = np.where(times.between < UNREACHABLE_MS, streets.least_km(times), 0.0).ravel()
        ways = StreetWays(times.metric, times.between.ravel(), km, np.zeros_like(km))
        return dict.fromkeys(STREET_KINDS, ways)
