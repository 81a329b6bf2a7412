"""What the roads of a leg are called: rows by their names, streets by the tags of their ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from transnet.model.network import Network
from transnet.model.road_join import layer_of
from transnet.supply.arc_records import STREETS
from transnet.supply.kinds import BUS_OR_CYCLE, WALK
from transnet.supply.topology import Topology
from transnet.supply.weights import ArcTimes
from transnet.travel.provenance import Row

OWN_WAYS = {BUS_OR_CYCLE: ("公交/骑行", "bus or cycle"), WALK: ("步行", "on foot")}
"""How one goes to a stop without a car, in Chinese and in English."""

_MOST_NAMES = 6  # of one way over the streets: those that take most of it


def road_names(
    network: Network, topology: Topology, times: ArcTimes, rows: Sequence[Row]
) -> list[Iterable[str]]:
    """Return the names of the roads among some rows, in order: in Chinese, in English.

    A way over streets gives the number and name of each street that takes most of it; the English
    name where one is tagged, else that on the spot. A street without a name gives its class.
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
            zh += [local for local, _ in streets]
            en += [english for _, english in streets]
    return [zh, en]


def _street_names(
    network: Network, topology: Topology, times: ArcTimes, row: int
) -> list[tuple[str, str]]:
    streets, graph = topology.streets, layer_of(network).graph
    if streets is None or times.streets is None:
        return []
    length: dict[tuple[str, str], float] = {}
    for piece in streets.way(times.streets, row).tolist():
        arc = int(streets.pieces.arc[piece])
        local, english = graph.name_table[graph.name_codes[arc]]
        local = local or str(graph.road_class[arc]).replace("_", " ")
        name = (local, english or local)
        length[name] = length.get(name, 0.0) + float(streets.piece_km[piece])
    longest = sorted(length, key=lambda name: -length[name])[:_MOST_NAMES]
    return [name for name in length if name in longest]
