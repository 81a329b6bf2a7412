"""Goods by truck on the line world, computed by hand."""

from __future__ import annotations

import math

import pytest

from tests.travel.trucks import truck_minutes
from tests.worlds import line_world, with_trucks
from transnet.travel.model import TravelModel

HANDLING_MIN = 2 * 8 * 60


MODEL = TravelModel(with_trucks(line_world()))


def test_a_truck_is_never_faster_than_itself() -> None:
    table = truck_minutes(MODEL, ["P1"], ["P2", "P3", "X1"])
    # 30, 90 and 180 km at 50 km/h, where a car does 60; no parking.
    assert table["truck_min"].tolist() == pytest.approx([36.0, 108.0, 216.0])
    assert (table["handling_min"] == HANDLING_MIN).all()
    assert table["minutes"].tolist() == pytest.approx([x + HANDLING_MIN for x in (36, 108, 216)])
    assert not table[["weak", "outside"]].any(axis=None)


def test_a_slow_road_stays_slow() -> None:
    fast = TravelModel(with_trucks(line_world(), "90"))
    assert truck_minutes(fast, ["P1"], ["P2"])["truck_min"].tolist() == pytest.approx([30.0])


def test_parameters_of_the_model_count() -> None:
    quick = MODEL.with_parameters({("freight_handling_h", "all"): 0.5})
    assert truck_minutes(quick, ["P1"], ["P2"])["minutes"].tolist() == pytest.approx([96.0])


def test_beyond_the_roads_the_straight_line_stands_in() -> None:
    roads = line_world()["roads"]
    network = with_trucks(line_world().replace_table("roads", roads[roads["road_id"] != "R4"]))
    row = truck_minutes(TravelModel(network), ["P1"], ["X1"]).iloc[0]
    straight_km = 1.5 * math.pi / 180 * 6371.0088
    assert row["truck_min"] == pytest.approx(straight_km * 1.25 / 50 * 60)
    assert row["outside"]
    assert row["weak"]


def test_weak_roads_mark_their_trips() -> None:
    roads = line_world()["roads"].copy()
    roads.loc[roads["road_id"] == "R2", "basis"] = "recalled"
    model = TravelModel(with_trucks(line_world().replace_table("roads", roads)))
    assert truck_minutes(model, ["P1"], ["P2", "P3"])["weak"].tolist() == [False, True]


def test_trucks_are_in_the_traffic_of_the_model() -> None:
    usual = TravelModel(with_trucks(line_world(), "90"))
    peak = truck_minutes(usual.with_traffic("peak"), ["P1"], ["P2"])["truck_min"]
    assert peak.tolist() == pytest.approx([33.0])
