"""How long arcs over roads, streets and ways to stops are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transnet.base.units import UNREACHABLE_MS, FloatArray
from transnet.model.network import Network
from transnet.supply.arc_records import kinds_over
from transnet.supply.kinds import STREET_KINDS
from transnet.supply.streets import Streets, StreetTimes
from transnet.supply.topology import Topology

_TABLES = ("roads", "access")


def road_metres(
    network: Network, topology: Topology, streets: StreetTimes | None
) -> npt.NDArray[np.int64]:
    """Return the metres of each arc by road, int64[m]; 0 off the roads.

    streets  times over the streets of a road layer, which say what is open; None without one
    """
    lengths = (topology.tables.floats(network, table, "length_km") for table in _TABLES)
    metres = topology.tables.made(_along_rows, topology, *lengths)
    if topology.streets is not None and streets is not None:
        is_open = topology.tables.one("open streets", streets.metric.weights < UNREACHABLE_MS)
        by = topology.streets, is_open
        between = topology.tables.kept("street metres", by, lambda: _street_metres(by[0], streets))
        metres = metres.copy()
        for kind in STREET_KINDS:
            arcs = topology.arcs_of[kind]
            metres[arcs] = between[topology.arc_row[arcs]]
    return metres


def _along_rows(topology: Topology, *lengths: FloatArray) -> npt.NDArray[np.int64]:
    """Return the metres of arcs over rows of tables, by their lengths in km."""
    metres, by_table = (
        np.zeros(len(topology.heads), dtype=np.int64),
        dict(zip(_TABLES, lengths, strict=True)),
    )
    for kind, table in kinds_over(*_TABLES).items():
        arcs = topology.arcs_of[kind]
        metres[arcs] = np.rint(1000.0 * by_table[table][topology.arc_row[arcs]])
    return metres


def _street_metres(streets: Streets, times: StreetTimes) -> npt.NDArray[np.int64]:
    """Return the metres between tied nodes, int64[k * k]; they hang on which streets are open."""
    km = streets.least_km(times).ravel()
    return np.rint(1000.0 * np.where(np.isfinite(km), km, 0.0)).astype(np.int64)
