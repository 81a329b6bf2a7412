"""The corridor Lisbon–Porto: times of today, what its plan promises, and nothing of Shanxi's."""

from __future__ import annotations

import re
from functools import cache

import pytest

import transnet
from transnet.model.network import Network
from transnet.report.page.page import render_page
from transnet.study.result import Result
from transnet.travel.model import TravelModel
from transnet.travel.validation.validate import validate

WITHIN = 0.10
DRIVE_MIN = (180, 210)  # three hours to three and a half (ryanne.comunidades.net)
SHANXI = re.compile(
    "太原|山西|五市|晋|忻州|雄安|12306|2022—2035|Taiyuan|Shanxi|Xinzhou|Xiong'an|one-hour circle"
)


@cache
def _network() -> Network:
    return transnet.load_network("lisbon-porto")


@cache
def _result(name: str) -> Result:
    return transnet.run(f"lisbon-porto/{name}", network=_network())


def test_the_tables_are_clean() -> None:
    found = {each.code for each in _network().readings if each.severity != "info"}
    assert not found


def test_trains_from_end_to_end_take_what_the_railway_publishes() -> None:
    rail = validate(_network()).rail.set_index("kind")
    assert set(rail.index) == {"AP", "IC"}
    assert set(rail["status"]) == {"modelled"}
    assert rail["modelled_min"].to_dict() == pytest.approx(
        rail["observed_min"].to_dict(), rel=WITHIN
    )


@pytest.mark.parametrize("stop", ["vila-franca", "santarem", "entroncamento", "pombal"])
def test_trains_to_stops_on_the_way_take_what_a_timetable_says(stop: str) -> None:
    observed = _network()["observed_rail"].set_index("to_station")
    ride = _model().in_train(["oriente"], [stop])
    assert ride.travel_min == pytest.approx(observed.loc[stop, "median_min"], rel=WITHIN)


def test_the_drive_takes_what_drivers_say() -> None:
    table = _model().travel_times(["lisboa"], ["porto"], using="drive")
    assert DRIVE_MIN[0] <= table["travel_min"].iloc[0] <= DRIVE_MIN[1]


@cache
def _model() -> TravelModel:
    return TravelModel(_network())


@pytest.mark.parametrize(
    ("scenario", "target"),
    [("phase-1", "phase1-119"), ("phase-2", "phase2-79"), ("whole-line", "line-75")],
)
def test_each_phase_comes_near_what_it_promises(scenario: str, target: str) -> None:
    row = _result(scenario).verdicts.set_index("target_id").loc[target]
    assert row["before"] > 150
    assert row["after"] == pytest.approx(row["within_min"], rel=0.05)
    assert row["met_after"]


def test_more_trains_shorten_the_wait_and_no_ride() -> None:
    lean, full = (
        _result(name).verdicts.set_index("target_id")["after"]
        for name in ("whole-line", "full-service")
    )
    assert full["line-75"] == lean["line-75"]
    assert full["door-180"] < lean["door-180"] - 10


def test_its_page_names_nothing_of_another_region() -> None:
    text = render_page(_result("phase-1"))
    assert "里斯本" in text
    assert "Lisboa" in text
    assert not SHANXI.findall(text)
