"""Travel times of the line world, computed by hand (see tests/worlds.py)."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.base.errors import UnknownNameError
from transnet.base.units import minutes_to_ms
from transnet.supply.kinds import ModeSet
from transnet.travel.leg_names import LEGS
from transnet.travel.model import TravelModel

MODEL = TravelModel(line_world())
LATER = TravelModel(line_world("2028-01-01"), MODEL.topology)
WAITED, WAITED_LATER = (model.with_waits("first_come") for model in (MODEL, LATER))
ALL_MEANS: tuple[ModeSet, ...] = ("best", "drive", "public", "rail")


def _minutes(model: TravelModel, origin: str, destination: str, using: ModeSet = "best") -> float:
    return float(model.travel_times([origin], [destination], using=using)["travel_min"].iloc[0])


def test_all_places_by_default() -> None:
    table = MODEL.travel_times()
    assert len(table) == 16
    assert table["from_id"].tolist()[:4] == ["P1"] * 4
    assert table["to_id"].tolist()[:4] == ["P1", "P2", "P3", "X1"]
    at_home = table["from_id"] == table["to_id"]
    assert (table.loc[at_home, "travel_min"] == 0.0).all()
    assert (table.loc[~at_home, "travel_min"] > 0.0).all()


@pytest.mark.parametrize(
    ("origin", "destination", "using", "minutes"),
    [
        ("P1", "P2", "drive", 35.0),
        ("P1", "P3", "drive", 95.0),
        ("P1", "P3", "rail", 81.0),
        ("P1", "P3", "best", 81.0),
        ("P3", "P1", "rail", 85.5),
        # 20 access, 60 entry, 24 wait, 60 in the air, 20 exit, 30 egress
        ("P1", "X1", "public", 171.0),
        ("P1", "X1", "drive", 185.0),
    ],
)
def test_known_minutes(origin: str, destination: str, using: ModeSet, minutes: float) -> None:
    assert _minutes(WAITED, origin, destination, using) == pytest.approx(minutes)


def test_what_opens_later_counts_later() -> None:
    assert _minutes(LATER, "P1", "P3", "drive") == pytest.approx(58.0)
    # Three kinds of trains: 48 a day; wait 10, ride (16 x 22.75 + 8 x 30 + 24 x 36) / 48.
    ride = (16 * 22.75 + 8 * 30 + 24 * 36) / 48
    assert _minutes(WAITED_LATER, "P1", "P3", "rail") == pytest.approx(
        6 + 10 + 10 + ride + 5 + 4, abs=1e-4
    )


def test_legs_of_a_ride() -> None:
    row = WAITED.leg_minutes(["P1"], ["P3"]).iloc[0]
    legs = [row[f"{leg}_min"] for leg in LEGS]
    assert legs == pytest.approx([6.0, 15.0, 20.0, 36.0, 0.0, 4.0, 0.0])
    assert (row["mode"], row["weak"], row["displacement_min"]) == ("rail", False, 0.0)


def test_who_knows_the_timetable_is_displaced_instead_of_waiting() -> None:
    row = MODEL.leg_minutes(["P1"], ["P3"], using="rail").iloc[0]
    assert [row[f"{leg}_min"] for leg in LEGS] == pytest.approx([6, 15, 0, 36, 0, 4, 0])
    # 24 trains in 960 minutes: a quarter of 40 minutes
    assert (row["travel_min"], row["displacement_min"]) == pytest.approx((61.0, 10.0))
    drive = MODEL.leg_minutes(["P1"], ["P2"]).iloc[0]
    assert (drive["mode"], drive["displacement_min"]) == ("drive", 0.0)
    assert MODEL.with_waits("timetable") is MODEL
    with pytest.raises(UnknownNameError, match="reading of waits"):
        MODEL.with_waits("never")  # type: ignore[arg-type]


def test_legs_of_a_drive_are_one() -> None:
    row = MODEL.leg_minutes(["P1"], ["P2"]).iloc[0]
    assert [row[f"{leg}_min"] for leg in LEGS] == pytest.approx([0, 0, 0, 0, 0, 0, 35.0])
    assert row["mode"] == "drive"


@pytest.mark.parametrize(
    "model",
    [MODEL, LATER, WAITED, WAITED_LATER, MODEL.with_parameters({("walk_speed_kmh", "all"): 10.0})],
)
@pytest.mark.parametrize("using", ALL_MEANS)
def test_legs_add_up_to_the_millisecond(model: TravelModel, using: ModeSet) -> None:
    table = model.leg_minutes(using=using)
    legs = table[[f"{leg}_min" for leg in LEGS]].to_numpy()
    reached = np.isfinite(table["travel_min"].to_numpy())
    in_ms = minutes_to_ms(legs[reached]).sum(axis=1)
    assert in_ms.tolist() == minutes_to_ms(table.loc[reached, "travel_min"]).tolist()
    assert np.isnan(legs[~reached]).all()
    assert (
        table["mode"].eq("").tolist()
        == (~reached | (table["from_id"] == table["to_id"]).to_numpy()).tolist()
    )
    times = model.travel_times(using=using)
    assert times["travel_min"].tolist() == table["travel_min"].tolist()


def test_the_metro_is_a_mode_of_its_own() -> None:
    # With a walk as fast as a car and the station's own road closed, the metro leads to the trains.
    access = line_world()["access"]
    kept = ~access["access_id"].isin(["a1", "a2"])
    network = line_world().replace_table("access", access[kept])
    waited = TravelModel(network).with_waits("first_come")
    row = waited.leg_minutes(["P1"], ["P3"], using="rail").iloc[0]
    # 3 walk; 2 entry and 5 exit; 3 wait; 10 and 36 ride; out 1, over 3, in 10, wait 20; 4 egress
    assert [row[f"{leg}_min"] for leg in LEGS] == pytest.approx([3, 7, 3, 46, 34, 4, 0])
    assert row["mode"] == "rail"
    assert row["travel_min"] == pytest.approx(97.0)


def test_public_and_rail_must_ride() -> None:
    rail = MODEL.leg_minutes(using="rail")
    moving = rail["from_id"] != rail["to_id"]
    assert (rail.loc[moving, "ride_min"].dropna() > 0).all()
    assert set(rail["mode"]) <= {"", "rail", "metro"}
    public = MODEL.leg_minutes(using="public")
    assert (public["travel_min"] <= rail["travel_min"]).all()
    assert set(MODEL.leg_minutes(using="drive")["mode"]) == {"", "drive"}


def test_no_way_is_infinite() -> None:
    roads = line_world()["roads"].assign(closed=pd.Timestamp("2000-01-01"))
    roads["closed"] = roads["closed"].astype(line_world()["roads"]["closed"].dtype)
    model = TravelModel(line_world().replace_table("roads", roads), MODEL.topology)
    row = model.leg_minutes(["P2"], ["X1"]).iloc[0]
    assert row["travel_min"] == math.inf
    assert (row["mode"], row["weak"]) == ("", False)
    path = model.path("P2", "X1")
    assert path.travel_min == math.inf
    assert path.legs.empty
    assert path.largest_leg == ""
    assert str(path).endswith(": no way")
    assert path.as_dict()["travel_min"] is None


def test_weak_rows_are_marked_on_the_trips_that_use_them() -> None:
    roads = line_world()["roads"].copy()
    roads.loc[roads["road_id"] == "R1", "basis"] = "recalled"
    model = TravelModel(line_world().replace_table("roads", roads), MODEL.topology)
    table = model.leg_minutes().set_index(["from_id", "to_id"])["weak"]
    assert table["P1", "P2"]
    assert not table["P1", "P3"]
    assert not table["P2", "P3"]


def test_names_and_single_texts_stand_for_places() -> None:
    assert WAITED.travel_times("甲", "Yi")["travel_min"].tolist() == [81.0]
    with pytest.raises(UnknownNameError):
        MODEL.travel_times(["P9"])
    with pytest.raises(UnknownNameError, match="way of travelling"):
        MODEL.travel_times(using="flying")  # type: ignore[arg-type]


def test_with_parameters_replaces_them_and_shares_the_graph() -> None:
    timed = WAITED.with_parameters({("schedule_delay_share", "all"): 0.0})
    assert timed.topology is MODEL.topology
    assert _minutes(timed, "P1", "P3", "rail") == pytest.approx(61.0)
    slower = timed.with_parameters({("entry_min", "emu"): 15.0})
    assert _minutes(slower, "P1", "P3", "rail") == pytest.approx(66.0)
    assert "2 parameters replaced" in repr(slower)
    assert "replaced" not in repr(MODEL)


def test_reference_scales_observed_runs() -> None:
    tracks = line_world()["tracks"].copy()
    tracks.loc[tracks["track_id"] == "T1", "speed_kmh"] = 100.0
    slow = line_world().replace_table("tracks", tracks)
    model = TravelModel(slow, MODEL.topology, reference=line_world())
    # The model's run over T1 goes from 14 to (1200 + 100) s x 1.05 = 22.75; the observed one is 12.
    assert model.in_train(["S1"], ["S2"]).travel_min == pytest.approx(12 * 22.75 / 14, abs=1e-4)
    assert TravelModel(slow, MODEL.topology).in_train(["S1"], ["S2"]).travel_min == 12.0


def test_in_train_counts_rides_and_changes_only() -> None:
    path = MODEL.in_train(["S1"], ["S3"])
    assert path.legs[["leg", "from_id", "to_id"]].to_numpy().tolist() == [["ride", "S1", "S3"]]
    assert path.travel_min == 36.0
    assert MODEL.in_train(["M1", "S2"], ["S3", "S1"]).travel_min == 14.0
    # S1 to S2 by the slow train and back to S3 is no gain; on foot from the metro is no train.
    assert math.isinf(MODEL.in_train(["M1"], ["S3"]).travel_min)
    assert str(MODEL.in_train(["M1"], ["S3"])).endswith(": no way")
    express = TravelModel(line_world("2024-12-31"), MODEL.topology)
    assert express.in_train(["S1"], ["S3"]).travel_min == 30.0
    with pytest.raises(UnknownNameError):
        MODEL.in_train(["S9"], ["S1"])


def test_nearest_is_by_road_up_to_the_kerb() -> None:
    table = MODEL.nearest(["S1", "S3", "A1"], ["J1"], origins=["P1", "P2", "X1"])
    assert table["target_id"].tolist() == ["S1", "S1", "S3"]
    assert table["travel_min"].tolist() == pytest.approx([6.0, 36.0, 94.0])
    assert table["weak"].tolist() == [False, False, False]


def test_nearest_of_nothing_reachable() -> None:
    assert MODEL.nearest(origins=["P1"]).iloc[0].tolist() == ["P1", "", math.inf, False]
    network = line_world()
    stations = network["stations"].copy()
    stations["closed"] = stations["opened"]
    closed = TravelModel(network.replace_table("stations", stations), MODEL.topology)
    found = closed.nearest(["S1", "S2"])
    assert found["target_id"].tolist() == [""] * 4
    assert np.isinf(found["travel_min"]).all()


def test_nearest_marks_weak_ways() -> None:
    access = line_world()["access"].copy()
    access.loc[access["access_id"] == "a1", "basis"] = "assumed"
    model = TravelModel(line_world().replace_table("access", access), MODEL.topology)
    found = model.nearest(["S1", "S2"], origins=["P1", "P2"])
    assert found["target_id"].tolist() == ["S1", "S2"]
    assert found["weak"].tolist() == [True, False]


def test_more_trains_of_a_kind_never_lengthen() -> None:
    days = ["2022-10-31", "2024-12-31", "2028-01-01"]
    models = [TravelModel(line_world(day), MODEL.topology) for day in days]
    tables = [model.with_waits("first_come").travel_times() for model in models]
    for earlier, later in pairwise(tables):
        assert (later["travel_min"] <= earlier["travel_min"]).all()


def test_the_peak_is_a_reading_of_the_model() -> None:
    peak = MODEL.with_traffic("peak")
    assert (peak.traffic, MODEL.traffic, "weekday peak" in repr(peak)) == ("peak", "off_peak", True)
    assert (peak.travel_times()["travel_min"] >= MODEL.travel_times()["travel_min"]).all()
    # Access 6 and egress 4; 1.25 times on the road.
    usual, row = (each.leg_minutes(["P1"], ["P3"], using="rail").iloc[0] for each in (MODEL, peak))
    assert (row["access_min"], row["egress_min"]) == (7.5, 5.0)
    assert (row["ride_min"], row["wait_min"]) == (usual["ride_min"], usual["wait_min"])
    kept = peak.with_parameters({("parking_min", "all"): 0.0})
    assert kept.traffic == "peak"
    back = kept.with_traffic("off_peak").travel_times(["P1"], ["P2"], using="drive")
    assert back["travel_min"].tolist() == [30.0]
    with pytest.raises(UnknownNameError, match="traffic"):
        MODEL.with_traffic("rush")  # type: ignore[arg-type]
