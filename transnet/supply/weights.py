"""Weights of a scenario: what every arc takes on the network's day, in int32 milliseconds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
import numpy.typing as npt

from transnet.base.errors import InputError, UnknownNameError
from transnet.base.language import said
from transnet.base.units import UNREACHABLE_MS, FloatArray, Int32Array, minutes_to_ms
from transnet.kernels._arrays import read_only
from transnet.kernels.weights.open_entries import Entries, open_entries
from transnet.model.network import BoolArray, Network
from transnet.supply.arc_minutes import weighed_arcs
from transnet.supply.arc_records import kinds_over
from transnet.supply.common_lines import (
    TRAINS_UNIT,
    CommonLines,
    Departures,
    PairTimes,
    Wait,
    evaluate_pairs,
)
from transnet.supply.congestion import Traffic
from transnet.supply.kinds import (
    ROAD_MODES,
    STREET_KINDS,
    TRAIN_MODES,
    ArcKind,
    Mode,
    ModeSet,
)
from transnet.supply.overrides import Overrides, Parameters, least_departures
from transnet.supply.patterns import StopPatterns
from transnet.supply.rare_services import too_rare
from transnet.supply.runs import InterstopRuns, RunningRules, hop_minutes, hops_of, raise_if_lost
from transnet.supply.streets import StreetTimes
from transnet.supply.supply_rows import SupplyRows, in_traffic, supply_rows
from transnet.supply.topology import Topology

IntArray = npt.NDArray[np.int64]


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
    """One state of a network; `times` turns it into weights under any parameters.

    rows       what the tables say
    hops       runs and dwells of the lines
    trains     int64[entries], departures a day in ten-thousandths; 0 where closed
    access_km  f64[access]; inf where the stop is closed
    change_min  f64[transfers]; inf where one of the stops is closed
    """

    network: Network
    topology: Topology
    rows: SupplyRows
    hops: InterstopRuns
    trains: IntArray
    access_km: FloatArray
    change_min: FloatArray

    def times(self, overrides: Overrides | None = None) -> ArcTimes:
        """Return the weights with some parameters replaced: {(parameter, mode): value}.

        Raises UnknownNameError for a parameter that isn't there, InputError for a value out of its
        range, and for a time that is negative or longer than 24 days.
        """
        parameters = Parameters(self.network, overrides)
        topology, pairs = self.topology, self.pair_times(parameters)
        streets = self.street_times(parameters)
        along, rides = (self.access_km, self.change_min), (pairs.total, pairs.wait, pairs.ride)
        total, wait, ride = weighed_arcs(topology, self.rows, parameters, along, rides)
        if streets is not None:
            for kind in STREET_KINDS:
                total[topology.arcs_of[kind]] = streets.between.ravel()[topology.rows_of[kind]]
        return ArcTimes(total, wait, ride, pairs, streets)

    def street_times(self, parameters: Parameters) -> StreetTimes | None:
        """Return the times over the streets of the road layer, None without one."""
        streets = self.topology.streets
        if streets is None:
            return None
        return streets.times(self.network, parameters, traffic=self.rows.traffic)

    def pair_times(self, parameters: Parameters) -> PairTimes:
        """Return the times of the ride pairs alone.

        Of pairs that were evaluated lately under the same rule of waits, only those are evaluated
        anew whose departures differ.
        """
        tables, pairs = self.topology.tables, self.topology.pairs
        ride, by = self._rides(parameters), parameters.by
        wait = tables.kept("wait rule", by, lambda: wait_rule(self.topology, parameters))
        trains = tables.made(_run_often, self.trains, least_departures(parameters))
        rule = tables.made(_parts_of, wait)
        lately = (known for (*_, by), known in tables.newest("pairs") if by == rule)

        def evaluated() -> PairTimes:
            try:
                return evaluate_pairs(pairs, Departures(trains, ride), wait, next(lately, None))
            except InputError as error:
                raise too_rare(self.network, self.topology, trains, wait) or error from None

        return tables.kept("pairs", (trains, ride, rule), evaluated)

    def _rides(self, parameters: Parameters) -> IntArray:
        """Time on board of each entry, int64[e], ms."""
        tables, pairs = self.topology.tables, self.topology.pairs
        rules = tables.kept(
            "running rules",
            parameters.by,
            lambda: RunningRules.of(parameters, self.topology.modes).shared(tables),
        )
        return tables.kept(
            "rides",
            (self.hops, rules),
            lambda: _ride_ms(pairs, *map(minutes_to_ms, hop_minutes(tables, self.hops, rules))),
        )


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

    def usual() -> ArcInputs:
        rows = supply_rows(network, topology, reference)
        return inputs_of(network, topology, rows, observed=observed)

    inputs = topology.tables.kept("inputs", (network, reference, observed), usual)
    if traffic == "off_peak":
        return inputs
    return replace(inputs, rows=in_traffic(inputs.rows, network, topology, traffic))


def inputs_of(
    network: Network, topology: Topology, rows: SupplyRows, *, observed: bool = True
) -> ArcInputs:
    """Return the inputs of a state whose rows are given; what is known of like rows is taken.

    network  gives the parameters, and the streets; its rows and ends are the topology's
    Raises InputError when a hop can't be timed.
    """
    made, lines = topology.tables.made, topology.lines
    hops = hops_of(topology.tables, lines, rows.rail, observed=observed)
    if observed:
        raise_if_lost(network, lines, hops.lost)
    trains = made(_pattern_trains, lines, rows.service_trains, rows.flight_trains)
    start, end = rows.transfer_stops
    return ArcInputs(
        network=network,
        topology=topology,
        rows=rows,
        hops=hops,
        trains=made(_open_trains, topology, trains, rows.stop_open, hops.is_open),
        access_km=np.where(rows.stop_open[rows.access_stop], rows.access_km, np.inf),
        change_min=np.where(rows.stop_open[start] & rows.stop_open[end], rows.transfer_min, np.inf),
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


def restrict(times: ArcTimes, topology: Topology, using: ModeSet) -> Int32Array:
    """Return the weights for one way of travelling, int32[m], ms.

    best      drive, or ride whatever is fastest
    drive     the road alone
    public    must ride something; the road is access to it. What those without a car do instead is
              taken in by `TravelModel`
    rail      as public, without flights, coaches and buses
    carfree   as public, from stops with a way of their own to the door: no road in between; ways
              all the way without a ride are searched apart (see `travel.trips`)
    in_train  from platform to platform: fastest trains at their ride time and changes inside a
              station, without waits; neither metro nor air. Start at dep nodes, end at arr nodes.
    Raises UnknownNameError for another word.
    """
    if using not in get_args(ModeSet):
        raise UnknownNameError(said("way of travelling"), using, get_args(ModeSet))
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
        for kind in kinds_over("roads"):
            weights[topology.arcs_of[kind]] = UNREACHABLE_MS
        if topology.streets is not None:
            arcs = np.concatenate([topology.arcs_of[kind] for kind in STREET_KINDS])
            weights[arcs[~topology.streets.own_ways[topology.arc_row[arcs]]]] = UNREACHABLE_MS
    return weights


def _in_train(times: ArcTimes, topology: Topology) -> Int32Array:
    weights = np.full_like(times.total, UNREACHABLE_MS)
    rides = topology.arcs_of[ArcKind.RIDE]
    weights[rides] = times.pairs.fastest[topology.arc_row[rides]]
    changes = topology.arcs_of[ArcKind.TRANSFER_AT_STOP]
    weights[changes] = times.total[changes]
    weights[topology.tables.made(_off_trains, topology)] = UNREACHABLE_MS
    return weights


def _off_trains(topology: Topology) -> BoolArray:
    """Return the arcs with an end where no train stops, bool[m]."""
    no_train = ~np.isin(topology.node_mode, TRAIN_MODES)
    off: BoolArray = no_train[topology.tails] | no_train[topology.heads]
    return off


def modes_of(topology: Topology) -> list[Mode]:
    """Return the modes that some service runs in."""
    return topology.modes


def wait_rule(topology: Topology, parameters: Parameters) -> Wait:
    """Return how long one waits for a departure under some parameters."""
    return Wait(
        share=parameters("schedule_delay_share"),
        cap_min=parameters("wait_cap_min"),
        beyond_share=parameters("wait_beyond_cap_share"),
        span_min=parameters.by_mode("service_span_min", topology.modes),
    )


def _parts_of(wait: Wait) -> tuple[float, ...]:
    """Return all of a rule of waits: equal rules have equal parts."""
    return (wait.share, wait.cap_min, wait.beyond_share, *wait.span_min.tolist())


def _run_often(trains: IntArray, least: float) -> IntArray:
    """Departures a day of the entries that run at least so often, 0 of others."""
    return np.where(trains >= TRAINS_UNIT * least, trains, 0)


def _ride_ms(pairs: CommonLines, run: Int32Array, dwell: Int32Array) -> IntArray:
    """Time on board from the board of each entry to its end, int64[e]."""
    left: IntArray = np.cumsum(run.astype(np.int64) + dwell)
    ride: IntArray = left[pairs.to_pos] - dwell[pairs.to_pos] - left[pairs.from_pos]
    return ride


def _pattern_trains(lines: StopPatterns, services: IntArray, flights: IntArray) -> IntArray:
    """Departures a day of each pattern."""
    trains = np.empty(len(lines.row), dtype=np.int64)
    for flight, of_row in ((False, services), (True, flights)):
        trains[lines.flight == flight] = of_row[lines.row[lines.flight == flight]]
    return trains


def _open_trains(
    topology: Topology, trains: IntArray, stop_open: BoolArray, hop_open: BoolArray
) -> IntArray:
    """Departures a day of each entry, in ten-thousandths; 0 if any part of it is closed."""
    found = np.empty(len(topology.pairs.pattern), dtype=np.int64)
    entries = topology.tables.made(entries_of, topology)
    open_entries(entries, read_only(trains), read_only(stop_open), read_only(hop_open), found)
    return found


def entries_of(topology: Topology) -> Entries:
    """Return the entries of a topology's ride pairs as kernels take them."""
    lines, pairs = topology.lines, topology.pairs
    ends = read_only(pairs.from_pos), read_only(pairs.to_pos)
    return Entries(read_only(pairs.pattern), *ends, read_only(lines.stop))
