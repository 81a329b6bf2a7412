"""Stations far from town in readings of the time in the train, and what is said of them."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.model.network import Network
from transnet.report.words.beside import station_note
from transnet.scenario.file import Scenario
from transnet.study.result import Result
from transnet.study.run import run
from transnet.study.verdicts import FAR_COLUMNS

KM_PER_DEGREE = 111.195


def _world(stations: str, **target: Any) -> Network:
    """The line world with other stations for Yi and changes to its reading by train."""
    world = line_world()
    targets = world["targets"]
    targets = targets[targets["target_id"] == "plan-rail"].assign(**target)
    cities = world["cities"].assign(rail_stations=["S1", stations])
    return world.replace_table("targets", targets).replace_table("cities", cities)


def _run(network: Network) -> tuple[Result, pd.Series[Any]]:
    result = run(Scenario.from_dict({"id": "s", "date": "base"}), network=network)
    return result, result.after.detail.iloc[0]


def test_a_station_far_from_town_is_named_with_both_readings() -> None:
    """S2 lies half a degree south of Yi's seat: 12 min by E1, and 36 to S3 in town."""
    _, row = _run(_world("S2;S3"))
    assert (row["far_station"], row["far_place"]) == ("S2", "P3")
    assert row["far_km"] == pytest.approx(0.5 * KM_PER_DEGREE, rel=0.01)
    assert (row["minutes"], row["any_station_min"], row["town_station_min"]) == (12.0, 12.0, 36.0)
    _, strict = _run(_world("S2;S3", measure="in_train_town"))
    assert strict["minutes"] == 36.0
    assert strict[list(FAR_COLUMNS)].tolist() == row[list(FAR_COLUMNS)].tolist()


def test_stations_in_town_are_not_spoken_of() -> None:
    result, row = _run(_world("S3"))
    assert row["far_station"] == ""
    assert math.isnan(row["far_km"])
    assert not station_note(result.after, result.verdicts.iloc[0])


def test_a_station_that_decides_the_verdict_is_said_to() -> None:
    result, _ = _run(_world("S2;S3", within_min=30.0))
    note = station_note(result.after, result.verdicts.iloc[0])
    assert note.en == (
        "Yi counts as met by Bing station, 56 km from its seat as the crow flies, in 12 min; by "
        "stations in town it takes 36 min"
    )
    assert note.zh == "乙市按丙站（距中心城区直线 56 公里）计为 12 分，达标；只计城区车站为 36 分"
    result, _ = _run(_world("S2;S3", within_min=30.0, measure="in_train_town"))
    note = station_note(result.after, result.verdicts.iloc[0])
    assert note.en == (
        "Yi takes 36 min by stations in town; Bing station, 56 km from its seat as the crow flies, "
        "would make it 12 min and met"
    )
    assert note.zh.endswith("即达标")


def test_a_station_that_decides_nothing_is_counted_only() -> None:
    result, _ = _run(_world("S2;S3"))
    note = station_note(result.after, result.verdicts.iloc[0])
    assert note.en.startswith("Yi is counted by Bing station, 56 km from its seat as the crow ")
    assert "flies, in 12 min" in note.en
    assert "达标" not in note.zh


def test_a_city_without_a_station_in_town_has_no_way_in_the_other_reading() -> None:
    result, row = _run(_world("S2"))
    assert row["town_station_min"] == math.inf
    assert station_note(result.after, result.verdicts.iloc[0]).en.endswith("it has no way")
