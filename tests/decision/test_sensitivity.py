"""Both ends of the inputs, and verdicts that turn between them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.decision.narrow import only
from tests.worlds import line_world
from transnet.decision.sensitivity import AT_STATIONS_GROUP, sensitivity
from transnet.model.network import Network
from transnet.scenario.file import Scenario
from transnet.study.input_ends import (
    AT_STATIONS,
    CONGESTION,
    ENDS,
    FASTER_WHEN_HIGH,
    HEADWAYS,
    MEASURES,
    input_names,
    input_rows,
    parameter_and_mode,
    vary,
)
from transnet.study.run import run
from transnet.study.state import State
from transnet.study.verdicts import judge
from transnet.travel.model import TravelModel
from transnet.travel.people import People

WORLD = line_world("2024-12-31")


def _scenario(**values: Any) -> Scenario:
    return Scenario.from_dict({"id": "s", "date": "2024-12-31", **values})


def _parameter(network: Network, name: str, mode: str) -> float:
    return network.parameter(name, mode)


def test_each_end_is_the_one_that_its_name_says() -> None:
    fast, slow = (vary(WORLD, {"entry_min": end, "speed_factor": end}) for end in ("fast", "slow"))
    assert fast.parameter("entry_min", "emu") < slow.parameter("entry_min", "emu")
    assert fast.parameter("speed_factor", "trunk") > slow.parameter("speed_factor", "trunk")
    assert fast.parameter("exit_min", "emu") == WORLD.parameter("exit_min", "emu")
    assert {"speed_factor", "cruise_factor"} <= FASTER_WHEN_HIGH


def test_one_row_of_a_parameter_has_ends_of_its_own() -> None:
    fast = vary(WORLD, {"entry_min[emu]": "fast"})
    assert fast.parameter("entry_min", "emu") == vary(WORLD, {"entry_min": "fast"}).parameter(
        "entry_min", "emu"
    )
    table = WORLD["parameters"]
    other = ~((table["parameter"] == "entry_min") & (table["mode"] == "emu"))
    assert fast["parameters"][other].equals(table[other])
    rows = input_rows(WORLD)
    assert "entry_min[emu]" in rows
    names = [parameter_and_mode(row)[0] for row in rows]
    assert all(names.count(name) > 1 for name in names)
    assert set(names) <= set(input_names(WORLD))


def test_headways_of_planned_services_have_ends() -> None:
    services = WORLD["services"].copy()
    at = services["service_id"] == "E5"
    services.loc[at, ["headway_low_min", "headway_high_min"]] = [30.0, 120.0]
    network = WORLD.replace_table("services", services)
    fast, slow = (vary(network, {HEADWAYS: end})["services"][at] for end in ("fast", "slow"))
    assert (fast["headway_min"].item(), fast["trains_per_day"].item()) == (30.0, 32.0)
    assert (slow["headway_min"].item(), slow["trains_per_day"].item()) == (120.0, 8.0)
    untouched = vary(network, {HEADWAYS: "fast"})["services"][~at]
    assert untouched.equals(services[~at])


@pytest.mark.parametrize(
    ("table", "column", "unit", "fast"),
    [
        ("roads", "lanes", "1", 8.0),
        ("stations", "entry_extra_min", "min", 4.0),
        ("parameters", "value", "min", 4.0),
        ("parameters", "value", "km/h", 8.0),
    ],
)
def test_measures_have_ends(table: str, column: str, unit: str, fast: float) -> None:
    given = WORLD["measures"].assign(table=table, column=column, unit=unit)
    network = WORLD.replace_table("measures", given)
    values = [
        vary(network, {MEASURES: end})["measures"]["value"].item() for end in ("fast", "slow")
    ]
    assert values == [fast, 12.0 - fast]


def test_verdicts_lie_between_their_ends() -> None:
    table = sensitivity(_scenario(), network=WORLD, alone=False).table.set_index("target_id")
    for target in ("plan-rail", "plan-door", "plan-county"):
        row = table.loc[target]
        assert row["fast_value"] <= row["value"] <= row["slow_value"]
    people = table.loc["plan-people"]
    assert people["fast_value"] >= people["value"] >= people["slow_value"]
    assert table.loc[table["fast_met"] != table["slow_met"], "fragile"].all()
    assert not table.loc[~table["fragile"], "turned_by"].any()


def test_a_fragile_verdict_names_what_turns_it() -> None:
    targets = WORLD["targets"]
    limits = targets["within_min"].where(targets["target_id"] != "plan-door", 80.0)
    network = WORLD.replace_table("targets", targets.assign(within_min=limits))
    found = sensitivity(_scenario(targets=["plan-door"]), network=only(network, "entry_min"))
    row = found.table.iloc[0]
    assert row["fragile"]
    assert "entry_min" in row["turned_by"].split(";")
    bare = sensitivity(_scenario(targets=["plan-door"]), network=network, alone=False)
    assert bare.table.iloc[0]["turned_by"] == AT_STATIONS_GROUP
    assert bare.varied == (HEADWAYS, AT_STATIONS_GROUP)
    assert set(bare.left) == set(input_names(WORLD)) - AT_STATIONS - {HEADWAYS}
    assert json.loads(json.dumps(found.as_dict(), allow_nan=False))["targets"][0]["fragile"] is True


def test_inputs_are_those_that_the_code_reads() -> None:
    names = input_names(WORLD)
    assert names[-3:] == [HEADWAYS, MEASURES, CONGESTION]
    bare = WORLD.replace_table("congestion", WORLD["congestion"].iloc[:0])
    assert input_names(bare) == names[:-1]
    assert "schedule_delay_share" not in names
    assert len(names) == len(set(names))


def test_the_peak_has_ends_that_move_its_targets_alone() -> None:
    targets = WORLD["targets"]
    twin = targets[targets["target_id"] == "plan-people"].assign(traffic="peak")
    off = targets[targets["target_id"] == "plan-people"]
    network = WORLD.replace_table("targets", twin)
    values = []
    for end in ENDS:
        varied = vary(network, {CONGESTION: end})
        state = State(TravelModel(varied), People.from_network(varied))
        values.append(float(judge(state, twin)[0]["value"].iloc[0]))
        same = State(TravelModel(WORLD), People.from_network(WORLD))
        assert judge(state, off)[0]["value"].equals(judge(same, off)[0]["value"])
    assert values[0] > values[1]
    few = only(network, "speed_factor")
    found = sensitivity(_scenario(targets=["plan-people"]), network=few)
    row = found.table.iloc[0]
    assert row["fast_value"] >= values[0] > values[1] >= row["slow_value"]


OPEN_DIRECT = {"action": "open", "project": "rail-direct"}


def slow_entry() -> Network:
    """P1-P3: 103 min by train and displaced, 96 with the direct line, and 95 by car: no change.

    With an entry of 5 min in place of 46 it saves what it saves in the world as drawn.
    """
    table = WORLD["parameters"]
    entry = (table["parameter"] == "entry_min") & (table["mode"] == "emu")
    ends = {"value": 46.0, "low": 5.0, "high": 50.0}
    table = table.assign(**{name: table[name].mask(entry, value) for name, value in ends.items()})
    return WORLD.replace_table("parameters", table)


def test_a_trip_whose_change_turns_is_fragile() -> None:
    network = only(slow_entry(), "entry_min", "detour_factor")
    found = sensitivity(_scenario(edit=[OPEN_DIRECT]), network=network)
    trips = found.journeys.set_index(["from_id", "to_id"])
    row = trips.loc[("P1", "P3")]
    assert (row["before_min"], row["after_min"], row["saved_min"]) == (95.0, 95.0, 0.0)
    assert row["fragile"]
    assert row["spoken_of"]
    assert row["most_saved_min"] > 8.0
    assert row["least_saved_min"] == 0.0
    assert "entry_min" in row["turned_by"].split(";")
    assert "detour_factor" not in row["turned_by"].split(";")
    assert found.leaders[0] == ("", "")
    assert ("P1", "P3") in found.leaders


def test_a_trip_that_gains_whatever_the_inputs_are_is_firm() -> None:
    found = sensitivity(_scenario(edit=[OPEN_DIRECT]), network=WORLD, alone=False)
    row = found.journeys.set_index(["from_id", "to_id"]).loc[("P1", "P3")]
    assert 0.05 < row["least_saved_min"] <= row["saved_min"] <= row["most_saved_min"]
    assert (row["fragile"], row["turned_by"]) == (False, "")
    assert found.leaders == (("P1", "P3"),)


def test_nothing_turns_where_nothing_happens() -> None:
    found = sensitivity(_scenario(), network=slow_entry(), alone=False)
    assert not found.journeys["fragile"].any()
    assert found.leaders == (("", ""),)
    assert (found.table["before_fragile"] == found.table["fragile"]).all()


def test_trips_without_an_end_in_the_cluster_are_left_out() -> None:
    trips = sensitivity(_scenario(), network=WORLD, alone=False).journeys
    assert len(trips) == 4 * 3
    assert not (trips["from_id"] == trips["to_id"]).any()
    assert trips["least_saved_min"].notna().all()


def test_what_a_scenario_sets_stays_as_it_sets_it() -> None:
    """An entry of 6 min is no input any more, whatever the edit expected to find."""
    edit = {
        "action": "set_parameter", "parameter": "entry_min", "mode": "emu", "value": 6.0,
        "expect": 46.0,
    }  # fmt: skip
    network = slow_entry()
    fixed = vary(
        network.replace_table("parameters", WORLD["parameters"]), {"entry_min": "slow"}, network
    )
    assert fixed.parameter("entry_min", "emu") == 10.0
    assert fixed.parameter("entry_min", "metro") == 4.0
    few = only(network, "entry_min")
    found = sensitivity(_scenario(edit=[edit], targets=["plan-door"]), network=few)
    assert "entry_min" not in found.table.iloc[0]["turned_by"].split(";")


def test_the_bounded_form_of_a_result_says_the_same() -> None:
    scenario = _scenario(edit=[OPEN_DIRECT])
    bounded = run(scenario, network=slow_entry()).sensitivity
    alone = sensitivity(scenario, network=slow_entry(), alone=False)
    assert bounded.table.equals(alone.table)
    assert bounded.journeys.equals(alone.journeys)
    assert bounded.leaders == alone.leaders


def test_a_network_without_targets_has_trips_that_turn() -> None:
    network = slow_entry()
    bare = network.replace_table("targets", network["targets"][:0])
    found = run(_scenario(edit=[OPEN_DIRECT]), network=bare).sensitivity
    assert found.table.empty
    assert found.journeys["fragile"].any()
