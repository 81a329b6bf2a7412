"""A network joined to a road layer: what is tied, what is replaced, and what lies too far away.

The streets take the place of the strategic roads that are open on the layer's day and whose ends
both meet the streets. Other roads, such as planned ones, stay rows that begin and end at nodes tied
to the streets. Each station and airport with a way by road gets a road node of its own where its
nearest street is; its ways by road lead there, with the length of that stretch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import Notice, UnknownNameError
from transnet.base.language import said
from transnet.base.units import FloatArray
from transnet.model.network import BoolArray, Network
from transnet.roads.layer import RoadLayer
from transnet.roads.snapping import NOT_ENTERED, SnappedPoints

TIE_KM = {"node": 2.0, "stop": 2.0, "point": 5.0}
"""Farthest from the road, where parameter road_tie_km gives no other (assumed)."""

OF_ROWS_ALONE = ("isolated_node", "split_network", "one_way_dead_end", "cut_off_place")
"""Codes of notices about roads that hold for rows alone: streets join what rows don't."""

_STOP_NODE = "road@"
_STOPS = (("stations", "station_id"), ("airports", "airport_id"))


def join_layer(network: Network, layer: RoadLayer) -> Network:
    """Return the network with a layer in place of its strategic roads.

    The layer's notices name every node and stop that lies too far from a street, with the distance
    looked at, and every default that stands in for a parameter.
    """
    notices = [*layer.notices, *_limit_notices(network), *_component_notices(layer)]
    joined = replace(network, road_layer=layer)
    joined, found = tie_stops(joined)
    notices += found
    ties = node_ties(joined)
    notices += _far_nodes(joined, ties)
    notices = list(dict.fromkeys(notices))
    return replace(
        joined,
        road_layer=replace(
            layer_of(joined), replaced=_replaced(joined, ties), notices=tuple(notices)
        ),
    )


def tie_limit_km(network: Network, kind: str) -> float:
    """Return how far from the road a node, stop or point may lie."""
    try:
        return network.parameter("road_tie_km", kind)
    except UnknownNameError:
        return TIE_KM[kind]


def node_ties(network: Network) -> SnappedPoints:
    """Return where the rows of the nodes table meet the streets; the network has a layer."""
    nodes = network["nodes"]
    limit = tie_limit_km(network, "node")
    return layer_of(network).ties(nodes["lon"].to_numpy(), nodes["lat"].to_numpy(), limit)


def layer_of(network: Network) -> RoadLayer:
    """Return the network's road layer; raises ValueError without one."""
    if network.road_layer is None:
        raise ValueError("the network has no road layer")
    return network.road_layer


def tie_stops(network: Network) -> tuple[Network, list[Notice]]:
    """Return the network with each stop's ways by road led to its nearest street, and notices.

    Stops that are tied already stay as they are, so new ones may be added and tied later.
    """
    access, layer = network["access"], layer_of(network)
    stops = _stops_to_tie(network)
    limit = tie_limit_km(network, "stop")
    ties = layer.ties(stops["lon"].to_numpy(), stops["lat"].to_numpy(), limit)
    tied = ties.tied
    away = stops.assign(away_km=ties.distance_km)[~tied]
    notices = [_far_stop(stop, limit) for stop in away.to_dict("records")]
    if not tied.any():
        return network, notices
    nodes = _stop_nodes(network, stops[tied], (ties.lon[tied], ties.lat[tied]))
    length = dict(zip(stops.loc[tied, "stop_id"], ties.distance_km[tied].tolist(), strict=True))
    rows = (access["mode"] == "road") & access["stop_id"].isin(length)
    rerouted_access = (
        [layer.rerouted_access, access[rows]]
        if layer.rerouted_access is not None
        else [access[rows]]
    )
    access = access.copy()
    access.loc[rows, "node_id"] = _STOP_NODE + access.loc[rows, "stop_id"]
    access.loc[rows, "length_km"] = access.loc[rows, "stop_id"].map(length).astype(np.float64)
    access.loc[rows, "source"] = f"nearest street of {layer.name}"
    access.loc[rows, "basis"] = "derived"
    tables = {**network.tables, "access": access, "nodes": nodes}
    layer = replace(layer, rerouted_access=pd.concat(rerouted_access, ignore_index=True))
    return replace(network, tables=tables, road_layer=layer), notices


def part_layer(network: Network) -> Network:
    """Return the network as its tables had it before it was joined to its layer."""
    layer = layer_of(network)
    nodes, access = network["nodes"], network["access"]
    if layer.rerouted_access is not None:
        access = access.set_index("access_id", drop=False)
        before = layer.rerouted_access.set_index("access_id", drop=False)
        access.loc[before.index] = before
        access = access.reset_index(drop=True)
    nodes = nodes[~nodes["node_id"].str.startswith(_STOP_NODE)].reset_index(drop=True)
    tables = {**network.tables, "access": access, "nodes": nodes}
    return replace(network, tables=tables, road_layer=None)


def replaced_roads(network: Network) -> BoolArray:
    """Return which roads give way to the streets of a road layer, bool[roads]."""
    by_streets = {} if network.road_layer is None else network.road_layer.replaced
    replaced: BoolArray = network["roads"]["road_id"].isin(list(by_streets)).to_numpy()
    return replaced


def stop_ways(network: Network) -> list[tuple[str, str]]:
    """Return the ways to stops of the tables that run over the streets now, as pairs of nodes."""
    rerouted_access = layer_of(network).rerouted_access
    if rerouted_access is None:
        return []
    ends = zip(rerouted_access["node_id"], rerouted_access["stop_id"], strict=True)
    return [(str(node), f"{_STOP_NODE}{stop}") for node, stop in ends]


def _stops_to_tie(network: Network) -> pd.DataFrame:
    """Return the stops whose way by road leads to no street yet, with names and points."""
    access = network["access"]
    by_road = access["mode"] == "road"
    tied = access["node_id"] == _STOP_NODE + access["stop_id"].astype(object)
    wanted = set(access.loc[by_road & ~tied, "stop_id"])
    parts = []
    for table, key in _STOPS:
        stops = network[table]
        part = stops[[key, "name_zh", "name_en", "lon", "lat"]].rename(columns={key: "stop_id"})
        part = part.assign(table=table, row=np.arange(len(stops)) + 2)
        parts.append(part[part["stop_id"].isin(wanted)])
    return pd.concat(parts, ignore_index=True)


def _stop_nodes(
    network: Network, stops: pd.DataFrame, place: tuple[FloatArray, FloatArray]
) -> pd.DataFrame:
    nodes = network["nodes"]
    added = pd.DataFrame(
        {
            "node_id": _STOP_NODE + stops["stop_id"].astype(object),
            "name_zh": stops["name_zh"].where(stops["name_zh"] != "", stops["name_en"]) + "旁道路",
            "name_en": "road at " + stops["name_en"],
            "kind": "road",
            "place_id": "",
            "lon": place[0],
            "lat": place[1],
            "source": f"nearest street of {layer_of(network).name}",
            "basis": "derived",
            "confidence": "medium",
            "note": "",
        }
    )
    added = added[~added["node_id"].isin(nodes["node_id"])]
    both = pd.concat([nodes, added[list(nodes.columns)]], ignore_index=True)
    return both.astype(nodes.dtypes.to_dict())


def _replaced(network: Network, ties: SnappedPoints) -> dict[str, float]:
    roads = network["roads"]
    nodes = network["nodes"]["node_id"]
    tied = set(nodes[ties.tied])
    is_open = network.at(layer_of(network).when).open_rows("roads")
    rows = is_open & roads["from_node"].isin(tied) & roads["to_node"].isin(tied)
    speeds = roads.loc[rows, "design_speed_kmh"].astype(float)
    return dict(zip(roads.loc[rows, "road_id"].astype(str), speeds.tolist(), strict=True))


def _limit_notices(network: Network) -> Iterator[Notice]:
    table = network["parameters"]
    given = set(table.loc[table["parameter"] == "road_tie_km", "mode"])
    for kind, limit in TIE_KM.items():
        if not {kind, "all"} & given:
            hint = said("isn't given; {limit:g} km is assumed", limit=limit)
            value = f"road_tie_km ({kind})"
            yield notice("assumed_parameter", "parameters", 0, "parameter", value, hint)


def _component_notices(layer: RoadLayer) -> Iterator[Notice]:
    outside = int((~layer.in_main).sum())
    if outside:
        share = 100.0 * outside / len(layer.in_main)
        hint = said(
            "{outside:,} junctions ({share:.1f} %) lie off the largest part; nothing is tied there",
            outside=outside,
            share=share,
        )
        yield notice("split_layer", layer.name, 0, "", "", hint)


def _far_stop(stop: Mapping[Any, Any], limit: float) -> Notice:
    hint = said(
        "{far_words}; its ways by road stay as they are",
        far_words=_far_words(stop["away_km"], limit),
    )
    value = _named(stop["stop_id"], stop)
    return notice("far_from_road", stop["table"], int(stop["row"]), "lon", value, hint)


def _far_nodes(network: Network, ties: SnappedPoints) -> Iterator[Notice]:
    nodes = network["nodes"]
    limit = tie_limit_km(network, "node")
    for row in np.flatnonzero(~ties.tied).tolist():
        cells = nodes.iloc[row].to_dict()
        far = _far_words(float(ties.distance_km[row]), limit)
        hint = said("{far}; the roads that end here stay as they are", far=far)
        value = _named(cells["node_id"], cells)
        yield notice("far_from_road", "nodes", row + 2, "lon", value, hint)


def _named(key: str, cells: Mapping[Any, Any]) -> str:
    return " ".join(part for part in (key, cells["name_zh"], cells["name_en"]) if part)


def _far_words(away_km: float, limit: float) -> str:
    classes = ", ".join(NOT_ENTERED)
    return said(
        "{away_km:.1f} km from the nearest street (at most {limit:g}; {classes} don't count)",
        away_km=away_km,
        limit=limit,
        classes=classes,
    )
