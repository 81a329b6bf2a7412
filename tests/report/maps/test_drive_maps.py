"""The map of a reach and the files beside it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas
import pytest
from click.testing import CliRunner

from tests.travel.test_drive_areas import cross, moved
from transnet.cli.main import main
from transnet.io.roads.gmns import write_gmns
from transnet.report.maps.drive_maps import ATTRIBUTION, reach_figure
from transnet.roads.graph import Arcs, build_road_graph
from transnet.travel.drive_areas import road_reach


def test_the_map_says_whose_data_it_is_in_both_languages() -> None:
    graph = cross()
    figure = reach_figure(road_reach(graph, 0.0, 0.0, [4, 20]), graph, name="Cross")
    ax = figure.axes[0]
    texts = [text.get_text() for text in ax.texts]
    assert ATTRIBUTION in texts
    assert any("Within 4, 20 minutes by car" in text for text in texts)
    assert "2 km" in texts  # the cross is 20 km wide, with its margin 22
    assert any(text.endswith("N") for text in texts)
    assert any("the outer area ends where the streets' data end" in text for text in texts)
    near = reach_figure(road_reach(graph, 0.0, 0.0, [4]), graph)
    assert not any("data end" in text.get_text() for text in near.axes[0].texts)


def test_the_command_writes_map_areas_and_table(tmp_path: Path) -> None:
    write_gmns(cross(), tmp_path / "roads")
    out = tmp_path / "made" / "reach.png"
    arguments = ["roads", "reach", str(tmp_path / "roads"), "--from", "0,0", "--minutes", "4,20"]
    done = CliRunner().invoke(main, [*arguments, "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert {path.name for path in out.parent.iterdir()} == {"reach.png", "reach.gpkg", "reach.csv"}
    areas = geopandas.read_file(out.with_suffix(".gpkg"))
    assert areas.crs.to_epsg() == 4326
    assert areas["road_km"].tolist() == pytest.approx([16.0, 40.0])
    with closing(sqlite3.connect(out.with_suffix(".gpkg"))) as database:
        ((declared,),) = database.execute("SELECT geometry_type_name FROM gpkg_geometry_columns")
    assert declared == "POLYGON"  # both areas are in one piece
    listed = out.with_suffix(".csv").read_text(encoding="utf-8")
    assert listed.startswith("\ufeffwithin_min,road_km,area_km2,junctions,")  # the mark, for Excel
    assert "reach.gpkg" in done.output


@pytest.mark.parametrize("origin", ["0", "a,b", "1,2,3"])
def test_a_start_that_is_no_point_is_refused(origin: str, tmp_path: Path) -> None:
    write_gmns(cross(), tmp_path / "roads")
    done = CliRunner().invoke(main, ["roads", "reach", str(tmp_path / "roads"), "--from", origin])
    assert done.exit_code == 2


def test_the_map_goes_on_across_180_degrees() -> None:
    graph = moved(cross(), 179.98)
    figure = reach_figure(road_reach(graph, 179.98, 0.0, [4, 20]), graph)
    west, east = figure.axes[0].get_xlim()
    assert 179.8 < west < 180.0 < east < 180.2
    lines = [line for each in figure.axes[0].collections for line in each.get_paths()]
    assert all(width < 0.3 for width in (path.get_extents().width for path in lines))
    here = reach_figure(road_reach(cross(), 0.0, 0.0, [4, 20]), cross())
    assert figure.get_size_inches() == pytest.approx(here.get_size_inches(), rel=0.01)


def test_a_single_long_road_makes_no_thin_map() -> None:
    road = build_road_graph(
        [1, 2], [0.0, 0.0], [0.0, 5.0], Arcs([0, 1], [1, 0], [600_000] * 2, [556.0] * 2)
    )
    width, height = reach_figure(road_reach(road, 0.0, 0.0, [10]), road).get_size_inches()
    assert 0.2 < width / height < 5.0


@pytest.mark.parametrize("as_json", [False, True])
def test_the_command_says_what_the_reader_noticed(as_json: bool, tmp_path: Path) -> None:
    write_gmns(cross(), tmp_path / "roads")
    (tmp_path / "roads" / "config.csv").unlink()
    arguments = ["roads", "reach", str(tmp_path / "roads"), "--from", "0,0", "--crs", "WGS-84"]
    more = ["--json"] if as_json else []
    done = CliRunner().invoke(main, [*arguments, "--out", str(tmp_path / "r.png"), *more])
    assert done.exit_code == 0
    assert "missing_file" in (done.stderr if as_json else done.stdout)
    assert "taken to be in km" in done.output
    if as_json:
        assert len(json.loads(done.stdout)) == 3
