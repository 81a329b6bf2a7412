"""Which table rows stand behind an arc's time, and how far they can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.model.road_join import layer_of
from transnet.supply.arc_records import STREETS, kinds_over
from transnet.supply.kinds import BUS_OR_CYCLE, STREET_KINDS, WALK, ArcKind, Mode

if TYPE_CHECKING:
    from transnet.base.units import FloatArray
    from transnet.model.network import BoolArray, Network
    from transnet.supply.topology import Topology
    from transnet.supply.weights import ArcTimes

BASES = ("found", "derived", "recalled", "assumed")
CONFIDENCES = ("high", "medium", "low")
WEAK_BASES = BASES[2:]
"""Recalled from memory, or assumed: what a report has to mark."""

_TABLE_OF_ARC = kinds_over("roads", "access", "transfers")

_STREET_CONFIDENCE = "medium"
_VEHICLES = frozenset(mode.label for mode in Mode)

_WAITING = (
    "wait_cap_min", "wait_beyond_cap_share", "service_span_min", "departure_irregularity",
)  # fmt: skip
OF_FIRST_COME = frozenset({"schedule_delay_share", "wait_cap_min", "wait_beyond_cap_share"})
"""Parameters of waits that only those read who go when they like."""
# Parameters that a leg's minutes are made of, whatever rows it runs over.
_OF_LEG: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "access": ("access_speed_kmh",),
        "station": ("entry_min", "exit_min"),
        "wait": ("schedule_delay_share", *_WAITING),
        "transfer": ("transfer_min", *_WAITING),
        "egress": ("access_speed_kmh",),
        "drive": ("speed_factor", "speed_limit_kmh", "toll_station_min", "parking_min"),
    }
)
# The same of ways to stops and from them that one goes without a car.
_OF_OWN_LEG: Mapping[str, str] = MappingProxyType(
    {BUS_OR_CYCLE: "own_leg_kmh", WALK: "walk_speed_kmh"}
)

Row = tuple[str, int]
"""A table and the position of a row in it."""


@dataclass(frozen=True)
class Trust:
    """The weakest basis and the lowest confidence among some rows; empty without rows."""

    basis: str
    confidence: str

    @classmethod
    def of(cls, network: Network, rows: Iterable[Row]) -> Trust:
        """Return what some rows can be trusted for together."""
        positions: dict[str, list[int]] = {}
        for table, row in rows:
            positions.setdefault(table, []).append(row)
        cells = [_weakest(network, table, positions[table]) for table in positions]
        if not cells:
            return cls("", "")
        basis, confidence = (max(each) for each in zip(*cells, strict=True))
        return cls(BASES[basis], CONFIDENCES[confidence])


def rows_behind(
    network: Network, topology: Topology, times: ArcTimes, arc: int, *, fastest: bool = False
) -> Iterator[Row]:
    """Yield the rows that an arc's time is made of; none for doors and platforms.

    fastest  of a ride, the fastest service only instead of all that a traveller would take
    """
    kind, row = ArcKind(int(topology.arc_kind[arc])), int(topology.arc_row[arc])
    if kind in _TABLE_OF_ARC:
        yield _TABLE_OF_ARC[kind], row
    elif kind in STREET_KINDS:
        streets = topology.streets
        yield STREETS, row if streets is None else streets.row_of(kind, row)
    elif kind == ArcKind.RIDE:
        for entry in ride_entries(topology, times, row, fastest=fastest):
            yield from rows_of_entry(network, topology, entry)


def _weakest(network: Network, table: str, rows: list[int]) -> tuple[int, int]:
    """Positions in BASES and CONFIDENCES of some rows; a road layer has one for all its streets."""
    if table == STREETS:
        return BASES.index(layer_of(network).basis), CONFIDENCES.index(_STREET_CONFIDENCE)
    columns = ((table, name) for name in ("basis", "confidence"))
    basis, confidence = network.made_of(_positions, *columns, by=(table,))
    return int(basis[rows].max()), int(confidence[rows].max())


def _positions(network: Network, table: str) -> list[npt.NDArray[np.intp]]:
    """Return the position in BASES and in CONFIDENCES of each row of a table."""
    return [
        pd.Index(words).get_indexer(pd.Index(network[table][name]))
        for name, words in (("basis", BASES), ("confidence", CONFIDENCES))
    ]


def ride_entries(
    topology: Topology, times: ArcTimes, pair: int, *, fastest: bool = False
) -> list[int]:
    """Return the entries of a ride pair that a traveller takes: the best set, or the fastest."""
    span = topology.pairs.entries(pair)
    departures = times.pairs.departures
    if not fastest:
        return [span.start + int(at) for at in np.flatnonzero(times.pairs.chosen[span])]
    running = departures.trains[span] > 0
    ride = np.where(running, departures.ride_ms[span], np.iinfo(np.int64).max)
    return [span.start + int(np.argmin(ride))] if running.any() else []


def tracks_of_entry(topology: Topology, entry: int) -> list[int]:
    """Return the rows of the tracks that an entry's train runs over, in travel order."""
    pairs, lines = topology.pairs, topology.lines
    first, last = (
        int(lines.track_first[int(position[entry]) + 1])
        for position in (pairs.from_pos, pairs.to_pos)
    )
    return [int(row) for row in lines.tracks[first:last]]


def rows_of_entry(network: Network, topology: Topology, entry: int) -> Iterator[Row]:
    """Yield the rows that a ride's time is made of: service or flight first, stops and tracks."""
    pairs, lines = topology.pairs, topology.lines
    pattern = int(pairs.pattern[entry])
    flown = bool(lines.flight[pattern])
    yield ("flights" if flown else "services"), int(lines.row[pattern])
    if flown:
        return
    observed = network["stops"]["run_min"].notna().to_numpy()
    for position in range(int(pairs.from_pos[entry]) + 1, int(pairs.to_pos[entry]) + 1):
        stop_row = int(lines.stop_row[position])
        yield "stops", stop_row
        if not observed[stop_row]:
            start, end = lines.track_first[position : position + 2]
            yield from (("tracks", int(row)) for row in lines.tracks[start:end])


def weak_arcs(network: Network, topology: Topology, times: ArcTimes) -> BoolArray:
    """Return which arcs take a time that rests on a recalled or assumed row, bool[m]."""
    made, layer = topology.tables.made, network.road_layer
    by_table = tuple(_weak(network, topology, table) for table in _TABLE_OF_ARC.values())
    pairs = made(_weak_pairs, topology, weak_entries(network, topology), times.pairs.chosen)
    weak_streets = layer is not None and layer.basis in WEAK_BASES
    return made(_weak_arcs, topology, by_table, pairs, weak_streets)


def _weak_arcs(
    topology: Topology, by_table: tuple[BoolArray, ...], pairs: BoolArray, weak_streets: bool
) -> BoolArray:
    """Return the same by the weak rows behind each of `_TABLE_OF_ARC`, and weak ride pairs."""
    weak = np.zeros(len(topology.heads), dtype=np.bool_)
    for kind, rows in zip(_TABLE_OF_ARC, by_table, strict=True):
        arcs = topology.arcs_of[kind]
        weak[arcs] = rows[topology.arc_row[arcs]]
    for kind in STREET_KINDS if weak_streets else ():
        weak[topology.arcs_of[kind]] = True
    rides = topology.arcs_of[ArcKind.RIDE]
    weak[rides] = pairs[topology.arc_row[rides]]
    return weak


def weak_parameters(network: Network) -> pd.DataFrame:
    """Return the parameters that are recalled or assumed: parameter, mode, value, basis."""
    table = network["parameters"]
    rows = table.loc[weak_rows(network, "parameters"), ["parameter", "mode", "value", "basis"]]
    return rows.reset_index(drop=True)


def recalled_parameters(
    network: Network, leg: str, modes: Iterable[str], *, plans: bool = False
) -> list[str]:
    """Return the recalled and assumed parameters that a leg's minutes are made of.

    modes  that the leg is made by; values of other vehicles' modes are not behind it
    plans  whether the traveller knows the timetable
    returns  names, those of one mode with it: `entry_min[emu]`
    """
    modes = set(modes)
    other = _VEHICLES.difference(modes)
    named = [_OF_OWN_LEG[mode] for mode in sorted(modes & set(_OF_OWN_LEG))]
    read = set(named or _OF_LEG.get(leg, ())) - (OF_FIRST_COME if plans else set())
    columns = (("parameters", name) for name in ("parameter", "mode", "basis"))
    return [
        name if mode == "all" else f"{name}[{mode}]"
        for name, mode in network.made_of(_weak_names, *columns)
        if name in read and mode not in other
    ]


def _weak_names(network: Network) -> list[tuple[str, str]]:
    """Return parameter and mode of what `weak_parameters` returns."""
    table = weak_parameters(network)
    return list(zip(table["parameter"].tolist(), table["mode"].tolist(), strict=True))


def days_of_services(network: Network, rows: npt.NDArray[np.integer]) -> tuple[str, ...]:
    """Return the days of the timetables that stand for the network's own day in some services.

    rows     of services
    returns  days as YYYY-MM-DD, in order; none for services that come from elsewhere
    """
    days = network.made_of(_timetable_days, ("services", "timetable"))[rows]
    own = network.when.isoformat()
    return tuple(sorted({day for day in days.tolist() if day and day != own}))


def _timetable_days(network: Network) -> npt.NDArray[np.object_]:
    """Return the day of each service's timetable as YYYY-MM-DD, "" without one."""
    days = network["services"]["timetable"].to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), "", np.datetime_as_string(days)).astype(object)


def weak_rows(network: Network, table: str) -> BoolArray:
    """Return which rows of a table are recalled or assumed, bool[rows]."""
    return network[table]["basis"].isin(WEAK_BASES).to_numpy()


def _weak(network: Network, topology: Topology, table: str) -> BoolArray:
    """Return the weak rows of a table with the topology's rows; like ones are one array."""
    tables, name = topology.tables, ("weak", table)
    make = partial(weak_rows, network, table)
    return tables.kept(name, (network.source(table, "basis"),), lambda: tables.one(name, make()))


def _weak_pairs(topology: Topology, weak: BoolArray, chosen: BoolArray) -> BoolArray:
    """Return which ride pairs take a weak entry, by weak and chosen entries."""
    pairs = topology.pairs
    found = np.zeros(len(pairs), dtype=np.bool_)
    found[pairs.of_entry[weak & chosen]] = True
    return found


def weak_entries(network: Network, topology: Topology) -> BoolArray:
    """Return which entries of the ride pairs rest on a recalled or assumed row, bool[e]."""
    return topology.tables.made(
        _weak_entries,
        topology,
        _weak(network, topology, "flights"),
        _weak(network, topology, "services"),
        _weak(network, topology, "stops"),
        _weak(network, topology, "tracks"),
        topology.tables.floats(network, "stops", "run_min"),
    )


def _weak_entries(
    topology: Topology,
    flights: BoolArray,
    services: BoolArray,
    stops: BoolArray,
    tracks: BoolArray,
    run_min: FloatArray,
) -> BoolArray:
    """Return the same by the weak rows of four tables and the observed runs of stops."""
    lines, pairs = topology.lines, topology.pairs
    weak_pattern = np.where(
        lines.flight,
        _pick(flights, lines.row, lines.flight),
        _pick(services, lines.row, ~lines.flight),
    )
    is_call = lines.stop_row >= 0
    modelled = _pick(np.isnan(run_min), lines.stop_row, is_call)
    weak_track = np.append(0, np.cumsum(tracks[lines.tracks]))
    on_weak_track = weak_track[lines.track_first[1:]] > weak_track[lines.track_first[:-1]]
    reached = _pick(stops, lines.stop_row, is_call) | (modelled & on_weak_track)
    called = np.append(0, np.cumsum(reached))
    entry: BoolArray = weak_pattern[pairs.pattern]
    entry |= called[pairs.to_pos + 1] > called[pairs.from_pos + 1]
    return entry


def _pick(
    values: BoolArray, rows: np.ndarray[tuple[int], np.dtype[np.int32]], where: BoolArray
) -> BoolArray:
    """Return values[rows] where a mask holds, and False elsewhere."""
    picked = np.zeros(len(rows), dtype=np.bool_)
    picked[where] = values[rows[where]]
    return picked
