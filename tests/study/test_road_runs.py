"""Scenarios on roads alone: a made-up town at a river by hand, and Porto with a bridge closed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from transnet import read_road_scenario, run_roads
from transnet.base.errors import InputError, ScenarioError
from transnet.base.language import speaking
from transnet.cli.main import main
from transnet.io.place_files import read_places
from transnet.report.page.road_page import road_page
from transnet.study.road_result import RoadResult

KM = 1 / 111.195  # degrees
# Two banks, each a street of 2 km; a bridge of 1 km in the west, a slower one in the east.
POINTS = {1: (0, 0), 2: (2, 0), 3: (0, 1), 4: (2, 1), 5: (5, 0), 6: (6, 0)}
WAYS = [
    (10, (1, 2), {"highway": "residential", "maxspeed": "60"}),
    (11, (3, 4), {"highway": "residential", "maxspeed": "60"}),
    (12, (1, 3), {"highway": "primary", "maxspeed": "60", "bridge": "yes", "name": "West Bridge"}),
    (13, (2, 4), {"highway": "primary", "maxspeed": "20", "bridge": "yes", "name": "East Bridge"}),
]
EDIT = '[[edit]]\naction = "close_street"\ntags = { bridge = true }\nname = "West"\n'
HEAD = (
    'id = "west"\nname_en = "West Bridge closed"\nname_zh = "西桥关闭"\nroads = "town.osm"\n'
    'places = "places.csv"\npeople = "people"\njobs = "jobs"\ncutoffs_min = [2, 4]\n'
)


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A folder with streets, places and a scenario."""
    rows = ['<osm version="0.6">']
    for node, (x, y) in POINTS.items():
        rows.append(f'<node id="{node}" version="1" lat="{y * KM}" lon="{x * KM}"/>')
    for way, refs, tags in WAYS:
        said = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        rows.append(
            f'<way id="{way}">{"".join(f"<nd ref={r!r}/>" for r in map(str, refs))}{said}</way>'
        )
    (tmp_path / "town.osm").write_text("\n".join([*rows, "</osm>"]), encoding="utf-8")
    south, north = f"S,South,{0.5 * KM},0,100,10", f"N,North,{0.5 * KM},{KM},300,40"
    places = "\n".join(["id,name,lon,lat,people,jobs", south, north, ""])
    (tmp_path / "places.csv").write_text(places, encoding="utf-8")
    (tmp_path / "west.toml").write_text(HEAD + EDIT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def result(town: Path) -> RoadResult:
    return run_roads(town / "west.toml")


def test_a_closed_bridge_is_driven_around_by_hand(result: RoadResult) -> None:
    # Half a km, the bridge, half a km: 2 min. By the east: 1.5 + 3 + 1.5 min.
    assert result.before == pytest.approx(np.array([[0.0, 2.0], [2.0, 0.0]]), abs=0.01)
    assert result.after == pytest.approx(np.array([[0.0, 6.0], [6.0, 0.0]]), abs=0.01)
    found = result.measures.set_index("measure")
    assert found.loc["mean_min", ["before", "after"]].tolist() == pytest.approx([2, 6], abs=0.01)
    # South reaches 10 + 40 jobs within 4 minutes before, then its own 10; North 50, then 40.
    within = found.loc["jobs_within_4_min"]
    assert within["before"] == 50
    assert within["after"] == pytest.approx((100 * 10 + 300 * 40) / 400)
    assert found.loc["people_longer", "after"] == 400
    assert set(result.losers()["id"]) == {"N", "S"}
    assert result.states.closed.sum() == 2


def test_who_is_cut_off_is_counted(town: Path) -> None:
    (town / "all.toml").write_text(HEAD + EDIT.replace('name = "West"\n', ""), encoding="utf-8")
    found = run_roads(town / "all.toml")
    assert found.measures.set_index("measure").loc["pairs_reached", "change"] == -2
    assert found.by_place["cut_off"].tolist() == [1, 1]
    assert np.isnan(found.measures["after"].iloc[0])
    assert len(found.pairs) == 4
    assert "No trip is possible in both states. 2 pairs" in road_page(found)


def test_a_road_that_is_added_is_not_there_before(town: Path) -> None:
    line = f"[[0, 0], [0, {KM}]]"
    added = f'[[edit]]\naction = "add_street"\nalong = {line}\nspeed_kmh = 120\n'
    (town / "more.toml").write_text(HEAD + added, encoding="utf-8")
    found = run_roads(town / "more.toml")
    assert found.before[0, 1] == pytest.approx(2.0, abs=0.01)
    assert found.after[0, 1] == pytest.approx(1.5, abs=0.01)
    assert found.states.added.sum() == 2
    assert found.losers().empty


def test_the_page_is_in_both_languages_and_files_are_whole(
    result: RoadResult, tmp_path: Path
) -> None:
    names = {each.name for each in result.save(tmp_path / "out")}
    assert names >= {"roads.html", "change.png", "measures.csv", "places.csv", "travel_times.csv"}
    page = (tmp_path / "out" / "roads.html").read_text(encoding="utf-8")
    assert "West Bridge closed" in page
    assert "西桥关闭" in page
    assert "Trips take 6.0 minutes on average, 2.0 before (+4.0)." in page
    assert "400 人用时增加一分钟以上。" in page
    assert (tmp_path / "out" / "change.png").read_bytes().startswith(b"\x89PNG")
    with speaking("zh"):
        assert result.plot().get_title(loc="left") is not None


def test_the_command_prints_what_the_function_finds(town: Path) -> None:
    told = CliRunner().invoke(main, ["roads", "run", str(town / "west.toml"), "--no-files"])
    assert told.exit_code == 0, told.output
    assert "Trips take 6.0 minutes on average" in told.output
    out = str(town / "found")
    words = ["roads", "run", str(town / "west.toml"), "--out", out, "--json"]
    found = json.loads(CliRunner().invoke(main, words).stdout)
    assert found["measures"][0]["after"] == pytest.approx(6.0, abs=0.01)
    assert len(found["files"]) == 6


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HEAD, "missing_key"),
        (HEAD + '[[edit]]\naction = "open"\nline = "L2"\n', "unknown_choice"),
        (HEAD + EDIT.replace("West", "Nowhere"), "unknown_street"),
        (HEAD + EDIT.replace("bridge", "tunnel"), "unknown_street"),
        (HEAD + EDIT + EDIT, "no_effect"),
        (HEAD.replace("[2, 4]", "[2, 2]") + EDIT, "out_of_range"),
        (HEAD.replace('"west"', '"West!"') + EDIT, "bad_id"),
        (HEAD + "color = 1\n" + EDIT, "unknown_key"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_remedy(town: Path, text: str, code: str) -> None:
    (town / "wrong.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        run_roads(town / "wrong.toml")
    assert [each.code for each in caught.value.notices] == [code]
    assert all(each.hint for each in caught.value.notices)


@pytest.mark.parametrize(
    "table", ["id,lon\nA,1\n", "id,lon,lat,n\nA,1,2,x\n", "id,lon,lat,n\nA,1,2,1\nA,1,2,1\n",
              "id,lon,lat,n\nA,1,95,1\n", "id,lon,lat,n\nA,1,2,-1\n"],
)  # fmt: skip
def test_places_that_cannot_be_are_refused(tmp_path: Path, table: str) -> None:
    path = tmp_path / "places.csv"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(InputError):
        read_places(path, ["n"])


def test_places_may_be_areas_of_a_geopackage(tmp_path: Path) -> None:
    import geopandas
    import shapely

    square: Any = shapely.box(1.0, 2.0, 1.2, 2.2)
    frame = geopandas.GeoDataFrame({"id": [7], "people": [5]}, geometry=[square], crs=4326)
    frame.to_file(tmp_path / "zones.gpkg")
    found = read_places(tmp_path / "zones.gpkg", ["people"])
    assert found[["id", "people"]].to_numpy().tolist() == [["7", 5.0]]
    assert 1.0 < found["lon"].iloc[0] < 1.2


def test_paths_are_seen_from_the_file(town: Path) -> None:
    scenario = read_road_scenario(town / "west.toml")
    assert scenario.path(scenario.roads) == town / "town.osm"
    assert scenario.name.zh == "西桥关闭"


@pytest.mark.slow
@pytest.mark.skipif("TRANSNET_DATA" not in os.environ, reason="TRANSNET_DATA holds no extract")
def test_porto_without_its_western_bridge(tmp_path: Path) -> None:
    extract = Path(os.environ["TRANSNET_DATA"]) / "osm" / "porto_portugal.osm.pbf"
    rows = "id,lon,lat,people\nboavista,-8.629,41.158,30000\ncanidelo,-8.648,41.125,27000\n"
    (tmp_path / "zones.csv").write_text(rows, encoding="utf-8")
    text = (
        f'roads = "{extract.as_posix()}"\ncountry = "PT"\nplaces = "zones.csv"\npeople = "people"\n'
        '[[edit]]\naction = "close_street"\nname = "Ponte da Arrábida"\ntags = { bridge = true }\n'
    )
    (tmp_path / "arrabida.toml").write_text(text, encoding="utf-8")
    found = run_roads(tmp_path / "arrabida.toml")
    assert found.states.closed.sum() == 2
    assert (found.after > found.before + 2.0).sum() == 2  # the two ways across the river
    assert np.isfinite(found.after).all()
