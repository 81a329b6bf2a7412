"""What the roads of a leg are called: rows by their names, streets by the tags of their ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from transnet.analysis.sources import Row
from transnet.graph.describe import STREETS
from transnet.graph.topology import Topology
from transnet.graph.weights import ArcTimes
from transnet.model.network import Network
from transnet.model.road_join import layer_of

_MOST_NAMES = 6  # of one way over the streets: those that take most of it


def road_names(
    network: Network, topology: Topology, times: ArcTimes, rows: Sequence[Row]
) -> list[Iterable[str]]:
    """Return the names of the roads among some rows, in order: in Chinese, in English.

    A way over streets gives the number and name of each street that takes most of it, the same in
    both; one without either gives its class.
    """
    roads = network["roads"]
    zh: list[str] = []
    en: list[str] = []
    for table, row in rows:
        if table == "roads":
            code = str(roads["road_code"].iloc[row])
            for names, column in ((zh, "name_zh"), (en, "name_en")):
                names.append(f"{code} {roads[column].iloc[row]}".strip())
        elif table == STREETS:
            streets = _street_names(network, topology, times, row)
            zh += streets
            en += streets
    return [zh, en]


def _street_names(network: Network, topology: Topology, times: ArcTimes, row: int) -> list[str]:
    streets, layer = topology.streets, layer_of(network)
    if streets is None or times.streets is None:
        return []
    length: dict[str, float] = {}
    for piece in streets.way(times.streets, row).tolist():
        arc = int(streets.pieces.arc[piece])
        road_class = str(layer.graph.road_class[arc])
        name = layer.names.get(int(layer.graph.way_ids[arc])) or road_class.replace("_", " ")
        length[name] = length.get(name, 0.0) + float(streets.piece_km[piece])
    longest = sorted(length, key=lambda name: -length[name])[:_MOST_NAMES]
    return [name for name in length if name in longest]
