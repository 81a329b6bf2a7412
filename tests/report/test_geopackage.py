"""The GeoPackage, read back as QGIS would."""

from __future__ import annotations

from pathlib import Path

import pyogrio
import pytest

from transnet.io.outputs import write_outputs
from transnet.report.geopackage import result_geopackage
from transnet.study.result import Result


@pytest.fixture(scope="module")
def package(opened: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("package") / "network.gpkg"
    write_outputs({path: result_geopackage(opened)})
    return path


def test_layers_and_crs(package: Path) -> None:
    layers = {str(name): str(kind) for name, kind in pyogrio.list_layers(package)}
    assert layers == {
        "places": "Point",
        "stations": "Point",
        "airports": "Point",
        "roads": "LineString",
        "tracks": "LineString",
    }
    for name in layers:
        assert pyogrio.read_info(package, layer=name)["crs"] == "EPSG:4326"


def test_lines_say_when_they_are_open_and_what_they_rest_on(package: Path) -> None:
    tracks = pyogrio.read_dataframe(package, layer="tracks").set_index("track_id")
    assert tracks["open_before"].to_dict() == {"T1": True, "T2": True, "T3": False, "TM1": True}
    assert tracks["open_after"].all()
    assert tracks.loc["T3", "opened"] == "2024-12-31"
    assert {"source", "basis", "confidence"} <= set(tracks.columns)
    assert list(tracks.loc["T3"].geometry.coords) == [(112.5, 38.02), (112.5, 38.76)]


def test_places_carry_their_figures(package: Path) -> None:
    places = pyogrio.read_dataframe(package, layer="places").set_index("place_id")
    assert places.loc["P3", "core_min_before"] == pytest.approx(62.875)
    assert places.loc["P3", "core_min_after"] == pytest.approx(50.1667, abs=1e-3)
    assert places.loc["P3"].geometry.coords[0] == (112.5, 38.75)
    assert places["core_min_before"].isna().sum() == 1  # the place outside


def test_the_same_result_is_the_same_file(opened: Result, package: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.gpkg"
    write_outputs({again: result_geopackage(opened)})
    assert again.read_bytes() == package.read_bytes()
