"""NetworkX graphs in and out."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from pyproj import CRS

from tests.road_graphs import road_graphs, small_graph, surprises
from transnet.base.errors import InputError
from transnet.io.roads.networkx_graph import from_networkx, to_networkx
from transnet.model.datum import from_wgs84
from transnet.roads.graph import RoadGraph


@given(road_graphs())
def test_every_graph_comes_back(graph: RoadGraph) -> None:
    back, notices = from_networkx(to_networkx(graph))
    assert back == graph
    assert surprises(notices) == []


def test_attributes_are_those_of_osmnx() -> None:
    made = to_networkx(small_graph())
    assert made.graph["crs"] == "epsg:4326"
    assert made.nodes["007"] == {"x": 112.5, "y": 37.8}
    edge = made.edges["8", "C", 0]
    assert (edge["length"], edge["travel_time"], edge["highway"]) == (1500.0, 90.0, "primary")
    assert next(iter(edge["geometry"].coords)) == (112.507, 37.806)


def test_shortest_paths_agree() -> None:
    made = to_networkx(small_graph())
    assert nx.shortest_path_length(made, "007", "C", weight="time_ms") == 140_000


def test_undirected_edges_go_both_ways() -> None:
    plain = nx.Graph()
    plain.add_edge(1, 2, length=1000.0, speed_kph=60.0)
    graph, notices = from_networkx(plain)
    assert graph.time_ms.tolist() == [60_000, 60_000]
    assert graph.oneway.tolist() == [False, False]
    assert notices == []


def test_a_speed_can_be_given() -> None:
    plain = nx.MultiDiGraph()
    plain.add_edge("a", "b", length=500, highway=["primary", "secondary"], osmid=[5, 6])
    graph, _ = from_networkx(plain, speed_kmh=lambda _: 30.0)
    assert graph.time_ms.tolist() == [60_000]
    assert graph.road_class.tolist() == ["primary"]
    assert graph.way_ids.tolist() == [5]


def test_losses_are_named() -> None:
    plain = nx.DiGraph()
    plain.add_node((1, 2), x=0.0, y=0.0, street_count=3)
    plain.add_edge((1, 2), "b", travel_time=1.0, lanes=2)
    graph, notices = from_networkx(plain, crs="WGS-84")
    assert graph.node_ids.tolist() == ["(1, 2)", "b"]
    hints = " ".join(notice.hint for notice in notices)
    for word in ("1 node ids", "street_count", "lanes"):
        assert word in hints


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ({}, "missing_value"),
        ({"length": 5.0}, "missing_value"),
        ({"length": "far", "speed_kph": 5}, "bad_number"),
        ({"length": -5.0, "travel_time": 1}, "out_of_range"),
        ({"travel_time": -1.0}, "missing_value"),
        ({"travel_time": 1e9}, "missing_value"),
    ],
)
def test_edges_without_a_time(attributes: dict[str, object], code: str) -> None:
    plain = nx.DiGraph()
    plain.add_edge("a", "b", **attributes)
    with pytest.raises(InputError, match=code):
        from_networkx(plain)


def test_bad_nodes() -> None:
    twins = nx.DiGraph()
    twins.add_nodes_from([1, "1"])
    with pytest.raises(InputError, match="duplicate_id"):
        from_networkx(twins)
    far = nx.DiGraph()
    far.add_node(1, x=500_000.0, y=4_200_000.0)
    with pytest.raises(InputError, match="projected_point"):
        from_networkx(far)
    many = nx.DiGraph()
    many.add_nodes_from(range(200), x="east", y=0.0)
    with pytest.raises(InputError, match="bad_number"):
        from_networkx(many)


def test_many_faults_end_the_reading() -> None:
    plain = nx.path_graph(500)
    with pytest.raises(InputError) as caught:
        from_networkx(plain)
    assert len(caught.value.notices) == 100


@pytest.mark.parametrize(
    ("named", "code"), [(None, "missing_crs"), ("EPSG:32650", "bad_crs"), ("the moon", "bad_crs")]
)
def test_coordinates_must_be_declared(named: str | None, code: str) -> None:
    plain = nx.DiGraph() if named is None else nx.DiGraph(crs=named)
    plain.add_node(1, x=112.5, y=37.8)
    with pytest.raises(InputError, match=code):
        from_networkx(plain)


@pytest.mark.parametrize("named", ["epsg:4326", "OGC:CRS84", CRS.from_epsg(4326), "WGS-84"])
def test_degrees_of_wgs84_have_several_names(named: object) -> None:
    plain = nx.DiGraph(crs=named)
    plain.add_node(1, x=112.5, y=37.8)
    assert from_networkx(plain)[0].lon.tolist() == [112.5]


def test_shifted_and_swapped_points() -> None:
    lon, lat = from_wgs84(112.5, 37.8, "BD-09")
    plain = nx.DiGraph()
    plain.add_node(1, x=float(lon), y=float(lat))
    graph, _ = from_networkx(plain, crs="BD-09")
    np.testing.assert_allclose((graph.lon[0], graph.lat[0]), (112.5, 37.8), atol=1e-9)
    swapped = nx.DiGraph(crs="epsg:4326")
    swapped.add_node(1, x=37.8, y=112.5)
    with pytest.raises(InputError, match="swapped_point"):
        from_networkx(swapped)
