"""What features hold as other programs write them: marks, numbers, ids and geometries of all types.

The same table of cases goes through each format that can hold them.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import (
    LineString,
    MultiLineString,
    MultiPoint,
    Point,
    Polygon,
)

from transnet.base.errors import InputError, Notice
from transnet.io.roads.feature_roads import read_road_features
from transnet.roads.graph import RoadGraph

ENDINGS = (".gpkg", ".parquet", ".geojson")
PLACES = [Point(112.5, 37.8), Point(112.51, 37.8), Point(112.52, 37.8)]
BEND = (112.505, 37.801)
LINES = [
    LineString([(112.5, 37.8), BEND, (112.51, 37.8)]),
    LineString([(112.51, 37.8), BEND, (112.5, 37.8)]),
    LineString([(112.51, 37.8), (112.52, 37.8)]),
]
NODES = {"node_id": ["1", "2", "3"]}
ROADS = {"from_node": ["1", "2", "2"], "to_node": ["2", "1", "3"], "time_ms": [63_000] * 3}


def _written(
    path: Path,
    *,
    roads: dict[str, Any] | None = None,
    nodes: dict[str, Any] | None = None,
    places: Sequence[Any] = PLACES,
    lines: Sequence[Any] = LINES,
) -> Path:
    """Write two layers as GeoPandas does."""
    layers = {
        "nodes": gpd.GeoDataFrame({**NODES, **(nodes or {})}, geometry=list(places), crs=4326),
        "roads": gpd.GeoDataFrame({**ROADS, **(roads or {})}, geometry=list(lines), crs=4326),
    }
    if path.suffix == ".gpkg":
        for name, frame in layers.items():
            frame.to_file(path, layer=name, driver="GPKG")
        return path
    both = pd.concat([frame.assign(layer=name) for name, frame in layers.items()])
    frame = gpd.GeoDataFrame(both, geometry="geometry", crs=4326)
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        with warnings.catch_warnings(action="ignore"):
            path.write_text(frame.to_json(na="drop", drop_id=True), "utf-8")
    return path


def _read(path: Path) -> tuple[RoadGraph, list[Notice]]:
    return read_road_features(path)


def _codes(path: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(InputError) as caught:
        read_road_features(path)
    assert all(each.hint for each in caught.value.notices)
    return [(e.code, e.row, e.column) for e in caught.value.notices if e.severity == "error"]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "marks",
    [["no", "no", "yes"], ["False", "false", "True"], ["0", "0", "1"], [0, 0, 1], [0.0, 0.0, 1.0],
     [False, False, True], ["f", "No", "T"]],
    ids=str,
)  # fmt: skip
def test_one_way_marks(ending: str, marks: list[object], tmp_path: Path) -> None:
    graph, notices = _read(_written(tmp_path / f"r{ending}", roads={"oneway": marks}))
    assert graph.oneway.tolist() == [False, False, True]
    assert notices == []


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("nothing", [None, math.nan, ""])
def test_marks_that_are_missing_are_no(ending: str, nothing: object, tmp_path: Path) -> None:
    path = _written(tmp_path / f"r{ending}", roads={"oneway": [nothing, nothing, "yes"]})
    assert _read(path)[0].oneway.tolist() == [False, False, True]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("mark", ["-1", "reverse"])
def test_a_road_against_its_line_is_turned_and_told(ending: str, mark: str, tmp_path: Path) -> None:
    path = _written(tmp_path / f"r{ending}", roads={"oneway": ["no", "no", mark]})
    graph, notices = _read(path)
    assert (graph.tails[-1], graph.heads[-1]) == (2, 1)
    assert [(each.code, each.row) for each in notices] == [("turned_road", 3)]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("roads", "expected"),
    [
        ({"oneway": ["no", "maybe", "no"]}, ("bad_bool", 2, "oneway")),
        ({"oneway": [0, 2, 1]}, ("bad_bool", 2, "oneway")),
        ({"time_ms": ["1", "2", "1,000"]}, ("bad_number", 3, "time_ms")),
        ({"time_ms": [1.0, math.nan, 2.0]}, ("bad_number", 2, "time_ms")),
        ({"time_ms": [1.0, 1e20, 2.0]}, ("bad_number", 2, "time_ms")),
        ({"length_km": [1.0, 1.0, -0.5]}, ("bad_number", 3, "length_km")),
        ({"length_km": ["1", "inf", "1"]}, ("bad_number", 2, "length_km")),
        ({"length_km": ["1", "1_0", "1"]}, ("bad_number", 2, "length_km")),
        ({"way_id": [1.0, 2.5, 3.0]}, ("bad_number", 2, "way_id")),
        ({"way_id": ["1", "w2", "3"]}, ("bad_number", 2, "way_id")),
        ({"way_id": [True, False, True]}, ("bad_number", 1, "way_id")),
        ({"from_node": ["1", "", "2"]}, ("missing_value", 2, "from_node")),
        ({"from_node": ["1", None, "2"]}, ("missing_value", 2, "from_node")),
        ({"from_node": ["1", "2;3", "2"]}, ("bad_id", 2, "from_node")),
        ({"from_node": ["1", "2\n", "2"]}, ("bad_id", 2, "from_node")),
        ({"from_node": ["1", "9", "2"]}, ("dangling_reference", 2, "from_node")),
        ({"from_node": [1.5, 2.5, 2.5]}, ("bad_id", 1, "from_node")),
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_named_by_row(
    ending: str, roads: dict[str, Any], expected: tuple[str, int, str], tmp_path: Path
) -> None:
    assert expected in _codes(_written(tmp_path / f"r{ending}", roads=roads))


@pytest.mark.parametrize("ending", ENDINGS)
def test_numbers_as_text_are_numbers(ending: str, tmp_path: Path) -> None:
    roads = {"time_ms": ["63000"] * 3, "length_km": ["0.88"] * 3, "way_id": ["7", "7", "8"]}
    graph, notices = _read(_written(tmp_path / f"r{ending}", roads=roads))
    assert graph.time_ms.tolist() == [63_000] * 3
    assert graph.length_km.tolist() == [0.88] * 3
    assert graph.way_ids.tolist() == [7, 7, 8]
    assert notices == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_ids_as_numbers_are_ids(ending: str, tmp_path: Path) -> None:
    ids = {"node_id": pd.array([1, 2, 3], "Int64")}
    ends = {"from_node": pd.array([1, 2, 2], "Int64"), "to_node": pd.array([2, 1, 3], "Int64")}
    assert _read(_written(tmp_path / f"r{ending}", nodes=ids, roads=ends))[0].arc_count == 3


@pytest.mark.parametrize("ending", ENDINGS)
def test_columns_that_do_not_count_are_named(ending: str, tmp_path: Path) -> None:
    roads = {"maxspeed": ["50"] * 3, "toll": [True] * 3}
    _, notices = _read(_written(tmp_path / f"r{ending}", roads=roads))
    assert [each.code for each in notices] == ["left_out"]
    assert notices[0].hint.endswith(": maxspeed, toll")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "places",
    [[MultiPoint([each]) for each in PLACES], [PLACES[0], MultiPoint([PLACES[1]]), PLACES[2]]],
    ids=["all", "one"],
)
def test_nodes_of_one_part(ending: str, places: list[Any], tmp_path: Path) -> None:
    graph, notices = _read(_written(tmp_path / f"r{ending}", places=places))
    assert graph.lon.tolist() == [112.5, 112.51, 112.52]
    assert notices == []


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "place",
    [MultiPoint(PLACES[:2]), LINES[0], MultiLineString([LINES[0]]), Polygon(LINES[0].coords)],
    ids=lambda each: each.geom_type,
)  # fmt: skip
def test_a_node_that_is_no_point_is_an_error(ending: str, place: Any, tmp_path: Path) -> None:
    path = _written(tmp_path / f"r{ending}", places=[PLACES[0], place, PLACES[2]])
    assert ("bad_geometry", 2, "") in _codes(path)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_node_without_a_place_is_unknown_and_an_empty_one_is_told(
    ending: str, tmp_path: Path
) -> None:
    for place, codes in ((None, []), (Point(), ["empty_geometry"])):
        path = _written(tmp_path / f"{bool(codes)}{ending}", places=[*PLACES[:2], place])
        graph, notices = _read(path)
        assert np.isnan(graph.lon).tolist() == [False, False, True]
        # GeoPandas writes an empty point as null into GeoJSON.
        told = codes if ending != ".geojson" else []
        assert [each.code for each in notices] == [*told, "place_unknown"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_heights_are_told(ending: str, tmp_path: Path) -> None:
    places = [Point(each.x, each.y, 700.0) for each in PLACES]
    lines = [LineString([(x, y, 7.0) for x, y in each.coords]) for each in LINES]
    graph, notices = _read(_written(tmp_path / f"r{ending}", places=places, lines=lines))
    assert graph.lat.tolist() == [37.8] * 3
    assert [each.hint.split(":")[0] for each in notices] == [
        "heights of 3 nodes", "heights of 3 lines",
    ]  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_lines_of_one_part_or_of_parts_that_meet(ending: str, tmp_path: Path) -> None:
    apart = MultiLineString([[(112.5, 37.8), BEND], [BEND, (112.51, 37.8)]])
    lines = [apart, MultiLineString([LINES[1]]), LINES[2]]
    graph, notices = _read(_written(tmp_path / f"r{ending}", lines=lines))
    assert [graph.shape(arc) for arc in range(3)] == [[BEND], [BEND], []]
    assert notices == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_line_that_runs_backward_is_turned_and_told(ending: str, tmp_path: Path) -> None:
    bent = LineString([(112.5, 37.8), (112.504, 37.8), (112.507, 37.803), (112.51, 37.8)])
    lines = [bent.reverse(), bent.reverse(), LINES[2]]
    graph, notices = _read(_written(tmp_path / f"r{ending}", lines=lines))
    assert graph.shape(0) == graph.shape(1)[::-1] == [*bent.coords][1:-1]
    assert [(each.code, each.row, each.value) for each in notices] == [("turned_line", 1, "1 → 2")]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "line", [MultiLineString([[(112.51, 37.8), BEND], [(113.0, 38.0), (113.1, 38.0)]]), PLACES[0],
             MultiPoint(PLACES), Polygon(LINES[0].coords)],
    ids=lambda each: each.geom_type,
)  # fmt: skip
def test_a_road_that_is_no_line_is_an_error(ending: str, line: Any, tmp_path: Path) -> None:
    path = _written(tmp_path / f"r{ending}", lines=[LINES[0], line, LINES[2]])
    assert ("bad_geometry", 2, "") in _codes(path)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("roads", "code"),
    [
        ({"time_ms": [63_000, 0, 63_000], "length_km": [0.88] * 3}, "implausible_speed"),
        ({"length_km": [0.88, 88.0, 0.88], "time_ms": [6_300_000] * 3}, "implausible_length"),
    ],
)
def test_absurd_roads_are_told_by_row(
    ending: str, roads: dict[str, Any], code: str, tmp_path: Path
) -> None:
    _, notices = _read(_written(tmp_path / f"r{ending}", roads=roads))
    assert [(each.code, each.row, each.value) for each in notices] == [(code, 2, "2 → 1")]
