"""One trip at both ends of every input: its range, and what turns the way it goes."""

from __future__ import annotations

import json

import pytest

from tests.decision.narrow import only
from tests.scenario.test_service_plans import FULL, LINE, two_plans
from tests.worlds import line_world
from transnet.decision.outcomes import ALL
from transnet.decision.trip_doubts import TripDoubts, trip_doubts
from transnet.model.network import Network
from transnet.scenario.file import Scenario
from transnet.study.input_ends import (
    CONGESTION,
    HEADWAYS,
    MEASURES,
    End,
    input_names,
    input_rows,
    vary,
)
from transnet.supply.congestion import Traffic
from transnet.travel.model import TravelModel

WORLD = only(
    line_world("2024-12-31"), "entry_min", "speed_factor", "transfer_min", "displacement_weight"
)
PLAIN = Scenario.from_dict({"id": "s", "date": "2024-12-31"})


def _with_long_entry() -> Network:
    """The line world, where entering a station may take so long that one had better drive."""
    table = WORLD["parameters"]
    rows = (table["parameter"] == "entry_min") & (table["mode"] == "emu")
    return WORLD.replace_table("parameters", table.assign(high=table["high"].mask(rows, 60.0)))


def _doubts(network: Network = WORLD, traffic: Traffic = "off_peak") -> TripDoubts:
    return trip_doubts(PLAIN, "P1", "P3", network=network, traffic=traffic)


@pytest.mark.parametrize("traffic", ["off_peak", "peak"])
def test_each_trial_is_the_trip_of_the_varied_tables(traffic: Traffic) -> None:
    found = _doubts(traffic=traffic)
    names = [name for name in input_names(WORLD) if traffic == "peak" or name != CONGESTION]
    every = (*names, *input_rows(WORLD), ALL)
    assert found.trials["input"].tolist() == [each for name in every for each in [name] * 2]
    ends: dict[str, dict[End, float]] = {}
    for at, row in enumerate(found.trials.to_dict("records")):
        end: End = "slow" if at % 2 else "fast"
        varied = names if row["input"] == ALL else [row["input"]]
        model = TravelModel(vary(WORLD, dict.fromkeys(varied, end)), None, None, WORLD, traffic)
        path = model.path("P1", "P3")
        assert row["travel_min"] == pytest.approx(path.travel_min, abs=1e-9)
        assert (row["displacement_min"], row["mode"]) == (path.displacement_min, path.mode)
        ends.setdefault(row["input"], {})[end] = row["travel_min"]
    assert ends[ALL]["fast"] < found.usual.travel_min < ends[ALL]["slow"]


def test_ends_are_called_low_and_high_as_the_tables_have_them() -> None:
    rows = _doubts().trials.groupby("input")["at"].agg(tuple)
    assert rows["entry_min"] == rows[HEADWAYS] == ("low", "high")
    assert rows["speed_factor"] == ("high", "low")
    assert rows[MEASURES] == rows[ALL] == ("fast", "slow")


def test_what_turns_the_trip_is_named_with_its_end() -> None:
    assert _doubts().turned_by == ()
    found = _doubts(_with_long_entry())
    assert found.turned_by == ("entry_min", "entry_min[emu]")
    turning = found.turning[["input", "at", "mode", "boarded_id"]].to_numpy().tolist()
    assert turning == [
        ["entry_min", "high", "drive", ""],
        ["entry_min[emu]", "high", "drive", ""],
        [ALL, "slow", "drive", ""],
    ]
    assert found.usual.mode == "rail"


def test_ranges_hold_every_trial_and_the_trip_itself() -> None:
    found = _doubts(_with_long_entry())
    for name in ("travel_min", "displacement_min"):
        least, most = found.least_and_most(name)
        assert least == min(found.trials[name].min(), getattr(found.usual, name))
        assert most == max(found.trials[name].max(), getattr(found.usual, name))
    told = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert (told["least_min"], told["most_min"]) == found.least_and_most("travel_min")
    assert (told["turned_by"], told["mode"]) == (list(found.turned_by), "rail")


def test_either_service_plan_of_a_line_that_opens_is_tried() -> None:
    network, minutes = only(two_plans(), "entry_min"), {}
    for plan, lines in (("lean", [LINE]), ("full", [LINE, FULL])):
        edits = [{"action": "open", "project": line} for line in lines]
        scenario = Scenario.from_dict({"id": "s", "date": "2024-12-31", "edit": edits})
        found = trip_doubts(scenario, "P1", "P3", network=network)
        rows = found.trials[found.trials["input"] == "service_plan"].set_index("at")
        assert rows["travel_min"][plan] == found.usual.travel_min
        minutes[plan] = rows["travel_min"].tolist()
        early = trip_doubts(scenario, "P1", "P3", network=network, before=True)
        assert found.inputs == early.inputs
        assert "service_plan" not in early.trials["input"].tolist()
    assert minutes["lean"] == minutes["full"]
    assert minutes["lean"][0] > minutes["lean"][1]
