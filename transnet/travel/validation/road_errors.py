"""Drives of the model against observed drives, and the speeds that all drives come to."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.units import UNREACHABLE_MS, ms_to_minutes
from transnet.kernels.search.dijkstra import shortest_times, shortest_trees
from transnet.kernels.search.tree_paths import path_sums
from transnet.model.network import Network
from transnet.supply.kinds import ArcKind
from transnet.supply.lookup import ids
from transnet.supply.topology import Topology
from transnet.supply.weights import ArcTimes, restrict

PLAUSIBLE_KMH = MappingProxyType(
    {
        "motorway": (45.0, 105.0),
        "trunk": (30.0, 75.0),
        "primary": (25.0, 60.0),
        "urban": (12.0, 45.0),
    }
)
"""Door-to-door speeds between seats, by the class with most of the way; outside them look twice."""

SHORTEST_KM = 10.0
"""Drives shorter than this are left out of the speeds: the end of the trip rules them."""

_METRES = 1000.0


def compare_roads(network: Network, topology: Topology, times: ArcTimes) -> pd.DataFrame:
    """Return the model's drives between nodes with an observed drive.

    from_node, to_node, from_zh, from_en, to_zh, to_en, observed_min, basis, road_min (on the
    road), modelled_min (with parking), error_pct; inf where no road leads
    """
    observed = network["observed_roads"]
    weights = restrict(times, topology, "drive")
    start = topology.nodes("access_road", observed["from_node"])
    end = topology.nodes("access_road", observed["to_node"])
    found = shortest_times(topology.indptr, topology.heads, weights, start)
    road = ms_to_minutes(found[np.arange(len(end)), end])
    arcs = topology.arcs_of[ArcKind.PARK]
    parking = float(ms_to_minutes(times.total[arcs[:1]]).sum())
    names = network["nodes"].set_index("node_id")
    table = observed[["from_node", "to_node"]].copy()
    for column, node in (("from", "from_node"), ("to", "to_node")):
        for language in ("zh", "en"):
            table[f"{column}_{language}"] = observed[node].map(names[f"name_{language}"])
    table["observed_min"] = observed["drive_min"]
    table["basis"] = observed["basis"]
    table["road_min"] = road
    table["modelled_min"] = road + parking
    table["error_pct"] = 100 * (table["modelled_min"] / table["observed_min"] - 1)
    return table.reset_index(drop=True)


def drive_speeds(network: Network, topology: Topology, times: ArcTimes) -> pd.DataFrame:
    """Return the speed of every drive of SHORTEST_KM or more between seats of the network's cities.

    from_id, to_id, road_class (the one with most of the way), length_km, drive_min (with parking),
    speed_kmh, plausible (within PLAUSIBLE_KMH)
    """
    places = network["places"]
    seats = places.loc[places["city_id"] != "", "place_id"].tolist()
    start, end = topology.nodes("place_out", seats), topology.nodes("place_in", seats)
    weights = restrict(times, topology, "drive")
    found, trees = shortest_trees(topology.indptr, topology.heads, weights, start)
    classes, metres = _metres_by_class(network, topology)
    sums = path_sums(trees, topology.tails, metres, found)[:, :, end].astype(np.float64)
    length = sums.sum(axis=1) / _METRES
    leading = np.array(classes, dtype=object)[sums.argmax(axis=1)]
    reached = (found[:, end] < UNREACHABLE_MS) & (length >= SHORTEST_KM)
    origin, destination = np.nonzero(reached)
    minutes = ms_to_minutes(found[:, end][reached])
    table = pd.DataFrame(
        {
            "from_id": np.array(seats, dtype=object)[origin],
            "to_id": np.array(seats, dtype=object)[destination],
            "road_class": leading[reached],
            "length_km": length[reached],
            "drive_min": minutes,
            "speed_kmh": 60 * length[reached] / minutes,
        }
    )
    low, high = (
        table["road_class"].map({c: b[i] for c, b in PLAUSIBLE_KMH.items()}) for i in (0, 1)
    )
    table["plausible"] = table["speed_kmh"].between(low, high)
    return table


def summarise_speeds(table: pd.DataFrame) -> pd.DataFrame:
    """Return by road class: drives, p10_kmh, median_kmh, p90_kmh, low_kmh, high_kmh, outside."""
    rows = []
    for road_class, (low, high) in PLAUSIBLE_KMH.items():
        part = table[table["road_class"] == road_class]
        p10, median, p90 = (float(part["speed_kmh"].quantile(share)) for share in (0.1, 0.5, 0.9))
        rows.append(
            {
                "road_class": road_class,
                "drives": len(part),
                "p10_kmh": p10,
                "median_kmh": median,
                "p90_kmh": p90,
                "low_kmh": low,
                "high_kmh": high,
                "outside": int((~part["plausible"]).sum()),
            }
        )
    return pd.DataFrame(rows)


def _metres_by_class(
    network: Network, topology: Topology
) -> tuple[list[str], npt.NDArray[np.int32]]:
    """Classes, and the metres that each arc runs on each of them, int32[classes, m]."""
    arcs = topology.arcs_of[ArcKind.DRIVE]
    rows = topology.arc_row[arcs]
    of_road = ids(network, "roads", "road_class")[rows]
    length = network["roads"]["length_km"].to_numpy(np.float64)[rows]
    classes = list(PLAUSIBLE_KMH)
    metres = np.zeros((len(classes), len(topology.heads)), dtype=np.int32)
    for place, road_class in enumerate(classes):
        metres[place, arcs] = np.rint(np.where(of_road == road_class, _METRES * length, 0))
    return classes, metres
