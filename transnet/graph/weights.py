"""Weights of a scenario: what every arc takes on the network's day, in int32 milliseconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.errors import UnknownNameError
from transnet.graph.congestion import Traffic, slower_arcs
from transnet.graph.hops import Hops, gather_hops, hop_minutes
from transnet.graph.kinds import ROAD_MODES, STREET_KINDS, TRAIN_MODES, ArcKind, Mode
from transnet.graph.lookup import ids
from transnet.graph.pairs import TRAINS_UNIT, Departures, PairTimes, Wait, evaluate_pairs
from transnet.graph.parameters import Overrides, Parameters
from transnet.graph.road_times import RoadTimes
from transnet.graph.streets import StreetTimes
from transnet.graph.topology import Topology
from transnet.model.network import BoolArray, Network
from transnet.model.road_join import replaced_roads
from transnet.units import UNREACHABLE_MS, FloatArray, Int32Array, minutes_to_ms

IntArray = npt.NDArray[np.int64]
Using = Literal["best", "drive", "public", "rail", "carfree", "in_train"]
DEPARTURES: Mapping[str, str] = {"services": "trains_per_day", "flights": "flights_per_day"}
"""Tables of what runs, and their columns of departures a day."""
_WALK = "walk"
_BY_PLATFORM = {
    ArcKind.BOARD: "entry",
    ArcKind.ALIGHT: "exit",
    ArcKind.CHANGE_IN: "transfer",
}


@dataclass(frozen=True)
class ArcTimes:
    """Time of each arc, int32[m], milliseconds.

    total  what the search adds up; UNREACHABLE_MS where closed
    wait   wait for the next departure, on RIDE arcs only (`total` holds it)
    ride   time on board, on RIDE arcs only; wait + ride == total there
    pairs  times by ride pair, with the services behind them
    streets  times over the streets of a road layer; None without one
    """

    total: Int32Array
    wait: Int32Array
    ride: Int32Array
    pairs: PairTimes
    streets: StreetTimes | None


@dataclass(frozen=True)
class ArcInputs:
    """What the tables say, read once; `times` turns it into weights under any parameters.

    roads         what each road takes, open or not
    road_open     bool[roads]; False where closed, or where streets replace it
    access_km     f64[access]; inf where the stop is closed
    access_class  str[access], class of road or 'walk'
    change_min    f64[transfers]; inf where one of the stops is closed
    stop_open     bool[stops]
    stop_extra    by kind of platform arc f64[stops], minutes beyond the mode's parameter
    trains        int64[entries], departures a day in ten-thousandths; 0 where closed
    hops          runs and dwells of the lines
    slower        f64[arcs], factor of the traffic on roads and ways to stops; None off the peak
    traffic       what that is
    """

    network: Network
    topology: Topology
    roads: RoadTimes
    road_open: BoolArray
    access_km: FloatArray
    access_class: npt.NDArray[np.object_]
    change_min: FloatArray
    stop_open: BoolArray
    stop_extra: Mapping[ArcKind, FloatArray]
    trains: npt.NDArray[np.int64]
    hops: Hops
    slower: FloatArray | None = None
    traffic: Traffic = "off_peak"

    def times(self, overrides: Overrides | None = None) -> ArcTimes:
        """Return the weights with some parameters replaced: {(parameter, mode): value}.

        Raises UnknownNameError for a parameter that isn't there, InputError for a value out of its
        range, and for a time that is negative or longer than 24 days.
        """
        parameters = Parameters(self.network, overrides)
        topology, pairs = self.topology, self.pair_times(parameters)
        wait, ride = (np.zeros(len(topology.heads), dtype=np.int32) for _ in range(2))
        total = np.full(len(topology.heads), UNREACHABLE_MS, dtype=np.int32)
        streets = self.street_times(parameters)
        for kind, arcs in topology.arcs_of.items():
            if streets is not None and kind in STREET_KINDS:
                total[arcs] = streets.between.ravel()[topology.arc_row[arcs]]
            elif kind != ArcKind.RIDE:
                minutes = self._minutes(kind, parameters)
                slower = 1.0 if self.slower is None else self.slower[arcs]
                total[arcs] = minutes_to_ms(minutes * slower)
        arcs = topology.arcs_of[ArcKind.RIDE]
        pair = topology.arc_row[arcs]
        total[arcs], wait[arcs], ride[arcs] = pairs.total[pair], pairs.wait[pair], pairs.ride[pair]
        return ArcTimes(total, wait, ride, pairs, streets)

    def street_times(self, parameters: Parameters) -> StreetTimes | None:
        """Return the times over the streets of the road layer, None without one."""
        streets = self.topology.streets
        if streets is None:
            return None
        return streets.times(self.network, parameters, traffic=self.traffic)

    def pair_times(self, parameters: Parameters) -> PairTimes:
        """Return the times of the ride pairs alone."""
        pairs = self.topology.pairs
        run, dwell = (minutes_to_ms(part) for part in hop_minutes(self.hops, parameters))
        left: IntArray = np.cumsum(run.astype(np.int64) + dwell)
        ride: IntArray = left[pairs.to_pos] - dwell[pairs.to_pos] - left[pairs.from_pos]
        wait = wait_rule(self.topology, parameters)
        often = self.trains >= TRAINS_UNIT * least_departures(parameters)
        trains = np.where(often, self.trains, 0)
        return evaluate_pairs(pairs, Departures(trains, ride), wait)

    def _minutes(self, kind: ArcKind, parameters: Parameters) -> FloatArray:
        """Minutes of each arc of a kind, in the order of `Topology.arcs_of`."""
        arcs = self.topology.arcs_of[kind]
        rows = self.topology.arc_row[arcs]
        if kind in (ArcKind.DRIVE, ArcKind.TAXI):
            return np.where(self.road_open, self.roads.minutes(parameters), np.inf)[rows]
        if kind in (ArcKind.ACCESS, ArcKind.EGRESS):
            speed = _by_class(parameters, "access_speed_kmh", self.access_class)
            return (60.0 * self.access_km / speed)[rows]
        if kind == ArcKind.CHANGE:
            return self.change_min[rows]
        if kind in _BY_PLATFORM:
            modes = modes_of(self.topology)
            usual = parameters.by_mode(f"{_BY_PLATFORM[kind]}_min", modes)
            usual = usual[self.topology.arc_mode[arcs]]
            # A stop can be faster than others, but not faster than no time at all.
            minutes = usual + np.maximum(self.stop_extra[kind][rows], -np.abs(usual))
            return np.where(self.stop_open[rows], minutes, np.inf)
        return np.full(len(arcs), parameters("parking_min") if kind == ArcKind.PARK else 0.0)


def arc_inputs(
    network: Network,
    topology: Topology,
    *,
    reference: Network | None = None,
    observed: bool = True,
    traffic: Traffic = "off_peak",
) -> ArcInputs:
    """Read what a network says on its day, for a topology of the same rows.

    network    the compiled network or a copy with other values in the same rows
    reference  network whose tracks the observed runs were seen on: where a track has another
               length or speed now, observed runs are scaled by the model's ratio of new to old
    observed   False models every run from the tracks, takes default dwells, and closes hops that
               leave the tracks
    traffic    peak makes roads and ways to stops as slow as in the peak of a working day
    Raises InputError when rows or ends differ from the topology's, a hop can't be timed, or the
    network says nothing of a peak that is asked for.
    """
    topology.require(network)
    stop_open = topology.stops.open(network)
    hops = gather_hops(network, topology.lines, reference, observed=observed)
    access, transfers = network["access"], network["transfers"]
    reached = _stops_of(network, topology, "access", "stop_id")
    ends = [_stops_of(network, topology, "transfers", end) for end in ("from_stop", "to_stop")]
    walked = ids(network, "access", "mode") == _WALK
    return ArcInputs(
        network=network,
        topology=topology,
        roads=RoadTimes.of(network),
        road_open=network.open_rows("roads") & ~replaced_roads(network),
        access_km=np.where(stop_open[reached], access["length_km"].to_numpy(np.float64), np.inf),
        access_class=np.where(walked, _WALK, ids(network, "access", "road_class")),
        change_min=np.where(
            stop_open[ends[0]] & stop_open[ends[1]],
            transfers["transfer_min"].to_numpy(np.float64),
            np.inf,
        ),
        stop_open=stop_open,
        stop_extra={
            kind: np.nan_to_num(topology.stops.column(network, f"{name}_extra_min"))
            for kind, name in _BY_PLATFORM.items()
        },
        trains=_open_trains(network, topology, stop_open, hops.is_open),
        hops=hops,
        slower=slower_arcs(network, topology) if traffic == "peak" else None,
        traffic=traffic,
    )


def arc_times(
    network: Network,
    topology: Topology,
    *,
    overrides: Overrides | None = None,
    reference: Network | None = None,
    traffic: Traffic = "off_peak",
) -> ArcTimes:
    """Return the weights of a network on its day; see `arc_inputs` and `ArcInputs.times`."""
    inputs = arc_inputs(network, topology, reference=reference, traffic=traffic)
    return inputs.times(overrides)


def restrict(times: ArcTimes, topology: Topology, using: Using) -> Int32Array:
    """Return the weights for one way of travelling, int32[m], ms.

    best      drive, or ride whatever is fastest
    drive     the road alone
    public    must ride something; the road is access to it
    rail      as public, without flights, coaches and buses
    carfree   as public, from stops with a way of their own to the door: no road in between
    in_train  from platform to platform: fastest trains at their ride time and changes inside a
              station, without waits; neither metro nor air. Start at dep nodes, end at arr nodes.
    Raises UnknownNameError for another word.
    """
    if using not in get_args(Using):
        raise UnknownNameError("way of travelling", using, get_args(Using))
    weights = times.total.copy()
    if using == "in_train":
        return _in_train(times, topology)
    if using == "drive":
        weights[topology.arcs_of[ArcKind.ACCESS]] = UNREACHABLE_MS
    elif using != "best":
        weights[topology.arcs_of[ArcKind.PARK]] = UNREACHABLE_MS
    if using == "rail":
        not_rail = np.isin(topology.arc_mode, (Mode.AIR, *ROAD_MODES))
        weights[not_rail] = UNREACHABLE_MS
    if using == "carfree":
        for kind in (ArcKind.DRIVE, ArcKind.TAXI):
            weights[topology.arcs_of[kind]] = UNREACHABLE_MS
        if topology.streets is not None:
            arcs = np.concatenate([topology.arcs_of[kind] for kind in STREET_KINDS])
            weights[arcs[~topology.streets.own_ways[topology.arc_row[arcs]]]] = UNREACHABLE_MS
    return weights


def _in_train(times: ArcTimes, topology: Topology) -> Int32Array:
    weights = np.full_like(times.total, UNREACHABLE_MS)
    rides = topology.arcs_of[ArcKind.RIDE]
    weights[rides] = times.pairs.fastest[topology.arc_row[rides]]
    changes = topology.arcs_of[ArcKind.CHANGE_IN]
    weights[changes] = times.total[changes]
    for end in (topology.tails, topology.heads):
        weights[~np.isin(topology.node_mode[end], TRAIN_MODES)] = UNREACHABLE_MS
    return weights


def _stops_of(network: Network, topology: Topology, table: str, column: str) -> IntArray:
    """Position in the topology's stops of each id; the ids are known, `require` has seen to it."""
    names = pd.Index(ids(network, table, column), dtype=object)
    return topology.stops.index.get_indexer(names)


def modes_of(topology: Topology) -> list[Mode]:
    """Return the modes that some service runs in."""
    return [Mode(value) for value in np.unique(topology.lines.mode)]


def wait_rule(topology: Topology, parameters: Parameters) -> Wait:
    """Return how long one waits for a departure under some parameters."""
    return Wait(
        share=parameters("schedule_delay_share"),
        cap_min=parameters("wait_cap_min"),
        beyond_share=parameters("wait_beyond_cap_share"),
        span_min=parameters.by_mode("service_span_min", modes_of(topology)),
    )


def least_departures(parameters: Parameters) -> float:
    """Return how often a day a service runs at least that is there on an ordinary day."""
    name = "least_departures_per_day"
    return parameters(name) if parameters.has(name) else 0.0


def _by_class(parameters: Parameters, name: str, classes: npt.NDArray[np.object_]) -> FloatArray:
    """Value of a speed parameter for each row's class, f64; walks have a speed of their own."""
    speed = {
        label: parameters("walk_speed_kmh") if label == _WALK else parameters(name, label)
        for label in set(classes.tolist())
    }
    return np.array([speed[label] for label in classes.tolist()], dtype=np.float64)


def _open_trains(
    network: Network, topology: Topology, stop_open: BoolArray, hop_open: BoolArray
) -> npt.NDArray[np.int64]:
    """Departures a day of each entry, in ten-thousandths; 0 if any part of it is closed."""
    lines, pairs = topology.lines, topology.pairs
    per_pattern = np.zeros(len(lines.row), dtype=np.int64)
    for table, column in DEPARTURES.items():
        flight = table == "flights"
        trains = np.rint(TRAINS_UNIT * network[table][column].to_numpy(np.float64))
        rows = lines.row[lines.flight == flight]
        per_pattern[lines.flight == flight] = np.where(network.open_rows(table), trains, 0)[rows]
    closed_hops = np.cumsum(~hop_open)
    unbroken = closed_hops[pairs.to_pos] == closed_hops[pairs.from_pos]
    ends_open = stop_open[lines.stop[pairs.from_pos]] & stop_open[lines.stop[pairs.to_pos]]
    return np.where(unbroken & ends_open, per_pattern[pairs.pattern], 0)
