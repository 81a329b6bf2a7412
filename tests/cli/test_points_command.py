"""The commands that find out in which coordinates points are, and bring them to WGS-84."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from tests.worlds import line_world
from transnet.cli.main import main
from transnet.io.network_folder import save_network
from transnet.io.road_formats import write_roads
from transnet.model.datum import from_wgs84
from transnet.roads.graph import Arcs, build_road_graph

WORLD = line_world()
PLACES = WORLD["places"]


@pytest.fixture
def world(tmp_path: Path) -> Path:
    save_network(WORLD, tmp_path / "world")
    return tmp_path / "world"


def _table(path: Path, encoding: str = "utf-8") -> Path:
    """Write the places of the world as a map of Baidu has them."""
    lon, lat = from_wgs84(PLACES["lon"], PLACES["lat"], "BD-09")
    table = pd.DataFrame({"place_id": PLACES["place_id"], "name": PLACES["name_zh"]})
    table.assign(lon=lon, lat=lat, note="a,b").to_csv(path, index=False, encoding=encoding)
    return path


def _call(*arguments: object) -> Result:
    done = CliRunner().invoke(main, [str(each) for each in arguments])
    assert "Traceback" not in done.output
    return done


def test_convert_moves_points_and_keeps_all_else(tmp_path: Path, world: Path) -> None:
    table, out = _table(tmp_path / "a.csv"), tmp_path / "b.csv"
    done = _call("points", "convert", table, out, "--crs", "BD-09", "--anchors", world)
    assert (done.exit_code, "datum" in done.output) == (0, False)
    made = pd.read_csv(out, dtype={"place_id": str})
    assert made["lon"].tolist() == pytest.approx(PLACES["lon"].tolist(), abs=1e-6)
    assert made["lat"].tolist() == pytest.approx(PLACES["lat"].tolist(), abs=1e-6)
    assert made["name"].tolist() == PLACES["name_zh"].tolist()
    assert set(made["note"]) == {"a,b"}
    again = _call("points", "convert", table, out, "--crs", "BD-09")
    assert (again.exit_code, "file_exists" in again.output) == (1, True)


def test_a_wrong_declaration_is_warned_about(tmp_path: Path, world: Path) -> None:
    table = _table(tmp_path / "a.csv")
    done = _call(
        "points", "convert", table, tmp_path / "b.csv", "--crs", "GCJ-02", "--anchors", world
    )
    assert "as BD-09 would" in done.output
    undeclared = _call("points", "convert", table, tmp_path / "c.csv")
    assert (undeclared.exit_code, "--crs" in undeclared.output) == (2, True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("id,lon\na,1\n", "missing_column"),
        ("id,lon,lat\na,37.8,112.5\n", "swapped_point"),
        ("id,lon,lat\na,500000,4150000\n", "projected_point"),
        ("id,lon,lat\na,east,38\n", "bad_number"),
        ("id；lon；lat\n", "wrong_delimiter"),
        ("", "empty_file"),
    ],
)
def test_bad_tables_end_in_a_message(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    done = _call("points", "convert", tmp_path / "a.csv", tmp_path / "b.csv", "--crs", "WGS-84")
    assert (done.exit_code, code in done.output) == (1, True)
    assert not (tmp_path / "b.csv").exists()


def test_a_gbk_table_is_read_as_one(tmp_path: Path) -> None:
    table = _table(tmp_path / "a.csv", "gb18030")
    done = _call("points", "convert", table, tmp_path / "b.csv", "--crs", "BD-09")
    assert (done.exit_code, "GB18030" in done.output) == (0, True)
    assert PLACES["name_zh"].iloc[0] in (tmp_path / "b.csv").read_text("utf-8")


def test_a_table_with_chinese_names_in_cgcs2000(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("编号;经度;纬度\na;112,5;37,8\n", encoding="gb18030")
    done = _call("points", "convert", tmp_path / "a.csv", tmp_path / "b.csv", "--crs", "cgcs2000")
    assert done.exit_code == 1  # decimal commas, which points don't have
    (tmp_path / "a.csv").write_text("点号;东经;纬度\na;112.5;37.8\n", encoding="gb18030")
    done = _call("points", "convert", tmp_path / "a.csv", tmp_path / "b.csv", "--crs", "cgcs2000")
    assert done.exit_code == 0
    for code in ("other_encoding", "other_delimiter", "header_read", "datum_equal"):
        assert code in done.output
    assert (tmp_path / "b.csv").read_text("utf-8") == "点号,东经,纬度\na,112.5,37.8\n"


def test_400_swapped_points_are_one_message(tmp_path: Path) -> None:
    rows = "".join(f"a{row},37.8,112.5\n" for row in range(400))
    (tmp_path / "a.csv").write_text(f"id,lon,lat\n{rows}", encoding="utf-8")
    done = _call("points", "convert", tmp_path / "a.csv", tmp_path / "b.csv", "--crs", "WGS-84")
    assert (done.exit_code, done.output.count("swapped_point")) == (1, 1)
    assert "400 of 400 points" in done.output


def test_check_holds_a_network_against_another(tmp_path: Path, world: Path) -> None:
    assert "datum_mismatch" not in _call("check", world, "--anchors", world).output
    stations = WORLD["stations"]
    lon, lat = from_wgs84(stations["lon"], stations["lat"], "GCJ-02")
    shifted = WORLD.replace_table("stations", stations.assign(lon=lon, lat=lat))
    save_network(shifted, tmp_path / "shifted")
    assert "as GCJ-02 would" in _call("check", tmp_path / "shifted", "--anchors", world).output


@pytest.mark.parametrize(
    ("crs", "expected"), [((), "as GCJ-02 would"), (("--crs", "GCJ-02"), "4 junctions")]
)
def test_roads_are_held_against_a_network_too(
    tmp_path: Path, world: Path, crs: tuple[str, ...], expected: str
) -> None:
    lon, lat = from_wgs84(PLACES["lon"], PLACES["lat"], "GCJ-02")
    arcs = Arcs(tails=[0, 1], heads=[1, 0], time_ms=[1, 1])
    write_roads(build_road_graph(PLACES["place_id"].tolist(), lon, lat, arcs), tmp_path / "a.gpkg")
    done = _call("roads", "convert", tmp_path / "a.gpkg", tmp_path / "b", "--anchors", world, *crs)
    assert done.exit_code == 0
    assert expected in done.output
    assert ("datum_mismatch" in done.output) == (not crs)


@pytest.mark.parametrize("written", ["4490", "EPSG:4490", "epsg:4326", "WGS84", "wgs_84"])
def test_coordinates_may_be_named_as_in_gis(written: str, tmp_path: Path) -> None:
    table, out = _table(tmp_path / "a.csv"), tmp_path / "b.csv"
    assert _call("points", "convert", table, out, "--crs", written).exit_code == 0
    assert _call("points", "convert", table, out, "--crs", "4214", "--force").exit_code == 2
