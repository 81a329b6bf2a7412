"""The shortest ways from files to a table of times that users of each library would write.

`lines_of` counts their lines for the tables of `benchmarks.same_questions`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

import transnet

WALK_KMH = 5.0
DEPARTURE, WINDOW = "2019-05-13 14:00", 60


def transnet_read(pbf: Path, mode: str) -> Any:
    """Return the roads of a profile."""
    roads, _ = transnet.read_roads(pbf, profile=mode, country="PT")
    return roads


def transnet_ask(roads: Any, homes: Any, clinics: Any) -> Any:
    """Return times between all homes and clinics, a row a pair."""
    return roads.travel_times(homes, clinics)


def cafein_read(pbf: Path, mode: str) -> Any:
    """Return the streets of a mode."""
    import cafein

    return cafein.StreetNetwork.from_osm(pbf, modes=(mode,), country="PT")


def cafein_ask(streets: Any, homes: Any, clinics: Any, mode: str) -> Any:
    """Return times between homes and clinics, a row a pair that is reached."""
    import cafein

    how = {"max_street_time": 600, "output_time_units": "seconds"}
    return cafein.TravelTimeMatrix(streets, homes, clinics, transport_mode=mode, **how)


def osmnx_read(xml: Path, mode: str) -> Any:
    """Return the graph of ways cut to a mode, with times of its edges."""
    import osmnx as ox

    graph = ox.graph_from_xml(xml, bidirectional=mode == "walk")
    if mode == "walk":
        nx.set_edge_attributes(graph, WALK_KMH, "speed_kph")
    else:
        graph = ox.add_edge_speeds(graph)
    return ox.add_edge_travel_times(graph)


def osmnx_ask(graph: Any, homes: Any, clinics: Any) -> Any:
    """Return seconds from homes to clinics, float64[homes, clinics]."""
    import osmnx as ox

    starts = ox.distance.nearest_nodes(graph, homes["lon"], homes["lat"])
    ends = ox.distance.nearest_nodes(graph, clinics["lon"], clinics["lat"])
    back = graph.reverse(copy=False)
    rows = []
    for end in ends:
        seconds = nx.single_source_dijkstra_path_length(back, end, weight="travel_time")
        rows.append([seconds.get(start, np.inf) for start in starts])
    return np.array(rows).T


def pandana_read(graph: Any) -> Any:
    """Return the network of OSMnx's graph."""
    import osmnx as ox
    import pandana

    nodes, edges = ox.graph_to_gdfs(graph)
    edges = edges.reset_index()
    return pandana.Network(
        nodes["x"], nodes["y"], edges["u"], edges["v"], edges[["travel_time"]], twoway=False
    )


def pandana_ask(net: Any, homes: Any, clinics: Any) -> Any:
    """Return seconds from homes to clinics, a list by home."""
    starts = net.get_node_ids(homes["lon"], homes["lat"])
    ends = net.get_node_ids(clinics["lon"], clinics["lat"])
    pairs = np.repeat(starts, len(ends)), np.tile(ends, len(starts))
    return net.shortest_path_lengths(*pairs, imp_name="travel_time")


def transnet_city(feeds: list[Path], pbf: Path) -> Any:
    """Return feeds and the streets between their stops."""
    streets, _ = transnet.read_roads(pbf, profile="walk")
    return transnet.TransitNetwork(feeds, streets, transnet.Walking(longest_min=30))


def transnet_transit(city: Any, origins: Any, ends: Any) -> Any:
    """Return medians over the window, a row a pair."""
    return city.travel_times(origins, ends, departure=DEPARTURE, window=WINDOW, percentiles=[50])


def cafein_city(feeds: list[Path], pbf: Path) -> Any:
    """Return feeds and the streets between their stops."""
    import cafein

    return cafein.TransportNetwork.from_gtfs(feeds, osm_pbf=pbf, max_walking_time=30)


def cafein_transit(city: Any, origins: Any, ends: Any) -> Any:
    """Return medians over the window, a row a pair that is reached."""
    import cafein

    how = {"departure_time_window": WINDOW, "output_time_units": "seconds"}
    return cafein.TravelTimeMatrix(city, origins, ends, DEPARTURE, **how)


def lines_of(*ways: Callable[..., Any]) -> int:
    """Return how many lines a user writes: bodies without imports, words and brackets alone."""
    found = 0
    for way in ways:
        source = inspect.getsource(way)
        body = source[source.index('"""', source.index('"""') + 3) + 3 :]
        texts = [line.strip() for line in body.splitlines()]
        found += sum(not re.fullmatch(r"|import .*|return \w+|[)\]}]+", each) for each in texts)
    return found
