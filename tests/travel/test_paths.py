"""Paths opened: each leg with its ends, its links, and what it rests on."""

from __future__ import annotations

import json
import math

import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.model.network import Network
from transnet.travel.leg_names import LEGS
from transnet.travel.model import TravelModel
from transnet.travel.paths import LEG_COLUMNS, Graph
from transnet.travel.trip_path import Path

MODEL = TravelModel(line_world())
LATER = TravelModel(line_world("2028-01-01"), MODEL.topology)
WAITED = MODEL.with_waits("first_come")


def _recalled(network: Network, table: str, key: str, row_id: str) -> Network:
    rows = network[table].copy()
    rows.loc[rows[key] == row_id, ["basis", "confidence"]] = ["recalled", "low"]
    return network.replace_table(table, rows)


def _leg(path: Path, name: str) -> pd.Series:
    rows = path.legs[path.legs["leg"] == name]
    assert len(rows) == 1
    return rows.iloc[0]


def test_a_ride_leg_by_leg() -> None:
    path = WAITED.path("P1", "P3")
    assert tuple(path.legs.columns) == LEG_COLUMNS
    assert path.legs["leg"].tolist() == ["access", "station", "wait", "ride", "station", "egress"]
    assert path.legs["minutes"].tolist() == pytest.approx([6, 10, 20, 36, 5, 4])
    assert path.legs["from_id"].tolist() == ["P1", "S1", "S1", "S1", "S3", "S3"]
    assert path.legs["to_id"].tolist() == ["S1", "S1", "S1", "S3", "S3", "P3"]
    assert path.legs["length_km"].tolist() == pytest.approx([3, 0, 0, 90, 0, 2])
    tracks = "tracks/T1;tracks/T2"
    assert path.legs["links"].tolist() == ["access/a1", "", "", tracks, "", "access/a3"]
    assert path.legs["services"].tolist() == ["", "", "E1", "E1", "", ""]
    assert path.legs["share"].tolist() == [1.0] * 6
    ride = _leg(path, "ride")
    assert (ride["mode"], ride["via_zh"], ride["via_en"]) == ("emu", "一线", "First")
    assert ride["trains_per_day"] == 24
    assert (ride["from_zh"], ride["to_en"]) == ("甲站", "Yi")
    assert (path.mode, path.travel_min, path.largest_leg) == ("rail", 81.0, "ride")
    assert not path.uses_recalled


def test_legs_match_the_table_of_legs() -> None:
    for model in (MODEL, LATER, WAITED):
        for row in model.leg_minutes().to_dict("records"):
            path = model.path(row["from_id"], row["to_id"])
            sums = path.legs.groupby("leg")["minutes"].sum()
            for leg in LEGS:
                assert sums.get(leg, 0.0) == pytest.approx(row[f"{leg}_min"], abs=1e-9)
            assert path.travel_min == pytest.approx(row["travel_min"], abs=1e-9)
            assert path.mode == row["mode"]
            assert path.uses_recalled == row["weak"]


def test_a_drive_is_one_leg_with_its_roads() -> None:
    path = LATER.path("P1", "P3", using="drive")
    drive = _leg(path, "drive")
    assert drive["minutes"] == pytest.approx(58.0)
    assert drive["length_km"] == pytest.approx(94.0)
    assert drive["via_zh"] == "枢纽路; S1 北高速"
    assert drive["via_en"] == "Junction Road; S1 North"
    assert drive["links"] == "roads/R5;roads/R3"
    assert math.isnan(drive["trains_per_day"])


def test_common_lines_name_every_service_that_is_waited_for() -> None:
    path = LATER.with_waits("first_come").path("P1", "P3", using="rail")
    ride = _leg(path, "ride")
    assert set(ride["services"].split(";")) == {"E1", "E3", "E5"}
    assert ride["trains_per_day"] == 48
    assert set(ride["links"].split(";")) == {"tracks/T1", "tracks/T2", "tracks/T3"}
    assert ride["via_zh"] == "一线"  # of the trains that most trips take
    (only,) = path.alternatives.to_dict("records")
    assert (only["trains_per_day"], only["share"]) == (48, pytest.approx(1.0))
    assert (only["from_id"], only["to_zh"]) == ("S1", "乙站")


def test_a_flight_has_no_tracks() -> None:
    quick = MODEL.with_parameters({("entry_min", "air"): 1.0})
    path = quick.path("P1", "X1", using="public")
    ride = _leg(path, "ride")
    assert path.mode == "air"
    assert (ride["mode"], ride["services"], ride["links"]) == ("air", "F1", "")
    assert (ride["from_id"], ride["to_id"]) == ("A1", "AX")
    assert math.isnan(ride["length_km"])
    assert path.legs["leg"].tolist() == ["access", "station", "ride", "station", "egress"]


def test_a_train_off_the_tracks_goes_by_its_own_name() -> None:
    stops = line_world()["stops"].assign(tracks="")
    stops.loc[stops["seq"] > 1, "run_min"] = 40.0
    model = TravelModel(line_world().replace_table("stops", stops))
    ride = _leg(model.path("P1", "P3", using="rail"), "ride")
    assert (ride["via_zh"], ride["via_en"], ride["links"]) == ("慢车上", "Local north", "")
    assert math.isnan(ride["length_km"])


def test_ends_are_places_nodes_or_stops() -> None:
    graph = Graph(MODEL.network, MODEL.topology, MODEL.times)
    ends = [
        graph.end(MODEL.topology.node(kind, name))
        for kind, name in (("place_in", "P2"), ("access_road", "J1"), ("in", "A1"), ("out", "S1"))
    ]
    assert [end.id for end in ends] == ["P2", "J1", "A1", "S1"]
    assert [str(end) for end in ends[:2]] == ["Bing", "Jia Junction"]


def test_changes_are_legs() -> None:
    access = line_world()["access"]
    kept = ~access["access_id"].isin(["a1", "a2"])
    network = line_world().replace_table("access", access[kept])
    path = TravelModel(network).path("P1", "P3", using="rail")
    assert path.legs["leg"].tolist() == [
        "access", "station", "wait", "ride", "transfer", "ride", "station", "egress",
    ]  # fmt: skip
    transfer = _leg(path, "transfer")
    ends = (transfer["from_id"], transfer["to_id"], transfer["links"])
    assert ends == ("M2", "S1", "transfers/t1")
    # out 1, over 3, in 10, to be there for the one of 24 trains that is planned for
    assert (transfer["minutes"], transfer["trains_per_day"]) == (14.0, 24.0)
    assert path.legs["displacement_min"].tolist() == [0.0, 0.0, 0.0, 0.0, 0.0, 10.0, 0.0, 0.0]
    assert _leg(path, "wait")["minutes"] == 3.0  # for the next of 160 metro trains
    hurried = TravelModel(network).with_waits("first_come").path("P1", "P3", using="rail")
    assert _leg(hurried, "transfer")["minutes"] == 34.0  # and 20 until the next of 24


def test_staying_is_no_trip() -> None:
    path = MODEL.path("P1", "P1")
    assert (path.travel_min, path.mode, path.largest_leg) == (0.0, "", "")
    assert path.legs.empty


@pytest.mark.parametrize(
    ("table", "key", "row_id", "leg"),
    [
        ("access", "access_id", "a1", "access"),
        ("access", "access_id", "a3", "egress"),
        ("services", "service_id", "E1", "ride"),
        ("stops", "station_id", "S2", "ride"),
    ],
)
def test_the_weakest_row_marks_its_leg(table: str, key: str, row_id: str, leg: str) -> None:
    model = TravelModel(_recalled(line_world(), table, key, row_id), MODEL.topology)
    path = model.path("P1", "P3")
    assert path.uses_recalled
    assert (_leg(path, leg)["basis"], _leg(path, leg)["confidence"]) == ("recalled", "low")
    assert model.leg_minutes(["P1"], ["P3"])["weak"].tolist() == [True]
    assert "†" in str(path)


def test_tracks_count_where_the_run_is_modelled_only() -> None:
    model = TravelModel(_recalled(line_world(), "tracks", "track_id", "T1"), MODEL.topology)
    assert not model.path("P1", "P3").uses_recalled  # E1's run over T1 is observed
    assert model.path("P3", "P1").uses_recalled  # E2's is computed from the track
    weak = model.leg_minutes(using="rail").set_index(["from_id", "to_id"])["weak"]
    assert not weak["P1", "P3"]
    assert weak["P3", "P1"]


def test_text_for_people_and_machines() -> None:
    path = WAITED.path("P1", "P3")
    lines = str(path).split("\n")
    assert lines[0] == "Jia → Yi: 81.0 min (by rail)"
    assert lines[4].strip() == "36.0 min  ride  Jia → Yi (90.0 km, First, 24 a day)"
    assert "†" not in str(path)
    values = json.loads(json.dumps(path.as_dict(), allow_nan=False))
    legs = ["access", "station", "wait", "ride", "station", "egress"]
    assert [leg["leg"] for leg in values["legs"]] == legs
    assert values["legs"][0]["trains_per_day"] is None
    assert (values["origin"], values["travel_min"]) == ("P1", 81.0)
    assert "<td>ride</td>" in path._repr_html_()
    timed = MODEL.path("P1", "P3")
    assert timed.displacement_min == 10.0
    assert "10.0 min  displacement" in str(timed)
    assert timed.as_dict()["displacement_min"] == 10.0


def test_names_are_escaped_in_html() -> None:
    places = line_world()["places"].copy()
    places.loc[places["place_id"] == "P1", "name_zh"] = "<script>"
    model = TravelModel(line_world().replace_table("places", places), MODEL.topology)
    assert "<script>" not in model.path("P1", "P3")._repr_html_()
