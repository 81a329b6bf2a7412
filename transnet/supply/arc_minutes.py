"""Minutes of rows, platforms and doors, and the weights of arcs that they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from transnet.base.units import FloatArray, Int32Array, beyond_range
from transnet.kernels._arrays import read_only
from transnet.kernels.weights.arc_weights import (
    NOWHERE,
    ON_RIDES,
    Arcs,
    Minutes,
    Rides,
    weigh_arcs,
)
from transnet.supply.arc_records import ARCS
from transnet.supply.kinds import WALK, ArcKind
from transnet.supply.lookup import Classes
from transnet.supply.overrides import Parameters
from transnet.supply.supply_rows import BY_PLATFORM, SupplyRows
from transnet.supply.topology import Topology

if TYPE_CHECKING:
    pass

_WALKING = ("walk_speed_kmh", "all")
_TABLES = ("roads", "access", "transfers")
_PARKING = len(_TABLES)
_PLATFORMS = {kind: _PARKING + 1 + at for at, kind in enumerate(BY_PLATFORM)}


def weighed_arcs(
    topology: Topology,
    rows: SupplyRows,
    parameters: Parameters,
    along: tuple[FloatArray, FloatArray],
    rides: tuple[Int32Array, Int32Array, Int32Array],
) -> Rides:
    """Return what arcs take, what of it is wait and ride, int32[m] each, ms; 0 over streets.

    along  km of ways to stops, and minutes of changes between stops; inf where closed
    rides  total, wait and ride of each pair of stops
    Raises InputError for a time that is negative or longer than 24 days.
    """
    tables, by = topology.tables, parameters.by
    roads, classes = rows.roads, rows.access_class
    road_min = tables.kept("road minutes", (roads, *by), lambda: roads.minutes(parameters))
    speed = tables.kept("access speeds", (classes, *by), lambda: _speeds(classes, parameters))
    of_rows = [
        np.where(rows.road_open, road_min, np.inf),
        60.0 * along[0] / speed,
        along[1],
        tables.kept("parking", (topology, *by), lambda: _parking(topology, parameters)),
    ]
    minutes = Minutes(
        read_only(_side_by_side(of_rows)),
        tables.kept("usual minutes", (topology, *by), lambda: _usual(topology, parameters)),
        tables.made(_stacked, *(rows.stop_extra[kind] for kind in BY_PLATFORM)),
        read_only(~rows.stop_open),
        read_only(np.zeros(0) if rows.slower is None else rows.slower),
    )
    into = Rides(*(np.empty(len(topology.heads), dtype=np.int32) for _ in range(3)))
    arcs = tables.made(_arcs, topology)
    total, wait, ride = rides
    given = Rides(read_only(total), read_only(wait), read_only(ride))
    if not weigh_arcs(arcs, minutes, given, into):
        raise beyond_range("minutes", "a time is negative or longer than 24 days")
    return into


def _arcs(topology: Topology) -> Arcs:
    source = np.full(len(ArcKind), NOWHERE, dtype=np.int8)
    for kind, record in ARCS.items():
        if record.table in _TABLES:
            source[kind] = _TABLES.index(record.table)
    source[ArcKind.PARK], source[ArcKind.RIDE] = _PARKING, ON_RIDES
    for kind, at in _PLATFORMS.items():
        source[kind] = at
    return Arcs(
        read_only(topology.arc_kind),
        read_only(topology.arc_row),
        read_only(topology.arc_mode),
        read_only(source),
    )


def _speeds(classes: Classes, parameters: Parameters) -> FloatArray:
    """Return how fast one is on each way to a stop, f64[access], km/h."""
    return classes.values(
        lambda each: parameters(*(_WALKING if each == WALK else ("access_speed_kmh", each)))
    )


def _parking(topology: Topology, parameters: Parameters) -> FloatArray:
    """Return how long one parks at each place, f64[places]."""
    places = topology.rows_of[ArcKind.PARK].max(initial=-1) + 1
    return np.full(int(places), parameters("parking_min"))


def _usual(topology: Topology, parameters: Parameters) -> FloatArray:
    """Return the minutes at platforms of each mode, f64[kinds of arcs, modes]."""
    usual = [parameters.by_mode(f"{name}_min", topology.modes) for name in BY_PLATFORM.values()]
    return read_only(np.stack(usual))


def _stacked(*columns: FloatArray) -> FloatArray:
    return read_only(np.stack(columns))


def _side_by_side(rows: list[FloatArray]) -> FloatArray:
    """Return rows of tables as one array, f64[tables, most rows]."""
    both = np.zeros((len(rows), max(map(len, rows))))
    for at, values in enumerate(rows):
        both[at, : len(values)] = values
    return both
