"""What a topology is compiled from: ids and ends of rows, told apart by a hash."""

from __future__ import annotations

import hashlib
from functools import partial
from operator import is_
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.model.network import Network
from transnet.supply.supply_tables import SupplyTables

_STRUCTURE = {
    "places": ("place_id",),
    "nodes": ("node_id", "place_id"),
    "roads": ("road_id", "from_node", "to_node", "oneway"),
    "stations": ("station_id",),
    "airports": ("airport_id",),
    "tracks": ("track_id",),
    "services": ("service_id", "mode"),
    "stops": ("service_id", "seq", "station_id", "tracks"),
    "flights": ("flight_id", "from_airport", "to_airport"),
    "access": ("access_id", "node_id", "stop_id"),
    "transfers": ("transfer_id", "from_stop", "to_stop"),
}


def structure_of(network: Network, tables: SupplyTables | None = None) -> str:
    """Return a hash of the ids and ends that a topology is compiled from, in row order."""
    known = tables or SupplyTables()
    return known.kept("structure", _read_from(network), lambda: _structure(network, known))


def same_structure(one: Network, other: Network, tables: SupplyTables | None = None) -> bool:
    """Return whether two networks have the same hash, which isn't made where nothing differs."""
    left, right = _read_from(one), _read_from(other)
    if len(left) == len(right) and all(map(is_, left, right)):
        return True
    return structure_of(one, tables) == structure_of(other, tables)


def _read_from(network: Network) -> tuple[object, ...]:
    """Return all that the hash is made of."""
    by = [network.source(table, column) for table, names in _STRUCTURE.items() for column in names]
    layer = network.road_layer
    return (*by, layer) if layer is None else (*by, layer, network["nodes"])


def _structure(network: Network, tables: SupplyTables) -> str:
    parts = [_of_table(network, tables, table) for table in _STRUCTURE]
    if network.road_layer is not None:
        points = network["nodes"][["lon", "lat"]].to_numpy(np.float64)
        parts += [network.road_layer.structure_hash, hashlib.sha256(points.tobytes()).hexdigest()]
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def _of_table(network: Network, tables: SupplyTables, table: str) -> str:
    """Return the hashes of a table's columns, one after another."""
    columns = _STRUCTURE[table]
    sources = tuple(network.source(table, column) for column in columns)

    def made() -> str:
        cells = ((column, tables.cells(network, table, column)) for column in columns)
        return "".join(
            tables.kept(("structure", table, name), (each,), partial(_of_column, table, name, each))
            for name, each in cells
        )

    return tables.kept(("structure", table), sources, made)


def _of_column(table: str, column: str, cells: npt.NDArray[Any]) -> str:
    text = "\x1f".join([table, column, *map(str, cells.tolist())])
    return hashlib.sha256(text.encode()).hexdigest()
