"""A city on the map: by timetable and by road, its places counted, its files, its refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from tests.explore.asking import ask
from tests.explore.city.small_city import small_city
from tests.io.gtfs.feeds import feed
from tests.transit.test_transit_network import KM, MONDAY, STOPS, TIMES, at, street
from transnet.base.errors import InputError
from transnet.explore.city.city_files import CityFiles, city_files
from transnet.explore.city.city_lines import busiest_day
from transnet.explore.city.city_places import read_city_places
from transnet.explore.security import App
from transnet.explore.server import application
from transnet.io.gtfs.read_feeds import read_gtfs
from transnet.transit.transit_network import TransitNetwork

HOME = f"at=112,{37 - 0.2899 * KM:.5f}"
ASKED = f"{HOME}&date={MONDAY}&time=07:00&window=8"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("city")


@pytest.fixture(scope="module")
def app(folder: Path) -> App:
    return application(small_city(folder))


def state(app: App, query: str) -> Any:
    answer = ask(app, f"/api/state?{query}")
    assert answer.status == 200, answer.body
    return answer.json


def area(answer: Any, within: float) -> Any:
    polygons = answer["areas"][answer["within"].index(within)]
    return shapely.union_all([shapely.Polygon(outer, holes) for outer, *holes in polygons])


def test_the_map_has_streets_lines_stops_and_choices(app: App, folder: Path) -> None:
    sent = ask(app, "/api/network").json
    assert sent["kind"] == "city"
    assert sent["modes"] == ["transit", "drive"]
    assert sent["stops"]["name"] == ["S1", "S2", "S3"]
    assert len(sent["routes"]["line"]) == 2
    assert sent["roads"]["line"]
    assert sent["amounts"] == ["jobs", "people"]
    assert sent["defaults"]["date"]
    assert str(folder).encode() not in ask(app, "/api/network").body


def test_by_timetable_areas_and_places_are_those_of_the_network(app: App, folder: Path) -> None:
    found = state(app, ASKED)
    network = TransitNetwork(folder / "town", street(road_class="residential"))
    asked: Any = {"departure": f"{MONDAY} 07:00", "window": 8}
    places = at(home=-0.2899, work=6.1899, far=30.0)
    home = (112.0, round(37 - 0.2899 * KM, 5))
    table = network.travel_times(home, places, **asked, percentiles=[50])
    within = table["travel_min"].to_numpy() <= 30
    assert found["curve"]["amounts"][0][29] == np.dot(within, [5.0, 70.0, 11.0])
    known = network.isochrones(home, [30], **asked)
    own = area(found, 30.0)
    share = own.symmetric_difference(known.geometry[0]).area / known.geometry[0].area
    assert share < 0.1
    assert found["km2"][1] == pytest.approx(known["area_km2"][0], rel=0.1)
    assert [len(each) > 0 for each in found["areas"]] == [True] * 6


def test_a_later_percentile_reaches_less(app: App) -> None:
    early, late = (state(app, f"{HOME}&date={MONDAY}&time=07:00&window=60&percentile={each}")
                   for each in (5, 100))  # fmt: skip
    assert early["curve"]["amounts"][0][29] > late["curve"]["amounts"][0][29]
    assert early["reading"]["en"] != late["reading"]["en"]


def test_by_road_areas_are_those_of_the_graph(app: App) -> None:
    found = state(app, f"{HOME}&mode=drive")
    graph = street(road_class="residential")
    known = graph.isochrones((112.0, round(37 - 0.2899 * KM, 5)), [10])
    assert area(found, 10.0).symmetric_difference(known.geometry[0]).area < (
        0.05 * known.geometry[0].area
    )
    assert found["curve"]["amounts"][0][9] == 75.0


def test_far_from_all_streets_nothing_is_reached_and_that_is_said(app: App) -> None:
    found = state(app, "at=113,38&mode=drive")
    assert found["start"] is None
    assert not any(found["areas"])
    assert found["notices"][0]["zh"] != found["notices"][0]["en"]


@pytest.mark.parametrize(
    "query",
    ["at=1", "at=112,95", "mode=cycle", "mode=fly", "date=2026-02-30", "date=1999-01-01",
     "time=25:00", "window=0", "percentile=101", "open=x", "at=112,37&at=112,38"],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_both_languages(app: App, query: str) -> None:
    answer = ask(app, f"/api/state?{query}")
    assert answer.status in (400, 422)
    assert answer.json["en"]
    assert answer.json["zh"] != answer.json["en"]


def test_what_is_reached_is_saved_as_files(app: App) -> None:
    table = ask(app, f"/api/export?{ASKED}&as=csv")
    assert table.body.decode("utf-8-sig").splitlines()[0] == "within_min,area_km2,jobs,people"
    features = json.loads(ask(app, f"/api/export?{HOME}&mode=drive&as=geojson").body)
    assert len(features["features"]) == 6
    code = ask(app, f"/api/export?{ASKED}&as=python").body.decode()
    compile(code, "reach.py", "exec")
    assert f"{MONDAY} 07:00" in code
    assert ask(app, f"/api/export?{HOME}&as=exe").status == 400


def test_networks_alone_answer_for_projects(app: App) -> None:
    for path in ("reach", "text"):
        assert ask(app, f"/api/{path}?").status == 404


def test_feeds_of_which_nothing_runs_are_named(app: App) -> None:
    notices = state(app, f"{HOME}&date={MONDAY}&time=12:00&window=8")["notices"]
    assert any("07:10" in each["en"] for each in notices)
    assert all(each["zh"] != each["en"] for each in notices)


def test_of_several_feeds_the_map_begins_on_a_day_of_all(tmp_path: Path) -> None:
    """One runs on Mondays to Fridays from 2 March 2026 on, the other in April alone."""
    calendar = (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "WD,1,1,1,1,1,0,0,{},{}\n"
    )
    trips = "route_id,service_id,trip_id,trip_short_name,block_id\nR1,WD,T1,D1,\n"
    tables = {"stops": STOPS, "stop_times": TIMES, "trips": trips}
    for name, days in (("a", ("20260302", "20260529")), ("b", ("20260401", "20260430"))):
        feed(tmp_path / name, **tables, calendar=calendar.format(*days))
    feeds = [tmp_path / "a", tmp_path / "b"]
    both, _ = read_gtfs(feeds)
    assert busiest_day(both, is_one_feed=False) == "2026-04-01"
    one, _ = read_gtfs(feeds[0])
    assert busiest_day(one, is_one_feed=True) == MONDAY


def test_the_map_begins_when_trips_do(app: App) -> None:
    """The only bus leaves at 7:10."""
    usual = ask(app, "/api/network").json["defaults"]["time"]
    assert usual == "06:30"
    assert usual in state(app, HOME)["reading"]["en"]


def test_which_files_make_a_city(app: App, folder: Path) -> None:
    town, roads = str(folder / "town"), str(folder / "streets.gpkg")
    assert city_files([town], roads, "") == CityFiles((town,), roads)
    assert city_files([roads], "", "") == CityFiles((), roads)
    assert city_files([], roads, "") == CityFiles((), roads)
    assert city_files(["shanxi-central"], "", "") is None
    for given, streets in (
        ([town, "shanxi-central"], ""),
        ([roads], roads),
        (["shanxi-central"], roads),
        ([town], str(folder / "nowhere.gpkg")),
    ):
        with pytest.raises(InputError):
            city_files(given, streets, "")


@pytest.mark.parametrize(
    ("table", "word"),
    [
        ("lon,jobs\n1,2\n", "lat"),
        ("lon,lat\n1,2\n", "people"),
        ("lon,lat,jobs\n1,95,2\n", "lat"),
        ("lon,lat,jobs\n1,2,-3\n", "jobs"),
    ],
)
def test_a_table_of_places_that_cannot_be_used_is_named(
    tmp_path: Path, table: str, word: str
) -> None:
    path = tmp_path / "places.csv"
    path.write_text(table)
    with pytest.raises(InputError) as told:
        read_city_places(path)
    assert told.value.notices[0].column == word


def test_chinese_headings_of_places_are_read(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    pd.DataFrame({"经度": [112.0], "纬度": [37.0], "人口": [5]}).to_csv(path, index=False)
    assert read_city_places(path).names == ("people",)


def test_empty_cells_count_as_none_and_columns_of_words_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("lon,lat,jobs,kind,blank\n1,2,,school,\n1,2,4,3,\n")
    found = read_city_places(path)
    assert (found.names, found.empty) == (("jobs",), ("jobs",))
    assert found.amounts.tolist() == [[0.0, 4.0]]
