"""Networks of tables in memory: what stands in, what is refused, and the same as from a folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from transnet.base.errors import InputError, UnknownNameError
from transnet.io.network_folder import load_network, save_network
from transnet.model.network import Network
from transnet.travel.people import People

PLACES = pd.DataFrame(
    {
        "place_id": ["A", "B", "C"],
        "name_en": ["Ayton", "Beeham", ""],
        "lon": [0.1, 0.3, 0.5],
        "lat": [50.1, 50.2, 50.1],
        "population": [20_000, 50_000, 8_000.0],
    }
)
ROADS = pd.DataFrame(
    {
        "road_id": ["R1", "R2", "R3"],
        "from_node": ["A", "B", "A"],
        "to_node": ["B", "C", "C"],
        "length_km": [20, 21.5, 30],
        "road_class": "primary",
        "design_speed_kmh": 80,
        "project": ["", "", "bypass"],
    }
)
PROJECTS = pd.DataFrame({"project_id": ["bypass"], "theme": ["road"], "stage": ["first"]})
STATIONS = pd.DataFrame(
    {
        "station_id": ["SA", "SC", "SX"],
        "kind": "conventional",
        "lon": [0.11, 0.5, 3.0],
        "lat": [50.1, 50.11, 50.0],
    }
)


@pytest.fixture(scope="module")
def built() -> Network:
    return Network.build(
        PLACES, roads=ROADS, projects=PROJECTS, stations=STATIONS, name="My isle", day="2025-01-01"
    )


def test_what_is_not_given_stands_in_and_is_marked(built: Network) -> None:
    assert built.info.network_id == "My-isle"
    assert built.info.core_place_id == "B", "the place with most people"
    places = built["places"]
    assert places["name_zh"].tolist() == ["Ayton", "Beeham", "C"], "other language, else the id"
    assert set(places["basis"]) == {"assumed"}
    assert set(places["confidence"]) == {"low"}
    assert built["cities"]["seat_place_id"].tolist() == ["B"]
    assert built["cities"]["population"].tolist() == [78_000]
    assert built["nodes"]["node_id"].tolist() == ["A", "B", "C"]
    assert built.parameter("walk_speed_kmh") == 5
    assert built["targets"]["within_min"].tolist() == [60]
    assert built["projects"]["status"].tolist() == ["planned"]
    told = {found.code for found in built.readings}
    assert told == {"default_taken", "table_made", "usual_parameter", "open_without_date"}


def test_rows_without_a_day_are_open_but_for_those_of_a_project(built: Network) -> None:
    assert built.open_rows("roads").tolist() == [True, True, False]
    assert built["roads"]["status"].tolist() == ["open", "open", "planned"]
    assert not built.at("2024-12-31").open_rows("roads").any(), "nobody said so of an earlier day"


def test_a_row_that_closes_before_the_base_day_was_open_till_then() -> None:
    roads = ROADS.assign(project="", closed=["2020-05-01", "", ""])
    network = Network.build(PLACES, roads=roads, day="2025-01-01")
    assert network.open_rows("roads").tolist() == [False, True, True]
    assert network.at("2020-04-30").open_rows("roads").tolist() == [True, False, False]


def test_stops_are_joined_to_the_nearest_nodes_and_far_ones_are_told(built: Network) -> None:
    ways = built["access"].set_index("access_id")
    assert set(ways["stop_id"]) == {"SA", "SC"}
    assert ways.loc["A-SA", "mode"] == "road"
    assert ways.loc["A-SA-walk", "length_km"] == pytest.approx(0.713 * 1.3, abs=0.01)
    told = next(
        each for each in built.readings if each.code == "table_made" and each.table == "access"
    )
    assert "1 lie more than 50 km" in told.hint


def test_people_without_an_urban_count_and_an_area_are_spread_by_density(built: Network) -> None:
    people = People.from_network(built)
    assert people.total == 78_000
    assert not people.people[people.in_town].any()
    radius_km = np.sqrt(20_000 / 5_000 / np.pi)
    assert people.spread_min[3] == pytest.approx(radius_km * 1.3 / 40 * 60)


def test_cities_that_places_name_are_made_with_seats(built: Network) -> None:
    network = Network.build(PLACES.assign(city_id=["N", "", "N"]), core="Ayton", day="2025-01-01")
    seats = network["cities"].set_index("city_id")["seat_place_id"].to_dict()
    assert seats == {"own": "B", "N": "A"}
    assert network["places"]["city_id"].tolist() == ["N", "own", "N"]


def test_points_of_a_geodataframe_are_taken_in_degrees() -> None:
    import geopandas as gpd

    points = gpd.points_from_xy(PLACES["lon"], PLACES["lat"], crs=4326).to_crs(3857)
    frame = gpd.GeoDataFrame(PLACES.drop(columns=["lon", "lat"]), geometry=points)
    network = Network.build(frame, day="2025-01-01")
    assert network["places"]["lon"].to_numpy() == pytest.approx(PLACES["lon"].to_numpy())


def test_faults_are_told_by_row_and_column_all_at_once() -> None:
    wrong = ROADS.assign(to_node=["B", "Q", "C"], road_class=["primary", "primary", "lane"])
    with pytest.raises(InputError) as raised:
        Network.build(PLACES, roads=wrong.rename(columns={"length_km": "lenght_km"}))
    places = {(each.code, each.row, each.column) for each in raised.value.notices}
    assert {("unknown_column", 1, "lenght_km"), ("missing_column", 1, "length_km")} <= places
    with pytest.raises(InputError) as raised:
        Network.build(PLACES, roads=wrong, projects=PROJECTS)
    places = {(each.code, each.row, each.column) for each in raised.value.notices}
    assert {("unknown_choice", 4, "road_class"), ("dangling_reference", 3, "to_node")} <= places
    with pytest.raises(UnknownNameError, match="roads"):
        Network.build(PLACES, road=ROADS)
    with pytest.raises(InputError, match="YYYY"):
        Network.build(PLACES, day="soon")


def test_arguments_that_cannot_be_meant_are_refused_in_words() -> None:
    twice = pd.concat([PLACES, PLACES[["lon"]]], axis=1)
    with pytest.raises(InputError) as raised:
        Network.build(twice)
    assert [(each.code, each.column) for each in raised.value.notices] == [
        ("duplicate_column", "lon")
    ]
    for day in (pd.NaT, float("nan"), 20250101):
        with pytest.raises(InputError, match="YYYY"):
            Network.build(PLACES, day=day)
    for core in (5, float("nan"), ["A"]):
        with pytest.raises(InputError, match="core"):
            Network.build(PLACES, core=core)
    with pytest.raises(InputError, match="place_id"):
        Network.build(PLACES.drop(columns="name_en").set_index(["place_id", "lon"]))


def test_a_day_with_a_time_is_that_day() -> None:
    built = Network.build(PLACES, day=pd.Timestamp("2025-01-01 07:30"))
    assert str(built.info.base_date) == "2025-01-01"


def test_saved_and_loaded_it_is_the_same(built: Network, tmp_path: Path) -> None:
    save_network(built, tmp_path / "isle")
    again = load_network(tmp_path / "isle")
    assert again == built
    assert again.readings == (), "the folder gives everything that stood in"
