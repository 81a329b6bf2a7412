"""What each arc costs a traveller: yuan and kilograms of CO2, by arc and by ride.

Who drives pays fuel or electricity, tolls and parking, shared among those in the car; access to a
stop by road is such a drive, with parking there. Egress by road is by taxi, shared as
well. A ride costs a flat part for boarding and so much a kilometre, nothing where the row of the
service says that one fare holds for any distance. Walking and waiting are free.
What those without a car pay to a stop and from it is in `own_legs`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import InputError, Notice
from transnet.base.language import said
from transnet.base.sphere import chord_km, on_sphere
from transnet.base.units import FEN_PER_YUAN, FloatArray, Int32Array, to_whole
from transnet.model.network import BoolArray, Network
from transnet.supply.arc_records import ARCS, EXHAUST, RIDE_FARE, Key
from transnet.supply.kinds import STREET_KINDS, ArcKind, Mode
from transnet.supply.lookup import StrArray
from transnet.supply.overrides import Parameters
from transnet.supply.ride_km import RideKm, ride_km
from transnet.supply.topology import Topology
from transnet.supply.weights import modes_of

TOLL: Key = ("toll_cny_per_km", "car")
OWN_LEG_SPEED: Key = ("own_leg_kmh", "all")
OWN_LEG_FARE: Key = ("own_leg_cny", "all")
_OFF_TRACK: Key = ("off_track_factor", "")

MONEY_KEYS = {kind: record.money for kind, record in ARCS.items() if record.money}
CO2_KEYS = {kind: record.co2 for kind, record in ARCS.items() if record.co2}
"""Parameters that an arc's price is made of, by kind of arc; kinds left out cost nothing."""

_PRICED_APART = (ArcKind.RIDE, *STREET_KINDS)
_EMU_FARES = ("hsr_350", "emu_250")


@dataclass(frozen=True)
class Price:
    """One amount of every step, in whole fen or grams.

    arcs     int32[m]; 0 on RIDE arcs and those over streets, whose way depends on the impedance
    entries  int64[e], of each entry of the ride pairs
    """

    arcs: Int32Array
    entries: npt.NDArray[np.int64]


class PriceList:
    """Prices of a network on its day; closed arcs have one too.

    Raises InputError from `money` and `co2` where parameters are missing, naming each.
    """

    def __init__(self, network: Network, topology: Topology, parameters: Parameters) -> None:
        self._network, self._topology, self._read = network, topology, parameters

    @cached_property
    def missing_money(self) -> list[Key]:
        """Parameters that the money of a trip needs and the network lacks."""
        extra = (TOLL, ("fast_fare_from_kmh", "all"))
        own = (OWN_LEG_FARE,) if self._read.has(*OWN_LEG_SPEED) else ()
        return self._missing([*self._needed(MONEY_KEYS), *extra, *own])

    @cached_property
    def missing_co2(self) -> list[Key]:
        """Parameters that the CO2 of a trip needs and the network lacks."""
        return self._missing(self._needed(CO2_KEYS))

    @cached_property
    def money(self) -> Price:
        """Fen a traveller."""
        require(self.missing_money)
        read, km = self._read, self.rides
        fare = read.by_mode("fare_cny_per_pkm", [m for m in self._modes if m != Mode.EMU])
        mode = self._topology.pairs.mode[self._topology.pairs.of_entry]
        yuan = fare[mode] * km.total
        if Mode.EMU in self._modes:
            fast, slow = (read("fare_cny_per_pkm", name) for name in _EMU_FARES)
            of_emu = fast * km.fast + slow * (km.total - km.fast)
            yuan = np.where(mode == Mode.EMU, of_emu, yuan)
        yuan = np.where(np.isnan(self._own_fare), yuan, self._own_fare * km.total)
        return self._price(self._yuan, yuan, FEN_PER_YUAN)

    @cached_property
    def co2(self) -> Price:
        """Grams a traveller."""
        require(self.missing_co2)
        rate = self._read.by_mode("emission_gco2_per_pkm", self._modes)
        mode = self._topology.pairs.mode[self._topology.pairs.of_entry]
        return self._price(self._grams, rate[mode] * self.rides.total, 1)

    @cached_property
    def rides(self) -> RideKm:
        """Kilometres of each entry; a network without fares has no fast lines."""
        fast = ("fast_fare_from_kmh", "all")
        from_kmh = np.inf if self._missing([fast]) else self._read(*fast)
        factor = self._read.by_mode("off_track_factor", self._modes)
        by = (
            *(self._column("tracks", name) for name in ("length_km", "design_speed_kmh")),
            self._column("services", "kind"),
            *self._stop_points(),
            (float(from_kmh), *factor.tolist()),
        )
        make = partial(ride_km, self._network, self._topology, factor, from_kmh)
        return self._topology.tables.kept("ride km", by, make)

    @cached_property
    def tolled(self) -> BoolArray:
        """Which roads cost a toll, bool[roads]: as their row says, and motorways else."""
        columns = (self._column("roads", name) for name in ("toll", "road_class"))
        return self._topology.tables.made(_tolled, *columns)

    def keys(self, kinds: Mapping[ArcKind, tuple[Key, ...]], arc: int) -> list[Key]:
        """Return the parameters behind an arc's money (MONEY_KEYS) or CO2 (CO2_KEYS)."""
        topology = self._topology
        kind, row = ArcKind(int(topology.arc_kind[arc])), int(topology.arc_row[arc])
        keys = list(kinds.get(kind, ()))
        if ARCS[kind].table == "access" and self._walked[row]:
            return []
        if kind == ArcKind.TRANSFER_WALK and not self._ridden[row]:
            return [key for key in keys if key[0] == "transfer_walk_min"]
        if kind == ArcKind.TRANSFER_AT_STOP and self._same_ticket(np.array([arc]))[0]:
            return []
        if kinds is MONEY_KEYS and ARCS[kind].table == "roads" and self.tolled[row]:
            keys.append(TOLL)
        if kinds is MONEY_KEYS and kind == ArcKind.RIDE and self._has_own_fare(row):
            keys.remove(RIDE_FARE)
        if kind == ArcKind.RIDE and self.rides.off_track[topology.pairs.entries(row)].any():
            keys.append(_OFF_TRACK)
        at_arc = int(topology.arc_mode[arc])
        return list(_filled(keys, [Mode(at_arc)] if at_arc >= 0 else []))

    @cached_property
    def _own_fare(self) -> FloatArray:
        """Yuan a kilometre by the row of the service, f64[e]; NaN where its mode sets it."""
        lines, pattern = self._topology.lines, self._topology.pairs.pattern
        rows = lines.row[pattern]
        found = np.full(len(rows), np.nan)
        trains = ~lines.flight[pattern]
        found[trains] = self._column("services", "fare_cny_per_pkm")[rows[trains]]
        return found

    def _has_own_fare(self, pair: int) -> bool:
        """Return whether the row of every service of a ride pair sets its fare."""
        return not np.isnan(self._own_fare[self._topology.pairs.entries(pair)]).any()

    @property
    def _modes(self) -> list[Mode]:
        return modes_of(self._topology)

    @cached_property
    def _walked(self) -> BoolArray:
        return self._topology.tables.made(_walked, self._column("access", "mode"))

    @cached_property
    def _ridden(self) -> BoolArray:
        """Which changes between two stops are too long to walk, bool[transfers]."""
        minutes: FloatArray = self._column("transfers", "transfer_min")
        limit = ("transfer_walk_min", "all")
        ridden: BoolArray = minutes > (np.inf if self._missing([limit]) else self._read(*limit))
        return ridden

    def _needed(self, kinds: Mapping[ArcKind, tuple[Key, ...]]) -> list[Key]:
        keys = dict.fromkeys(key for part in kinds.values() for key in part)
        return list(_filled([*keys, _OFF_TRACK], self._modes))

    def _missing(self, keys: Iterable[Key]) -> list[Key]:
        return [key for key in dict.fromkeys(keys) if not self._read.has(*key)]

    def _price(
        self, of_kind: Callable[[ArcKind], FloatArray], rides: FloatArray, unit: float
    ) -> Price:
        arcs = np.zeros(len(self._topology.heads))
        for kind, at in self._topology.arcs_of.items():
            if kind in MONEY_KEYS and kind not in _PRICED_APART:
                arcs[at] = of_kind(kind)
        return Price(to_whole(arcs, unit), to_whole(rides, unit).astype(np.int64))

    def _yuan(self, kind: ArcKind) -> FloatArray:
        """Yuan of each arc of a kind."""
        read, record, arcs = self._read, ARCS[kind], self._topology.arcs_of[kind]
        rows = self._topology.arc_row[arcs]
        if record.table == "roads":
            per_km = self._per_km(kind) + read(*TOLL) * self.tolled[rows]
            return per_km * self._km("roads", rows) / self._sharers(kind)
        if record.table == "access":
            flat = "station_parking_cny" if record.vehicle == "car" else "taxi_boarding_cny"
            paid = read(flat) + self._per_km(kind) * self._km("access", rows)
            return np.where(self._walked[rows], 0.0, paid / self._sharers(kind))
        if kind == ArcKind.PARK:
            return np.full(len(arcs), read("parking_cny") / self._sharers(kind))
        if kind == ArcKind.TRANSFER_WALK:
            return np.where(self._ridden[rows], read("transfer_fare_cny"), 0.0)
        boarding = read.by_mode("boarding_fare_cny", self._modes)[self._topology.arc_mode[arcs]]
        return np.where(self._same_ticket(arcs), 0.0, boarding)

    def _grams(self, kind: ArcKind) -> FloatArray:
        """Grams of CO2 of each arc of a kind."""
        read, record, arcs = self._read, ARCS[kind], self._topology.arcs_of[kind]
        rows = self._topology.arc_row[arcs]
        if record.table in ("roads", "access"):
            grams = self._exhaust(record.vehicle) * self._km(record.table, rows)
            walked = self._walked[rows] if record.table == "access" else np.zeros(len(rows), bool)
            return np.where(walked, 0.0, grams / self._sharers(kind))
        if kind == ArcKind.TRANSFER_WALK:
            per_km = read("emission_gco2_per_pkm", "bus") * read("off_track_factor", "bus")
            return np.where(self._ridden[rows], per_km * self._change_km()[rows], 0.0)
        return np.zeros(len(arcs))

    def street_yuan(self, kind: ArcKind, km: FloatArray, toll_km: FloatArray) -> FloatArray:
        """Yuan of ways over streets of some length, of which a part costs a toll, float64[k]."""
        per_km = self._per_km(kind)
        yuan = per_km * (km - toll_km) + (per_km + self._read(*TOLL)) * toll_km
        return yuan / self._sharers(kind)

    def street_grams(self, kind: ArcKind, km: FloatArray) -> FloatArray:
        """Grams of CO2 of ways over streets of some length, float64[k]."""
        return self._exhaust(ARCS[kind].vehicle) * km / self._sharers(kind)

    def _per_km(self, kind: ArcKind) -> float:
        """Yuan a kilometre of what one goes by on a kind of arc, before tolls."""
        return self._driven() if ARCS[kind].vehicle == "car" else self._read("taxi_cny_per_km")

    def _driven(self) -> float:
        """Yuan of fuel and electricity a kilometre of the mean car."""
        electric = self._read("electric_car_share", "car")
        driven = (1 - electric) * self._read("fuel_cny_per_km", "petrol_car")
        return driven + electric * self._read("energy_cny_per_km", "electric_car")

    def _sharers(self, kind: ArcKind) -> float:
        """Travellers in what one goes by on a kind of arc."""
        return self._read("occupancy_persons", ARCS[kind].vehicle)

    def _exhaust(self, what: str) -> float:
        """Grams of CO2 a kilometre of a car or taxi."""
        electric = self._read("electric_car_share", what)
        petrol, current = (self._read(*key) for key in EXHAUST)
        return (1 - electric) * petrol + electric * current

    def _km(self, table: str, rows: Int32Array) -> FloatArray:
        km: FloatArray = self._column(table, "length_km")[rows]
        return km

    def _column(self, table: str, column: str) -> npt.NDArray[Any]:
        return self._topology.tables.cells(self._network, table, column)

    def _stop_points(self) -> tuple[FloatArray, ...]:
        """Return what the points of stops are made of: degrees of stations and airports."""
        places = (
            ("stations", "lon"),
            ("stations", "lat"),
            ("airports", "lon"),
            ("airports", "lat"),
        )
        return tuple(self._column(*each) for each in places)

    def _change_km(self) -> FloatArray:
        """Great circle between the two stops of each change, f64[transfers]."""
        ends = (self._column("transfers", name) for name in ("from_stop", "to_stop"))
        make = partial(_change_km, self._network, self._topology)
        return self._topology.tables.kept("change km", (*ends, *self._stop_points()), make)

    def _same_ticket(self, arcs: npt.NDArray[np.int64]) -> BoolArray:
        """Which changes stay within the metro, whose ticket goes on, bool[len(arcs)]."""
        ends = (self._topology.tails[arcs], self._topology.heads[arcs])
        same: BoolArray = np.all([self._topology.node_mode[end] == Mode.METRO for end in ends], 0)
        return same


def _tolled(toll: StrArray, road_class: StrArray) -> BoolArray:
    tolled: BoolArray = (toll == "yes") | ((toll == "") & (road_class == "motorway"))
    return tolled


def _walked(mode: StrArray) -> BoolArray:
    walked: BoolArray = mode == "walk"
    return walked


def _change_km(network: Network, topology: Topology) -> FloatArray:
    transfers = network["transfers"]
    at = [
        topology.stops.index.get_indexer(pd.Index(transfers[end]))
        for end in ("from_stop", "to_stop")
    ]
    vectors = on_sphere(topology.stops.points(network))
    return chord_km(np.linalg.norm(vectors[at[1]] - vectors[at[0]], axis=1))


def require(missing: Iterable[Key]) -> None:
    """Raise InputError that names each missing parameter."""
    notices = [_lack(*key) for key in missing]
    if notices:
        raise InputError(said("the network has no prices for this"), notices)


def _lack(name: str, mode: str) -> Notice:
    hint = said("add it for {mode}", mode=mode)
    return notice("missing_parameter", "parameters", 0, "parameter", name, hint)


def _filled(keys: Iterable[Key], modes: Iterable[Mode]) -> Iterable[Key]:
    """Yield the keys with each of some modes in place of ''; EMU trains have two fares."""
    for name, mode in keys:
        if mode:
            yield name, mode
            continue
        for each in modes:
            if name == "fare_cny_per_pkm" and each == Mode.EMU:
                yield from ((name, fare) for fare in _EMU_FARES)
            else:
                yield name, each.label
