"""Graphs that OSMnx made, read as they are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import osmium
import osmnx
import pytest
from shapely.geometry import LineString

from transnet.base.errors import InputError
from transnet.io.osm.osmnx_graph import from_osmnx
from transnet.io.roads.networkx_graph import from_networkx, to_networkx


def _graph(**attributes: Any) -> nx.MultiDiGraph:
    """Return one edge with the attributes that OSMnx 2 gives it."""
    made = nx.MultiDiGraph(crs="epsg:4326", simplified=True)
    made.add_node(1, x=112.0, y=37.0, street_count=1)
    made.add_node(2, x=112.01, y=37.0, street_count=1)
    edge = {"osmid": 10, "highway": "residential", "oneway": True, "reversed": False}
    made.add_edge(1, 2, **{**edge, "length": 1000.0, **attributes})
    return made


@pytest.mark.parametrize(
    ("attributes", "country", "ms"),
    [
        ({}, "*", 120_000),
        ({"highway": "motorway"}, "PT", 30_000),
        ({"highway": ["motorway", "trunk"]}, "PT", 30_000),
        ({"maxspeed": "60"}, "*", 60_000),
        ({"maxspeed": ["60", "PT:urban"]}, "*", 72_000),
        ({"maxspeed": "signals"}, "*", 120_000),
        ({"speed_kph": 40.0}, "*", 90_000),
        ({"travel_time": 7.0, "maxspeed": "60"}, "*", 7_000),
    ],
)
def test_time_of_an_edge(attributes: dict[str, Any], country: str, ms: int) -> None:
    graph, _ = from_osmnx(_graph(**attributes), country=country)
    assert graph.time_ms.tolist() == [ms]


def test_columns_of_an_edge() -> None:
    line = LineString([(112.0, 37.0), (112.005, 37.001), (112.01, 37.0)])
    graph, notices = from_osmnx(_graph(geometry=line, osmid=[7, 8], name=["X", "Y"], lanes="2"))
    assert graph.node_ids.tolist() == [1, 2]
    assert graph.way_ids.tolist() == [7]
    assert graph.ways.ids.tolist() == [7, 8]
    assert graph.shape(0) == [(112.005, 37.001)]
    assert graph.length_km.tolist() == [1.0]
    joined = "1 edges of several joined roads keep the first class and name, and are one-way"
    assert notices[0].hint.startswith(joined)
    assert [notice.hint.split(": ")[-1] for notice in notices[1:]] == [
        "street_count",
        "lanes",
        "simplified",
    ]


@pytest.mark.parametrize(
    ("attributes", "called"),
    [
        ({"name": "Rua X", "ref": "A4;E 82"}, "A4/E 82 Rua X"),
        ({"name": ["Rua X", "Rua Y"]}, "Rua X"),
        ({"name": float("nan"), "ref": "N 12"}, "N 12"),
        ({"name": None}, ""),
    ],
)
def test_name_and_number_of_an_edge(attributes: dict[str, Any], called: str) -> None:
    graph, notices = from_osmnx(_graph(**attributes))
    assert graph.name_table[graph.name_codes[0]].tolist() == [called, ""]
    merged = any("keep the first class and name" in notice.hint for notice in notices)
    assert merged == isinstance(attributes["name"], list)


def test_an_id_that_is_no_number_is_said_to_be_lost() -> None:
    graph, notices = from_osmnx(_graph(osmid="w7"))
    assert graph.way_ids.tolist() == [0]
    assert "1 edges lose an osmid" in notices[0].hint


def test_a_projected_graph_is_refused() -> None:
    made = _graph()
    made.nodes[1]["x"] = 500_000.0
    with pytest.raises(InputError, match="degrees"):
        from_osmnx(made)


@pytest.fixture(scope="module")
def monaco(tmp_path_factory: pytest.TempPathFactory) -> nx.MultiDiGraph:
    """Return what OSMnx makes of Monaco's larger roads, simplified."""
    data = os.environ.get("TRANSNET_DATA")
    if not data:
        pytest.skip("TRANSNET_DATA doesn't say where the OpenStreetMap extracts are")
    extract = str(Path(data) / "osm" / "monaco_osrm.osm.pbf")
    xml = tmp_path_factory.mktemp("monaco") / "roads.osm"
    kinds = [("highway", kind) for kind in ("motorway", "trunk", "primary", "secondary")]
    wanted = osmium.filter.TagFilter(*kinds)
    with osmium.BackReferenceWriter(str(xml), ref_src=extract) as writer:
        for way in osmium.FileProcessor(extract, osmium.osm.WAY).with_filter(wanted):
            writer.add(way)
    return osmnx.graph_from_xml(xml, retain_all=True)


def test_a_graph_of_osmnx_is_read_as_it_is(monaco: nx.MultiDiGraph) -> None:
    graph, notices = from_osmnx(monaco, country="MC")
    assert (graph.node_count, graph.arc_count) == (len(monaco), monaco.number_of_edges())
    metres = sum(length for *_, length in monaco.edges(data="length"))
    assert graph.length_km.sum() == pytest.approx(metres / 1000)
    joined = [data for *_, data in monaco.edges(data=True) if isinstance(data["osmid"], list)]
    assert joined, "simplified graphs have edges of several ways"
    assert set(graph.road_class) <= {"motorway", "trunk", "primary", "secondary"}
    assert {each.code for each in notices} == {"left_out"}
    back, again = from_networkx(to_networkx(graph))
    assert (back, again) == (graph, [])


def test_its_shortest_paths_are_osmnx_own(monaco: nx.MultiDiGraph) -> None:
    timed = osmnx.add_edge_travel_times(osmnx.add_edge_speeds(monaco, fallback=50))
    graph, _ = from_osmnx(timed)
    peer = nx.single_source_dijkstra_path_length(
        timed, graph.node_ids[0].item(), weight="travel_time"
    )
    ours = nx.single_source_dijkstra_path_length(
        to_networkx(graph), graph.node_ids[0].item(), weight="travel_time"
    )
    assert ours.keys() == peer.keys()
    np.testing.assert_allclose([ours[key] for key in peer], list(peer.values()), atol=0.1)
