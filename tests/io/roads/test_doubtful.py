"""Classes that aren't for cars and nodes without a place are told alike in every format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from transnet import from_networkx, from_osmnx, read_roads, write_roads
from transnet.base.errors import InputError, Notice
from transnet.io.roads.gmns import read_gmns
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph

FILES = ("roads", "roads.gpkg", "roads.parquet", "roads.geojson")
NOT_FOR_CARS = ("footway", "Cycleway", "bike_path", "steps", "rail", "construction", "bus-guideway")


def _graph(kind: str = "primary", lat: float = 37.8) -> RoadGraph:
    arcs = Arcs([0, 1], [1, 0], [60_000, 60_000], [0.88, 0.88], road_class=[kind, "primary"])
    return build_road_graph(["A", "B"], [112.5, 112.51], [37.8, lat], arcs)


def _codes(notices: list[Notice]) -> list[str]:
    return [each.code for each in notices]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", NOT_FOR_CARS)
def test_a_class_that_is_not_for_cars_is_named_with_its_road(
    name: str, kind: str, tmp_path: Path
) -> None:
    write_roads(_graph(kind), tmp_path / name)
    graph, notices = read_roads(tmp_path / name)
    assert graph == _graph(kind)
    assert _codes(notices) == ["class_not_for_cars"]
    assert kind in notices[0].hint
    assert notices[0].value == "A → B"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "kind", ["primary", "service", "ferry", "unknown", "县道", "living_street"]
)
def test_other_classes_are_not(name: str, kind: str, tmp_path: Path) -> None:
    write_roads(_graph(kind), tmp_path / name)
    assert read_roads(tmp_path / name) == (_graph(kind), [])


@pytest.mark.parametrize("name", FILES)
def test_a_node_without_a_place_is_named_where_others_have_one(name: str, tmp_path: Path) -> None:
    arcs = Arcs([0, 1], [1, 0], [60_000, 60_000])
    graph = build_road_graph(["A", "B"], [112.5, np.nan], [37.8, np.nan], arcs)
    write_roads(graph, tmp_path / name)
    back, notices = read_roads(tmp_path / name)
    assert back == graph
    assert [(each.code, each.value) for each in notices] == [("place_unknown", "B")]


def test_a_graph_without_any_place_is_not_told_of_it(tmp_path: Path) -> None:
    graph = build_road_graph(["A", "B"], [np.nan] * 2, [np.nan] * 2, Arcs([0], [1], [60_000]))
    write_roads(graph, tmp_path / "roads")
    assert read_roads(tmp_path / "roads") == (graph, [])


def test_half_a_place_is_named_by_row(tmp_path: Path) -> None:
    (tmp_path / "node.csv").write_text("node_id,x_coord,y_coord\n1,112.5,37.8\n2,112.6,\n")
    link = "link_id,from_node_id,to_node_id,directed,time_ms\n1,1,2,1,5\n"
    (tmp_path / "link.csv").write_text(link)
    _, notices = read_gmns(tmp_path, crs="WGS-84")
    assert [each.row for each in notices if each.code == "place_unknown"] == [3]


def test_coordinates_of_fewer_nodes_are_named_in_dimacs(tmp_path: Path) -> None:
    (tmp_path / "a.gr").write_text("p sp 2 1\na 1 2 1000\n")
    (tmp_path / "a.co").write_text("p aux sp co 2\nv 1 112500000 37800000\n")
    _, notices = read_roads(tmp_path / "a.gr", crs="WGS-84")
    assert "place_unknown" in _codes(notices)


def _osmnx(edge: dict[str, Any], second: dict[str, Any] | None = None) -> nx.MultiDiGraph[Any]:
    made: nx.MultiDiGraph[Any] = nx.MultiDiGraph(crs="epsg:4326")
    made.add_node(1, x=112.5, y=37.8)
    made.add_node(2, **({"x": 112.51, "y": 37.8} if second is None else second))
    for tail, head in ((1, 2), (2, 1)):
        made.add_edge(tail, head, osmid=5, length=880.0, **edge)
    return made


@pytest.mark.parametrize("kind", ["footway", ["footway", "primary"], "path"])
def test_ways_on_foot_of_osmnx_are_named(kind: object) -> None:
    assert "class_not_for_cars" in _codes(from_osmnx(_osmnx({"highway": kind}))[1])


@pytest.mark.parametrize("kind", ["foo", "", None, 5])
def test_a_speed_that_no_class_gives_is_told(kind: object) -> None:
    _, notices = from_osmnx(_osmnx({"highway": kind}))
    assert [(each.code, each.column) for each in notices] == [("guessed_speed", "highway")]
    assert from_osmnx(_osmnx({"highway": kind, "maxspeed": "50"}))[1] == []


@pytest.mark.parametrize("key", ["access", "motor_vehicle", "vehicle", "motorcar"])
def test_access_of_edges_is_said_not_to_be_honoured(key: str) -> None:
    _, notices = from_osmnx(_osmnx({"highway": "primary", key: "no"}))
    assert any(key in each.hint and "count as open" in each.hint for each in notices)


@pytest.mark.parametrize(
    "place", [{"lon": 112.51, "lat": 37.8}, {"pos": (112.51, 37.8)}, {"X": 112.51, "Y": 37.8}, {}]
)
def test_places_under_other_names_are_said_not_to_be_read(place: dict[str, Any]) -> None:
    _, notices = from_osmnx(_osmnx({"highway": "primary"}, place))
    assert "place_unknown" in _codes(notices)
    assert any("x (longitude)" in each.hint for each in notices) is bool(place)


@pytest.mark.parametrize("name", ["", " a", "a;b", "a\nb", float("nan"), b"x", "a\x00", "x" * 300])
def test_ids_that_no_format_can_hold_are_refused(name: object) -> None:
    graph = nx.relabel_nodes(_osmnx({"highway": "primary"}), {1: name})
    with pytest.raises(InputError) as caught:
        from_networkx(graph, speed_kmh=lambda _: 50.0)
    assert _codes(caught.value.notices) == ["bad_id"]


def test_marks_are_no_ids_and_whole_floats_are_numbers() -> None:
    made = _osmnx({"highway": "primary"})
    with pytest.raises(InputError):
        from_networkx(nx.relabel_nodes(made, {1: True, 2: False}), speed_kmh=lambda _: 50.0)
    graph, _ = from_osmnx(nx.relabel_nodes(made, {1: 1.0, 2: 2.0}))
    assert graph.node_ids.tolist() == [1, 2]


LINKS = "link_id,from_node_id,to_node_id,directed,time_ms\n1,1,2,1,60000\n2,2,1,1,60000\n"


@pytest.mark.parametrize(
    ("links", "config", "code"),
    [
        (LINKS.replace("\n2,2,1", "\n1,2,1"), "crs\n4326\n", "duplicate_id"),
        (LINKS.replace(",1,60000\n2", ",,60000\n2"), "crs\n4326\n", "missing_value"),
        (LINKS.replace("directed", "any"), "crs\n4326\n", "missing_value"),
        (LINKS, "crs,speed\n4326,km/h\n4326,mph\n", "second_header"),
    ],
)
def test_what_gmns_leaves_open_is_named(links: str, config: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "node.csv").write_text("node_id,x_coord,y_coord\n1,112.5,37.8\n2,112.6,37.9\n")
    (tmp_path / "link.csv").write_text(links)
    (tmp_path / "config.csv").write_text(config)
    try:
        _, notices = read_gmns(tmp_path)
    except InputError as error:
        notices = list(error.notices)
    assert code in _codes(notices)


def test_the_same_tables_without_these_faults_are_read_without_them(tmp_path: Path) -> None:
    (tmp_path / "node.csv").write_text("node_id,x_coord,y_coord\n1,112.5,37.8\n2,112.6,37.9\n")
    (tmp_path / "link.csv").write_text(LINKS)
    (tmp_path / "config.csv").write_text("crs,long_length\n4326,km\n4326,km\n")
    assert read_gmns(tmp_path)[1] == []


def _twins(way: int, second_ms: int = 60_000, inner: float = 37.81) -> RoadGraph:
    shapes = (np.array([0, 1, 2]), np.array([112.505, 112.505]), np.array([37.81, inner]))
    ends, times = ([0, 0], [1, 1]), [60_000, second_ms]
    arcs = Arcs(*ends, times, [2.5, 2.5], way_ids=[way, way], shapes=shapes)
    return build_road_graph(["A", "B"], [112.5, 112.51], [37.8, 37.8], arcs)


@pytest.mark.parametrize("name", FILES)
def test_a_road_that_is_there_twice_is_named_and_kept(name: str, tmp_path: Path) -> None:
    write_roads(_twins(7), tmp_path / name)
    graph, notices = read_roads(tmp_path / name)
    assert graph == _twins(7)
    assert [(each.code, each.value) for each in notices] == [("repeated_road", "A → B")]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("twins", [_twins(0), _twins(7, 60_001), _twins(7, inner=37.79)])
def test_streets_side_by_side_are_not(name: str, twins: RoadGraph, tmp_path: Path) -> None:
    write_roads(twins, tmp_path / name)
    assert read_roads(tmp_path / name) == (twins, [])
