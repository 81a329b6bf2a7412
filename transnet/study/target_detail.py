"""Every pair or county behind some targets in one state, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray, Int32Array, ms_to_minutes
from transnet.model.network import BoolArray, Network
from transnet.study.city_rides import CityRides, city_rides
from transnet.study.compiled_targets import CompiledTargets, Rows, RowsRead
from transnet.study.state import State
from transnet.study.target_measures import RIDE_MEASURES
from transnet.supply.congestion import Traffic
from transnet.supply.kinds import TRAIN_MODES, ArcKind
from transnet.supply.topology import Topology
from transnet.travel.freight import truck_trips
from transnet.travel.leg_names import LEGS, TRIP_MODES
from transnet.travel.leg_tables import TripLegs
from transnet.travel.people import count_within, rows_of_places
from transnet.travel.provenance import weak_entries
from transnet.travel.trip_costs import read_legs

DETAIL_MODES = (*TRIP_MODES, "truck")


@dataclass(frozen=True, eq=False)
class TargetDetail:
    """The rows r behind some targets, in the order of `CompiledTargets`.

    to_end    int32[r], position in `CompiledTargets.end_ids`; -1 where no stop can be reached
    legs      minutes by leg; modes are positions in DETAIL_MODES
    people, people_within  float64[r], who lives there and who gets there within the time; NaN in
              rows that count pairs
    far_station, far_place, far_km, any_min, town_min  as in `CityRides`: of rides between cities
    """

    to_end: Int32Array
    legs: TripLegs
    people: FloatArray
    people_within: FloatArray
    far_station: Int32Array
    far_place: Int32Array
    far_km: FloatArray
    any_min: FloatArray
    town_min: FloatArray


def target_detail(compiled: CompiledTargets, base: State) -> TargetDetail:
    """Return every pair or county behind targets.

    base  the state off the peak; targets of the peak are read from it in the peak's traffic
    """
    detail = empty_detail(compiled)
    traffics: tuple[tuple[Traffic, bool], ...] = (("off_peak", False), ("peak", True))
    for traffic, peak in traffics:
        here = compiled.at_peak == peak
        if here.any():
            state = base.in_traffic(traffic)
            for waits in (False, True):
                _fill_trips(detail, compiled, state, waits=waits)
            _fill_rides(detail, compiled, state)
            _fill_access(detail, compiled, state)
            _fill_trucks(detail, compiled, state)
            _fill_people(detail, compiled, state)
    return detail


def _read(compiled: CompiledTargets, state: State, *measures: str) -> RowsRead:
    """Return the rows of some measures that are read from a state."""
    return compiled.rows_read(state.model.traffic, None, *measures)


def empty_detail(compiled: CompiledTargets) -> TargetDetail:
    """Return the rows behind targets, in which nothing is reached yet and nobody is counted."""
    count = len(compiled.from_row)
    none = np.full((3, count), -1, dtype=np.int32)
    none[0] = compiled.to_row
    return TargetDetail(
        none[0],
        TripLegs(
            np.full(count, np.inf),
            np.zeros((len(LEGS), count)),
            np.zeros(count, dtype=np.int8),
            np.zeros(count, dtype=np.bool_),
        ),
        *np.full((2, count), np.nan),
        *none[1:],
        *np.full((3, count), np.nan),
    )


def _put(detail: TargetDetail, rows: Rows, legs: TripLegs) -> None:
    detail.legs.minutes[rows] = legs.minutes
    detail.legs.legs[:, rows] = legs.legs
    detail.legs.mode[rows] = legs.mode
    detail.legs.weak[rows] = legs.weak


def _fill_trips(
    detail: TargetDetail, compiled: CompiledTargets, state: State, *, waits: bool
) -> None:
    read = compiled.rows_read(state.model.traffic, waits, "door_to_door", "people_share")
    if len(read.rows):
        read_legs(state.trips(waits=waits), (read.froms, read.tos), read.rows, detail.legs)


def _fill_rides(detail: TargetDetail, compiled: CompiledTargets, state: State) -> None:
    rows, *ends = _read(compiled, state, *RIDE_MEASURES)
    if not len(rows):
        return
    in_town = compiled.is_measure("in_train_town")[compiled.of_row[rows]]
    rides = _shared_rides(compiled, state, (ends[0], ends[1]), in_town)
    _put(detail, rows, rides.legs)
    for name in ("far_station", "far_place", "far_km", "any_min", "town_min"):
        getattr(detail, name)[rows] = getattr(rides, name)


def _shared_rides(
    compiled: CompiledTargets, state: State, ends: tuple[Int32Array, Int32Array], in_town: BoolArray
) -> CityRides:
    """Return the rides between cities, those of a state in which the same trains run."""
    model, topology = state.model, state.model.topology
    tables, changes = topology.tables, topology.arcs_of[ArcKind.TRANSFER_AT_STOP]
    departures = model.times.pairs.departures
    ridden = tables.made(_rides_of_trains, topology, departures.trains, departures.ride_ms)
    return tables.kept(
        "city rides",
        (
            compiled,
            state.model.traffic,
            ridden,
            tables.one("changes in stations", model.times.total[changes]),
            weak_entries(model.network, topology),
            model.network.parameter("town_station_km"),
        ),
        lambda: city_rides(model, compiled.stations, ends, in_town),
    )


def _rides_of_trains(
    topology: Topology, trains: npt.NDArray[np.int64], ride_ms: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return the ms on board of the entries of trains, int64[e]; -1 where none runs.

    Where these are the same, it is the same array.
    """
    on_train = topology.tables.made(_of_trains, topology)
    found = np.where(on_train & (trains > 0), ride_ms, -1)
    return topology.tables.one("rides of trains", found)


def _of_trains(topology: Topology) -> BoolArray:
    """Return the entries of the ride pairs that trains take, bool[e]."""
    return np.isin(topology.lines.mode[topology.pairs.pattern], TRAIN_MODES)


def _fill_access(detail: TargetDetail, compiled: CompiledTargets, state: State) -> None:
    rows, places, _ = _read(compiled, state, "access_share")
    if not len(rows):
        return
    ways, topology = state.model.ways_by_road, state.model.topology
    tables, groups = topology.tables, _groups(compiled, state.network)
    allowed = tables.made(_allowed, compiled, rows, *groups)
    weak = tables.made(_weak_by_road, topology, ways.weak_arcs)
    found = tables.kept(
        "nearest goals",
        (compiled, ways.roads, weak, allowed),
        lambda: ways.nearest(places, compiled.stops.goals, allowed),
    )
    minutes = ms_to_minutes(found.ms)
    legs = np.zeros((len(LEGS), len(rows)))
    legs[LEGS.index("access")] = minutes
    drive = np.full(len(rows), TRIP_MODES.index("drive"), dtype=np.int8)
    _put(detail, rows, TripLegs(minutes, legs, drive, found.weak))
    detail.to_end[rows] = np.where(found.at < 0, -1, len(compiled.place_ids) + found.at)


def allowed_goals(compiled: CompiledTargets, network: Network, rows: Rows) -> BoolArray:
    """Return which goals count for some rows that ask for the nearest of them, bool[rows, g]."""
    return _allowed(compiled, rows, *_groups(compiled, network))


def _groups(compiled: CompiledTargets, network: Network) -> tuple[BoolArray, BoolArray]:
    """Return the hubs of each city, bool[cities, g], and fast transport, bool[g]."""
    return compiled.stops.hubs(network), compiled.stops.fast_transport(network)


def _allowed(compiled: CompiledTargets, rows: Rows, hubs: BoolArray, fast: BoolArray) -> BoolArray:
    own = hubs[compiled.stops.of_place[compiled.from_row[rows]]]
    by_hubs = compiled.hubs[compiled.of_row[rows], np.newaxis]
    allowed = np.where(by_hubs, own, fast)
    return compiled.stops.topology.tables.one("allowed", allowed)


def _weak_by_road(topology: Topology, weak: BoolArray) -> BoolArray:
    by_road = weak & (topology.arc_kind != ArcKind.RIDE)
    return topology.tables.one("weak by road", by_road)


def _fill_trucks(detail: TargetDetail, compiled: CompiledTargets, state: State) -> None:
    """Read goods by truck; handling at both ends counts as the transfer leg."""
    rows, froms, tos = _read(compiled, state, "truck_time")
    if not len(rows):
        return
    trips = truck_trips(state.model, froms, tos)
    legs = np.zeros((len(LEGS), len(rows)))
    legs[LEGS.index("drive")], legs[LEGS.index("transfer")] = trips.drive_min, trips.handling_min
    mode = np.full(len(rows), DETAIL_MODES.index("truck"), dtype=np.int8)
    _put(detail, rows, TripLegs(trips.drive_min + trips.handling_min, legs, mode, trips.weak))


def _fill_people(detail: TargetDetail, compiled: CompiledTargets, state: State) -> None:
    count_people(compiled, state, detail.legs.minutes, (detail.people, detail.people_within))


def count_people(
    compiled: CompiledTargets,
    state: State,
    minutes: FloatArray,
    into: tuple[FloatArray, FloatArray],
) -> None:
    """Write who lives in the counties of a state's targets, and who gets there in time.

    minutes  float64[r], of the rows behind the targets
    into     float64[r] each
    """
    people, peak = state.people, state.model.traffic == "peak"
    chosen = (compiled.at_peak == peak) & compiled.of_people
    home, lives = rows_of_places(people, compiled.place_ids), people.lives
    for target in np.flatnonzero(chosen).tolist():
        rows = compiled.spans[target]
        own = home[compiled.from_row[rows]]
        at_places = np.full(len(lives), np.inf)
        at_places[own] = minutes[rows]
        there = count_within(people, at_places[:-1], float(compiled.within_min[target]))
        into[0][rows] = lives[own]
        into[1][rows] = np.append(there, np.nan)[own]
