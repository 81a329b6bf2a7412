"""From the core to the other seats by every means, against minutes by hand."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.model.network import Network
from transnet.report.words.core_words import core_rows
from transnet.scenario.file import Scenario
from transnet.study.result import Result
from transnet.study.run import run

CLOSE = {"action": "close", "line": "L1"}
DIRECT = {"action": "open", "project": "rail-direct"}


def _run(*edits: dict[str, Any], network: Network | None = None) -> Result:
    values = {"id": "s", "edit": list(edits)}
    return run(Scenario.from_dict(values), network=network or line_world("2024-12-31"))


def _row(result: Result) -> pd.Series[Any]:
    (place,) = result.core_trips["place_id"]
    assert place == "P3"
    return result.core_trips.iloc[0]


def test_the_fastest_train_and_how_many_are_as_fast() -> None:
    """24 trains a day take 36 min, and 8 take 30."""
    row = _row(_run())
    assert (row["train_min_before"], row["median_min_before"]) == (30.0, 36.0)
    assert (row["trains_before"], row["at_fastest_before"], row["untimed_before"]) == (32, 8, 32)
    assert (row["first_train_before"], row["last_train_before"]) == ("", "")


def test_an_open_line_counts_after_and_not_before() -> None:
    row = _row(_run(DIRECT))
    assert (row["trains_before"], row["trains_after"], row["at_fastest_after"]) == (32, 48, 16)
    assert row["train_min_after"] == pytest.approx(22.75)
    assert row["door_min_after"] < row["door_min_before"]


def test_every_means_is_the_models_own() -> None:
    result = _run(CLOSE)
    row = _row(result)
    for state, model in (("before", result.before.model), ("after", result.after.model)):
        for name, using in (("door", "best"), ("drive", "drive"), ("carfree", "carfree")):
            expected = model.travel_times(["P1"], ["P3"], using=using)["travel_min"].item()
            assert row[f"{name}_min_{state}"] == expected
    assert (row["trains_after"], row["at_fastest_after"]) == (0, 0)
    assert math.isinf(row["train_min_after"])
    assert math.isinf(row["median_min_after"])
    said = core_rows(result)[0]
    assert (said.train.after.en, said.median.after.en) == ("no train", "–")
    assert said.carfree.after.en == "none in the tables"


def test_first_and_last_train_are_those_of_the_timetable() -> None:
    """A train that changes its number on the way is found by either."""
    world = line_world("2024-12-31")
    services = world["services"].copy()
    own = services["service_id"] == "E1"
    services.loc[own, "trains"] = "D1;D4;D9"
    services.loc[own, "timetable"] = pd.Timestamp(date(2023, 12, 15))
    calls = [
        ("t1", 1, "D1", 421),
        ("t2", 1, "D3", 60),
        ("t2", 2, "D4", None),
        ("t3", 1, "D5", 1450),
    ]
    names = world["stations"].set_index("station_id")["name_zh"]
    rows = [
        {"train_id": train, "seq": seq, "train_no": number, "kind": "D", "departure_min": minute,
         "station_zh": names["S1"] if seq == 1 else names["S3"]}
        for train, seq, number, minute in calls
    ]  # fmt: skip
    timetable = pd.DataFrame(rows).reindex(columns=world["timetable"].columns)
    network = world.replace_table("services", services).replace_table("timetable", timetable)
    row = _row(_run(network=network))
    assert (row["first_train_after"], row["last_train_after"]) == ("01:00", "07:01")
    assert row["untimed_after"] == 30


def test_a_drive_without_a_road_in_the_tables_is_not_in_the_network() -> None:
    """Roads that are closed are no way; where the tables hold none, nobody can say."""
    world = line_world("2024-12-31")
    closing = [{"action": "close", "id": road} for road in ("R2",)]
    assert core_rows(_run(*closing))[0].drive.after.en == "no way"
    roads = world["roads"]
    bare = world.replace_table("roads", roads[~roads["to_node"].isin(["N3", "NX"])])
    assert core_rows(_run(network=bare))[0].drive.after.en == "not in this network"


def test_a_network_of_one_city_has_no_rows() -> None:
    world = line_world("2024-12-31")
    network = world.replace_table("cities", world["cities"].iloc[:1])
    network = network.replace_table(
        "places", world["places"].assign(city_id=["C1", "C1", "C1", ""])
    )
    network = network.replace_table("targets", world["targets"].iloc[:0])
    assert _run(network=network).core_trips.empty
