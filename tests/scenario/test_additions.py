"""Roads and lines that no table has: the rows they bring, and what they may not be."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.scenario.helpers import NEW_LINE, NEW_LINK, WORLD, applied, codes
from transnet.scenario.edits import Edited
from transnet.supply.topology import compile_topology
from transnet.travel.model import TravelModel

DEGREE_KM = math.pi / 180 * 6371.0088


def _added(edited: Edited, table: str) -> pd.DataFrame:
    return edited.after[table].iloc[len(WORLD[table]) :]


def _models(edited: Edited) -> tuple[TravelModel, TravelModel]:
    topology = compile_topology(edited.after)
    return TravelModel(edited.before, topology), TravelModel(edited.after, topology)


def test_a_link_is_one_open_road_between_nodes_or_places() -> None:
    edited = applied(NEW_LINK)
    road = _added(edited, "roads").iloc[0]
    assert (road["from_node"], road["to_node"], road["name_zh"]) == ("N2", "N3", "RX")
    assert (road["status"], road["basis"], road["confidence"]) == ("planned", "assumed", "low")
    assert road["source"] == "scenario"
    assert edited.after.open_rows("roads")[-1]
    assert not edited.before.open_rows("roads")[-1]
    before, after = _models(edited)
    minutes = [
        model.travel_times(["P2"], ["P3"], using="drive")["travel_min"].iloc[0]
        for model in (before, after)
    ]
    assert minutes == [65.0, 35.0]  # 60 km at 120 km/h and 5 minutes to park


def test_a_link_one_way() -> None:
    _, after = _models(applied({**NEW_LINK, "oneway": True, "lanes": 2, "road_code": "S9"}))
    there, back = (
        after.travel_times([start], [end], using="drive")["travel_min"].iloc[0]
        for start, end in (("P2", "P3"), ("P3", "P2"))
    )
    assert (there, back) == (35.0, 65.0)


@pytest.mark.parametrize(
    ("keys", "code", "column"),
    [
        ({"id": "R1"}, "duplicate_id", "id"),
        ({"from_node": "N7"}, "unknown_name", "from_node"),
        ({"to_node": "P2"}, "same_ends", "to_node"),
        ({"length_km": 50}, "too_short", "length_km"),
        ({"length_km": 2001}, "out_of_range", "length_km"),
        ({"road_class": "highway"}, "unknown_name", "road_class"),
        ({"design_speed_kmh": 200}, "out_of_range", "design_speed_kmh"),
        ({"lanes": 0}, "out_of_range", "lanes"),
    ],
)
def test_links_that_cannot_be(keys: dict[str, Any], code: str, column: str) -> None:
    assert (code, f"edit 1, {column}") in codes({**NEW_LINK, **keys})


def test_a_line_brings_station_tracks_trains_and_access() -> None:
    edited = applied(NEW_LINE)
    station = _added(edited, "stations").iloc[0]
    assert (station["station_id"], station["name_en"], station["kind"]) == ("SX", "新站", "emu")
    assert (station["place_id"], station["city_id"]) == ("P2", "C1")
    tracks = _added(edited, "tracks")
    assert tracks["track_id"].tolist() == ["L9-01", "L9-02"]
    assert tracks["seq"].tolist() == [1, 2]
    straight = DEGREE_KM * math.hypot(0.38, 0.1 * math.cos(math.radians(38.21)))
    assert tracks["length_km"].iloc[0] == pytest.approx(1.1 * straight, rel=1e-3)
    services = _added(edited, "services")
    assert services["service_id"].tolist() == ["L9-out", "L9-back"]
    assert services["name_zh"].tolist() == ["甲站–乙站", "乙站–甲站"]
    assert services["trains_per_day"].tolist() == [32.0, 32.0]  # 960 minutes / 30
    stops = _added(edited, "stops")
    assert stops["station_id"].tolist() == ["S1", "SX", "S3", "S3", "SX", "S1"]
    assert stops["tracks"].tolist() == ["", "L9-01", "L9-02", "", "L9-02", "L9-01"]
    assert stops["dwell_min"].fillna(-1).tolist() == [-1, 2, -1, -1, 2, -1]
    access = _added(edited, "access")
    assert (access["stop_id"] == "SX").all()
    assert access["node_id"].tolist() == ["N2"]
    to_p2 = DEGREE_KM * math.hypot(0.15, 0.1 * math.cos(math.radians(38.32)))
    assert access["length_km"].iloc[0] == pytest.approx(1.3 * to_p2, abs=0.06)
    for table in ("stations", "tracks", "services"):
        assert edited.after.open_rows(table)[-1]
        assert not edited.before.open_rows(table)[-1]
        assert edited.after[table].dtypes.equals(WORLD[table].dtypes)
    assert not edited.notices


def test_a_line_carries_people() -> None:
    before, after = _models(applied(NEW_LINE))
    assert after.in_train(["S1"], ["SX"]).travel_min < 30.0
    assert math.isinf(before.in_train(["S1"], ["SX"]).travel_min)
    path = after.path("P1", "P3", using="rail")
    assert "L9-out" in path.legs.loc[path.legs["leg"] == "ride", "services"].iloc[0]
    assert path.uses_recalled  # what a scenario adds is assumed


def test_lengths_and_dwells_may_be_given() -> None:
    line = {
        **NEW_LINE,
        "dwell_min": 5,
        "stops": ["S1", {"station": "S2", "length_km": 31}, {"station": "S3", "length_km": 70.5}],
    }
    edited = applied(line)
    assert _added(edited, "tracks")["length_km"].tolist() == [31.0, 70.5]
    assert _added(edited, "stops")["dwell_min"].max() == 5.0
    assert _added(edited, "stations").empty
    assert _added(edited, "access").empty


def test_trains_a_day_give_the_headway() -> None:
    line = {key: value for key, value in NEW_LINE.items() if key != "headway_min"}
    services = _added(applied({**line, "trains_per_day": 96}), "services")
    assert services["headway_min"].tolist() == [10.0, 10.0]


def test_a_metro_stop_in_town_is_reached_on_foot() -> None:
    line = {
        **NEW_LINE,
        "mode": "metro",
        "speed_kmh": 30,
        "headway_min": 5,
        "stops": ["M1", {"id": "M9", "lon": 112.5, "lat": 38.24, "name_en": "East"}],
    }
    edited = applied(line)
    access = _added(edited, "access").set_index("mode")
    assert access.loc["walk", "length_km"] == pytest.approx(1.3 * 0.01 * DEGREE_KM, abs=0.06)
    assert access.loc["walk", "road_class"] == ""
    assert access.loc[["road"], "road_class"].tolist()[0] == "urban"
    assert _added(edited, "tracks")["traffic"].tolist() == ["metro"]


def test_a_station_far_from_town_is_reached_by_country_roads() -> None:
    access = _added(applied(NEW_LINE), "access")
    assert access[["node_id", "road_class"]].to_numpy().tolist() == [["N2", "county"]]
    assert access["length_km"].iloc[0] > 20.0  # N2 is a town's node


def test_a_line_opens_the_closed_stations_it_calls_at() -> None:
    stations = WORLD["stations"].copy()
    stations.loc[stations["station_id"] == "S3", "opened"] = pd.NaT
    network = WORLD.replace_table("stations", stations)
    edited = applied(NEW_LINE, network=network)
    assert edited.after.open_rows("stations").all()
    assert not edited.before.open_rows("stations")[2]


def test_later_edits_see_the_line() -> None:
    edited = applied(NEW_LINE, {"action": "set_headway", "line": "L9", "headway_min": 10})
    services = _added(edited, "services")
    assert services["headway_min"].tolist() == [10.0, 10.0]
    assert services["trains_per_day"].tolist() == [96.0, 96.0]


@pytest.mark.parametrize(
    ("keys", "code", "column"),
    [
        ({"id": "L1"}, "duplicate_id", "id"),
        ({"mode": "maglev"}, "unknown_name", "mode"),
        ({"trains_per_day": 5}, "bad_keys", "headway_min"),
        ({"headway_min": -5}, "out_of_range", "headway_min"),
        ({"speed_kmh": 500}, "out_of_range", "design_speed_kmh"),
        ({"stops": ["S1"]}, "too_few_stops", "stops"),
        ({"stops": ["S1", "S1"]}, "same_ends", "stops"),
        ({"stops": ["S1", "S9"]}, "unknown_name", "stops 2"),
        ({"stops": ["S1", {"id": "S2", "lon": 112.6, "lat": 38.4}]}, "duplicate_id", "stops 2, id"),
        ({"stops": ["S1", {"id": "SX", "lon": 112.6}]}, "bad_keys", "stops 2"),
        ({"stops": ["S1", {"lon": 112.6, "lat": 38.4}]}, "bad_keys", "stops 2"),
        ({"stops": ["S1", {"station": "S2", "lon": 112.6}]}, "bad_keys", "stops 2"),
        ({"stops": ["S1", {"station": "S3", "length_km": 60}]}, "too_short", "stops 2, length_km"),
        (
            {"stops": ["S1", {"id": "SX", "lon": 38.4, "lat": 112.6}]},
            "out_of_range",
            "stops 2, lat",
        ),
    ],
)
def test_lines_that_cannot_be(keys: dict[str, Any], code: str, column: str) -> None:
    assert (code, f"edit 1, {column}") in codes({**NEW_LINE, **keys})


def test_no_place_is_too_far_to_be_found_but_no_road_leads_there() -> None:
    far = {**NEW_LINE, "stops": ["S1", {"id": "SX", "lon": 100.0, "lat": 30.0}]}
    edited = applied(far)
    assert _added(edited, "access").empty
    assert np.isfinite(_models(edited)[1].in_train(["S1"], ["SX"]).travel_min)
