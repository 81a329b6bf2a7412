"""Holes in the roads: ends and detours of the tables that a driver wouldn't find outside."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd

from transnet.base.sphere import distances_km
from transnet.model.network import Network
from transnet.travel.validation.hole_rows import LIMITS, HoleLimits, Names, hole_table

FAST_ROADS = frozenset({"motorway", "trunk"})
"""Classes of roads that are built to lead somewhere."""

_NEIGHBOURS_FROM_KM = 15.0  # within a town the streets that the tables leave out rule the way
_Row = dict[str, object]


def road_holes(network: Network, limits: HoleLimits = LIMITS) -> pd.DataFrame:
    """Return all holes in the open strategic roads; see `HOLE_COLUMNS`.

    None where streets stand in place of the strategic roads: they come from a map as they are.
    """
    if network.road_layer is not None:
        return hole_table(network, [])
    parts = (
        roadless(network, limits),
        loose_ends(network, limits),
        broken_roads(network),
        detours(network, limits),
    )
    return pd.concat(parts, ignore_index=True)


def roadless(network: Network, limits: HoleLimits = LIMITS) -> pd.DataFrame:
    """Return places that no open road touches, though one of the cluster lies near.

    Near is at most `neighbour_km` from a place of a city that is on the roads; farther places may
    well be reached by rail and air alone. to_id: the nearest such place; value: km to it by the
    great circle.
    """
    graph, nodes = _open_roads(network), _nodes(network)
    return hole_table(network, _roadless(network, graph, nodes, limits))


def _roadless(
    network: Network, graph: nx.Graph[str], nodes: pd.DataFrame, limits: HoleLimits
) -> Iterator[_Row]:
    names, places = Names(network), network["places"]
    inside = set(places.loc[places["city_id"] != "", "place_id"])
    ends = nodes[nodes["place_id"] != ""]
    joined = ends.index.isin(list(graph))
    on_roads = set(ends.loc[joined, "place_id"])
    known = ends[joined & ends["place_id"].isin(inside).to_numpy()]
    for _, node in ends[~ends["place_id"].isin(on_roads)].iterrows():
        km = pd.Series(distances_km(known, node.to_frame().T), known["place_id"])
        if not (km <= limits.neighbour_km).any():
            continue
        place, near, least = str(node["place_id"]), str(km.idxmin()), float(km.min())
        yield {
            "rule": "no_road",
            "from_id": place,
            "to_id": near,
            "value": least,
            "limit": limits.neighbour_km,
            "unit": "km",
            "why_zh": f"{names.zh(place)}没有公路,而{names.zh(near)}距它{least:.0f} km",
            "why_en": f"{names.en(place)} has no road, though {names.en(near)} is {least:.0f} km "
            "away",
        }


def loose_ends(network: Network, limits: HoleLimits = LIMITS) -> pd.DataFrame:
    """Return fast roads that end in open country beside a road that they reach by a long way only.

    An end is a node of one open road, of a class of FAST_ROADS, that stands for no place and serves
    no station or airport; the other node is at most `near_km` away and more than `far_ratio` times
    as far by road. value: the ratio, inf where no road leads there.
    """
    graph, nodes = _open_roads(network), _nodes(network)
    return hole_table(network, _loose_ends(network, graph, nodes, limits))


def _loose_ends(
    network: Network, graph: nx.Graph[str], nodes: pd.DataFrame, limits: HoleLimits
) -> Iterator[_Row]:
    names, kept = Names(network), nodes[nodes.index.isin(list(graph))]
    for node in graph:
        if graph.degree(node) != 1 or _stands_for_something(network, nodes, node):
            continue
        (beside,) = graph[node]
        if graph.edges[node, beside]["road_class"] not in FAST_ROADS:
            continue
        by_road = nx.single_source_dijkstra_path_length(graph, node, weight="km")
        straight = pd.Series(distances_km(kept, nodes.loc[[node]]), kept.index)
        near = straight[(straight <= limits.near_km) & (straight > 0)].drop(beside, errors="ignore")
        ratio = pd.Series({other: by_road.get(other, np.inf) / near[other] for other in near.index})
        if not (ratio > limits.far_ratio).any():
            continue
        other = str(near[ratio > limits.far_ratio].idxmin())
        km, road = float(near[other]), float(by_road.get(other, np.inf))
        yield {
            "rule": "loose_end",
            "from_id": node,
            "to_id": other,
            "value": ratio[other],
            "limit": limits.far_ratio,
            "unit": "1",
            "why_zh": f"{names.zh(node)}是{graph.edges[node, beside]['zh']}的尽头,距"
            f"{names.zh(other)}{km:.0f} km,公路{_road_zh(road)}",
            "why_en": f"{graph.edges[node, beside]['en']} ends at {names.en(node)}, {km:.0f} km "
            f"from {names.en(other)}, {_road_en(road)}",
        }


def broken_roads(network: Network) -> pd.DataFrame:
    """Return nodes where two numbered fast roads meet end to end, so that neither goes on.

    A road that ends at another meets it in the middle; where both end, one is likely cut off in the
    tables. Gateways are ends by intent, as are nodes that stand for a place or serve a stop.
    from_id, to_id: the far ends of the two sections; value: the roads at the node, 2.
    """
    graph, nodes = _open_roads(network), _nodes(network)
    return hole_table(network, _broken_roads(network, graph, nodes))


def _broken_roads(network: Network, graph: nx.Graph[str], nodes: pd.DataFrame) -> Iterator[_Row]:
    names = Names(network)
    for node in graph:
        meant = nodes["kind"][node] == "gateway" or _stands_for_something(network, nodes, node)
        if graph.degree(node) != 2 or meant:
            continue
        (start, one), (end, two) = graph[node].items()
        codes = [{code for code in str(road["code"]).split("/") if code} for road in (one, two)]
        fast = {one["road_class"], two["road_class"]} <= FAST_ROADS
        if not (fast and all(codes)) or codes[0] & codes[1]:
            continue
        yield {
            "rule": "broken_road",
            "from_id": start,
            "to_id": end,
            "value": 2.0,
            "limit": 3.0,
            "unit": "1",
            "why_zh": f"{one['code']} {one['zh']}与{two['code']} {two['zh']}都止于"
            f"{names.zh(node)},其中一条应继续延伸",
            "why_en": f"{one['code']} {one['en']} and {two['code']} {two['en']} both end at "
            f"{names.en(node)}; one of them should go on",
        }


def detours(network: Network, limits: HoleLimits = LIMITS) -> pd.DataFrame:
    """Return neighbouring places whose drive is more than `detour_ratio` times the great circle.

    Places on the roads that are 15 km to `neighbour_km` apart, each pair once. value: the ratio,
    inf where no road leads there.
    """
    graph, nodes = _open_roads(network), _nodes(network)
    return hole_table(network, _detours(network, graph, nodes, limits))


def _detours(
    network: Network, graph: nx.Graph[str], nodes: pd.DataFrame, limits: HoleLimits
) -> Iterator[_Row]:
    names = Names(network)
    ends = nodes[(nodes["place_id"] != "") & nodes.index.isin(list(graph))]
    by_road = {
        node: nx.single_source_dijkstra_path_length(graph, node, weight="km") for node in ends.index
    }
    straight = {node: distances_km(ends, ends.loc[[node]]) for node in ends.index}
    for (row, start), (column, end) in combinations(enumerate(ends.index), 2):
        km = float(straight[start][column])
        road = float(by_road[start].get(end, np.inf))
        near = _NEIGHBOURS_FROM_KM < km < limits.neighbour_km
        if not near or road <= limits.detour_ratio * km:
            continue
        yield {
            "rule": "detour",
            "from_id": ends["place_id"].iloc[row],
            "to_id": ends["place_id"].iloc[column],
            "value": road / km,
            "limit": limits.detour_ratio,
            "unit": "1",
            "why_zh": f"{names.zh(start)}到{names.zh(end)}直线{km:.0f} km,公路{_road_zh(road)}",
            "why_en": f"{names.en(start)} to {names.en(end)} is {km:.0f} km straight, "
            f"{_road_en(road)}",
        }


def _open_roads(network: Network) -> nx.Graph[str]:
    """Open roads both ways; of roads between the same two nodes the shortest."""
    graph: nx.Graph[str] = nx.Graph()
    roads = network["roads"][network.open_rows("roads")].sort_values("length_km", ascending=False)
    for road in roads.to_dict("records"):
        if road["from_node"] != road["to_node"]:
            graph.add_edge(
                road["from_node"],
                road["to_node"],
                km=road["length_km"],
                road_class=road["road_class"],
                code=road["road_code"],
                zh=road["name_zh"],
                en=road["name_en"],
            )
    return graph


def _nodes(network: Network) -> pd.DataFrame:
    nodes = network["nodes"].set_index("node_id", drop=False)
    return nodes[~nodes.index.duplicated()]


def _stands_for_something(network: Network, nodes: pd.DataFrame, node: str) -> bool:
    """Return whether a node is a place's or serves a station or airport, so that it may end."""
    return str(nodes["place_id"][node]) != "" or bool((network["access"]["node_id"] == node).any())


def _road_zh(km: float) -> str:
    return f"{km:.0f} km" if np.isfinite(km) else "不通"


def _road_en(km: float) -> str:
    return f"{km:.0f} km by road" if np.isfinite(km) else "and no road leads there"
