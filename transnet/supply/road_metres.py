"""How long arcs over roads, streets and ways to stops are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transnet.model.network import Network
from transnet.supply.arc_records import kinds_over
from transnet.supply.kinds import STREET_KINDS
from transnet.supply.streets import StreetTimes
from transnet.supply.topology import Topology


def road_metres(
    network: Network, topology: Topology, streets: StreetTimes | None
) -> npt.NDArray[np.int64]:
    """Return the metres of each arc by road, int64[m]; 0 off the roads.

    streets  times over the streets of a road layer, which say what is open; None without one
    """
    metres = np.zeros(len(topology.heads), dtype=np.int64)
    for kind, table in kinds_over("roads", "access").items():
        length = topology.tables.floats(network, table, "length_km")
        arcs = topology.arcs_of[kind]
        metres[arcs] = np.rint(1000.0 * length[topology.arc_row[arcs]])
    if topology.streets is not None and streets is not None:
        km = topology.streets.least_km(streets).ravel()
        km = np.where(np.isfinite(km), km, 0.0)
        for kind in STREET_KINDS:
            arcs = topology.arcs_of[kind]
            metres[arcs] = np.rint(1000.0 * km[topology.arc_row[arcs]])
    return metres
