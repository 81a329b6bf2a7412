"""Verdicts that rest on the timetable of another day than their own."""

from __future__ import annotations

import pandas as pd

from tests.worlds import line_world
from transnet.model.network import Network
from transnet.scenario.file import Scenario
from transnet.study.evaluate import Evaluation
from transnet.study.run import run
from transnet.travel.model import TravelModel
from transnet.travel.timetable_days import timetables_behind

CRAWLED = "2023-12-15"


def _with_timetable(network: Network, *services: str) -> Network:
    table = network["services"]
    day = pd.Series(pd.NaT, index=table.index, dtype="datetime64[s]")
    day = day.mask(table["service_id"].isin(services), pd.Timestamp(CRAWLED))
    return network.replace_table("services", table.assign(timetable=day))


def _after(network: Network, day: str, **keys: object) -> Evaluation:
    return run(Scenario.from_dict({"id": "s", "date": day, **keys}), network=network).after


def test_a_verdict_names_the_timetable_that_its_trains_are_taken_from() -> None:
    found = _after(_with_timetable(line_world(), "E1"), "2022-10-31").timetables
    # The train to Yi takes E1, the people from Yi take E2, drives to a seat or station no train.
    assert found["plan-rail"] == found["plan-door"] == (CRAWLED,)
    assert found["plan-people"] == found["plan-county"] == found["nat-access"] == ()


def test_the_timetable_of_the_day_itself_stands_for_nothing_else() -> None:
    network = _with_timetable(line_world(CRAWLED), "E1", "E2")
    assert not any(_after(network, CRAWLED).timetables.values())


def test_services_from_elsewhere_leave_no_mark() -> None:
    assert not any(_after(line_world(), "2022-10-31").timetables.values())


def test_only_the_trips_that_decide_a_verdict_count() -> None:
    """Too few people are near for want of those of Yi, who ride; of the others nobody does."""
    network = _with_timetable(line_world(), "E2")
    assert _after(network, "2022-10-31").timetables["plan-people"] == (CRAWLED,)
    fewer = network["targets"].assign(required_share_pct=50.0)
    met = _after(network.replace_table("targets", fewer), "2022-10-31")
    assert met.verdicts.set_index("target_id").loc["plan-people", "met"]
    assert met.timetables["plan-people"] == ()


def test_a_trip_of_two_timetables_names_both_in_order() -> None:
    network = _with_timetable(line_world(), "E1")
    table = network["services"]
    older = table["timetable"].mask(table["service_id"] == "E2", pd.Timestamp("2021-01-20"))
    network = network.replace_table("services", table.assign(timetable=older))
    model = TravelModel(network)
    trips = [model.in_train(["S1"], ["S3"]), model.in_train(["S3"], ["S1"])]
    assert timetables_behind(network, trips) == ("2021-01-20", CRAWLED)
