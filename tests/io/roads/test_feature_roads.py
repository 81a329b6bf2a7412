"""Road graphs as GeoPackage, GeoParquet and GeoJSON: what goes out comes back."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings

from tests.road_graphs import road_graphs, small_graph, surprises
from transnet.base.errors import InputError
from transnet.io.features.feature_writer import write_features
from transnet.io.lines import RoadLimits
from transnet.io.roads.feature_roads import read_road_features, write_road_features
from transnet.roads.graph import RoadGraph

ENDINGS = (".gpkg", ".parquet", ".geojson")


@pytest.mark.parametrize("ending", ENDINGS)
@settings(max_examples=20, deadline=None)
@given(graph=road_graphs())
def test_a_graph_comes_back_as_it_went(ending: str, graph: RoadGraph) -> None:
    half = np.isnan(graph.lon) != np.isnan(graph.lat)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"roads{ending}"
        lost = write_road_features(graph, path)
        again, notices = read_road_features(path)
        assert [each.name for each in Path(folder).iterdir()] == [path.name]
    assert [each.code for each in lost] == ["left_out"] * bool(half.any())
    assert again == _with_points(graph, half)
    assert surprises(notices) == []


def _with_points(graph: RoadGraph, half: np.ndarray) -> RoadGraph:
    lon, lat = (np.where(half, np.nan, each) for each in (graph.lon, graph.lat))
    return replace(graph, lon=lon, lat=lat)


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_source_goes_along_and_reading_says_that_it_is_left(
    ending: str, tmp_path: Path
) -> None:
    path = tmp_path / f"roads{ending}"
    write_road_features(small_graph(), path, source="© OpenStreetMap contributors")
    again, notices = read_road_features(path)
    assert again == small_graph()
    assert [(each.code, each.hint.split(": ")[1]) for each in notices] == [("left_out", "source")]


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_graph_makes_the_same_bytes_over_an_old_file(ending: str, tmp_path: Path) -> None:
    first, second = tmp_path / f"a{ending}", tmp_path / f"b{ending}"
    second.write_text("old")
    write_road_features(small_graph(), first)
    write_road_features(small_graph(), second, force=True)
    assert first.read_bytes() == second.read_bytes()


def test_geojson_is_what_rfc_7946_says(tmp_path: Path) -> None:
    path = tmp_path / "roads.geojson"
    write_road_features(small_graph(), path)
    content = json.loads(path.read_text("utf-8"))
    assert "crs" not in content
    assert content["type"] == "FeatureCollection"
    first = content["features"][0]
    assert first["geometry"] == {"type": "Point", "coordinates": [112.5, 37.8]}
    assert first["properties"] == {
        "layer": "nodes",
        "node_id": "007",
        "in_main": True,
        "copy_of": "",
    }


def test_other_programs_see_two_layers_in_degrees(tmp_path: Path) -> None:
    write_road_features(small_graph(), tmp_path / "roads.gpkg")
    roads = gpd.read_file(tmp_path / "roads.gpkg", layer="roads")
    assert roads.crs == "EPSG:4326"
    assert list(roads.geometry[1].coords) == [(112.507, 37.806), (112.5, 37.8)]
    write_road_features(small_graph(), tmp_path / "roads.parquet")
    both = gpd.read_parquet(tmp_path / "roads.parquet")
    assert both["layer"].value_counts().to_dict() == {"nodes": 3, "roads": 4}


def _spoiled(path: Path, change: Callable[[dict[str, Any]], object]) -> list[tuple[str, int]]:
    """Return the codes and rows of the errors that a changed GeoJSON file ends in."""
    write_road_features(small_graph(), path)
    content = json.loads(path.read_text("utf-8"))
    change(content)
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(InputError) as caught:
        read_road_features(path)
    assert all(each.hint for each in caught.value.notices)
    return [(each.code, each.row) for each in caught.value.notices if each.severity == "error"]


def _set(place: int, **cells: object) -> Callable[[dict[str, Any]], object]:
    return lambda content: content["features"][place]["properties"].update(cells)


def _put(place: int, *point: float) -> Callable[[dict[str, Any]], object]:
    return lambda content: content["features"][place]["geometry"].update(coordinates=point)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_set(4, from_node="D"), ("dangling_reference", 2)),
        (_set(4, time_ms=None), ("bad_number", 2)),
        (_set(4, time_ms=-1), ("bad_number", 2)),
        (_set(4, length_km="far"), ("bad_number", 2)),
        (_set(4, way_id="w7"), ("bad_number", 2)),
        (_set(1, node_id="007"), ("duplicate_id", 2)),
        (_set(1, node_id=140106.0), ("bad_id", 2)),
        (_set(1, node_id=None), ("missing_value", 2)),
        (_set(1, copy_of="none"), ("dangling_reference", 2)),
        (_put(0, 4_150_000.0, 500_000.0), ("projected_point", 0)),
        (_put(0, 37.8, 112.5), ("swapped_point", 0)),
        (lambda content: content.update(crs={"name": "EPSG:4547"}), ("bad_crs", 0)),
        (lambda content: content.update(features=7), ("broken_file", 0)),
        (lambda content: content.update(features=[7]), ("bad_feature", 1)),
        (lambda content: content["features"][3].update(geometry={"type": "Point",
         "coordinates": [1, 2]}), ("bad_geometry", 1)),
        (lambda content: [each["properties"].pop("time_ms") for each in content["features"][3:]],
         ("missing_column", 0)),
    ],
)  # fmt: skip
def test_a_spoiled_file_names_the_row(
    change: Callable[[dict[str, Any]], object], expected: tuple[str, int], tmp_path: Path
) -> None:
    assert expected in _spoiled(tmp_path / "roads.geojson", change)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("how", ["missing", "empty", "junk", "cut"])
def test_a_file_that_is_no_such_file_ends_in_a_message(
    ending: str, how: str, tmp_path: Path
) -> None:
    path = tmp_path / f"roads{ending}"
    write_road_features(small_graph(), path)
    data = path.read_bytes()
    path.unlink()
    if how != "missing":
        path.write_bytes(
            {"empty": b"", "junk": b"\xff\0junk" * 99, "cut": data[: len(data) // 2]}[how]
        )
    with pytest.raises(InputError) as caught:
        read_road_features(path)
    assert caught.value.notices[0].code in ("unreadable_file", "broken_file", "missing_layer")


@pytest.mark.parametrize("ending", [".gpkg", ".parquet"])
@pytest.mark.parametrize(
    ("crs", "code"),
    [
        (None, "missing_crs"),
        ("EPSG:4547", "projected_point"),
        ("EPSG:4214", "bad_crs"),  # Beijing 1954 and Xi'an 1980: some 100 m from WGS-84
        ("EPSG:4610", "bad_crs"),
    ],
)
def test_a_file_must_say_that_it_is_in_degrees_of_wgs84(
    ending: str, crs: str | None, code: str, tmp_path: Path
) -> None:
    path = tmp_path / f"roads{ending}"
    frame = gpd.GeoDataFrame(
        {"layer": ["nodes"]}, geometry=gpd.points_from_xy([1.0], [2.0]), crs=crs
    )
    if ending == ".gpkg":
        with warnings.catch_warnings(action="ignore"):  # a file without CRS is what is wanted
            frame.to_file(path, layer="nodes", driver="GPKG")
    else:
        frame.to_parquet(path)
    with pytest.raises(InputError) as caught:
        read_road_features(path)
    assert caught.value.notices[0].code == code


@pytest.mark.parametrize("ending", ENDINGS)
def test_degrees_of_cgcs2000_are_taken_as_they_stand(ending: str, tmp_path: Path) -> None:
    first, second = tmp_path / f"wgs84{ending}", tmp_path / f"cgcs2000{ending}"
    write_road_features(small_graph(), first)
    if ending == ".gpkg":
        for layer in ("nodes", "roads"):
            frame = gpd.read_file(first, layer=layer).set_crs("EPSG:4490", allow_override=True)
            frame.to_file(second, layer=layer, driver="GPKG")
    elif ending == ".geojson":
        _declared(first, second, "urn:ogc:def:crs:EPSG::4490")
    else:
        gpd.read_parquet(first).set_crs("EPSG:4490", allow_override=True).to_parquet(second)
    again, notices = read_road_features(second)
    assert again == read_road_features(first)[0] == small_graph()
    assert [each.code for each in surprises(notices)] == ["datum_equal"]


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::4524", "EPSG:44901", "CGCS2000 / 3GK"])
def test_metres_of_cgcs2000_are_refused(name: str, tmp_path: Path) -> None:
    write_road_features(small_graph(), tmp_path / "wgs84.geojson")
    _declared(tmp_path / "wgs84.geojson", tmp_path / "metres.geojson", name)
    with pytest.raises(InputError, match="bad_crs"):
        read_road_features(tmp_path / "metres.geojson")


def _declared(first: Path, second: Path, crs: str) -> None:
    """Write a GeoJSON file anew, with coordinates that it declares."""
    content = json.loads(first.read_text("utf-8"))
    content["crs"] = {"type": "name", "properties": {"name": crs}}
    second.write_text(json.dumps(content), encoding="utf-8")


def test_too_many_rows_are_refused_before_they_are_read(tmp_path: Path) -> None:
    for ending in ENDINGS:
        path = tmp_path / f"roads{ending}"
        write_road_features(small_graph(), path)
        with pytest.raises(InputError, match="too_many_rows"):
            read_road_features(path, limits=RoadLimits(rows=2))
        graph = small_graph()
        most = max(graph.node_count, graph.arc_count)
        if ending != ".gpkg":  # the others hold both layers in one
            most = graph.node_count + graph.arc_count
        assert read_road_features(path, limits=RoadLimits(rows=most))[0] == graph


def test_an_unknown_ending_and_a_missing_folder_leave_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unknown_format"):
        write_features([], tmp_path / "roads.shp")
    for ending in ENDINGS:
        with pytest.raises(InputError, match="unwritable_file"):
            write_road_features(small_graph(), tmp_path / "none" / f"roads{ending}")
    assert not list(tmp_path.iterdir())
