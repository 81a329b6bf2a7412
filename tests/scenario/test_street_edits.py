"""Edits of single streets in a scenario file: chosen, closed, slowed and added, over a network."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.scenario.helpers import WORLD, applied, edits
from tests.street_worlds import same_streets, street_world
from tests.supply.test_streets import drive
from transnet.base.errors import ScenarioError
from transnet.base.units import UNREACHABLE_MS
from transnet.roads.arc_ways import made_ways
from transnet.roads.graph import RoadGraph
from transnet.scenario.edits import apply_edits
from transnet.scenario.file import Scenario
from transnet.study.run import run
from transnet.supply.topology import compile_topology
from transnet.travel.model import TravelModel


def tagged() -> RoadGraph:
    """Return the streets of the line world, of which way 2 is a bridge of the A1."""
    graph = same_streets()
    codes = np.where(graph.way_ids[:, np.newaxis] == 2, [[1, 2]], [[0, 2]])
    values = np.array(["", "yes", "A1"], dtype=object)
    ways = made_ways(graph.ways.pointers, graph.ways.ids, ("bridge", "ref"), codes, values)
    return replace(graph, ways=ways)


NETWORK = street_world(tagged(), "2024-12-31")
CLOSED: list[dict[str, Any]] = [
    {"way": 2},
    {"way": [2]},
    {"tags": {"bridge": True}},
    {"tags": {"ref": ["A1", "A2"], "bridge": "yes"}},
    {"crossing": [[112.0, 38.5], [113.0, 38.5]]},
    {"polygon": [[112.0, 38.4], [113.0, 38.4], [113.0, 38.5], [112.0, 38.5]]},
]


@pytest.mark.parametrize("chosen", CLOSED, ids=str)
def test_a_closed_street_is_closed_however_it_is_chosen(chosen: dict[str, Any]) -> None:
    edited = applied({"action": "close_street", **chosen}, network=NETWORK)
    assert drive(edited.before, "P1", "P3") == pytest.approx(95.0)
    assert drive(edited.after, "P1", "P3") == np.inf
    assert drive(edited.after, "P1", "P2") == pytest.approx(35.0)
    assert edited.effects[["table", "row_id", "column", "after"]].to_numpy().tolist() == [
        ["road_layer", "2", "closed", "yes"]
    ]


def test_speeds_are_set_or_multiplied() -> None:
    by_factor = {"action": "set_street_speed", "way": 2, "factor": 2}
    assert drive(applied(by_factor, network=NETWORK).after, "P1", "P3") == pytest.approx(65.0)
    by_speed = {"action": "街道限速", "tags": {"bridge": True}, "speed_kmh": 37.5}
    assert drive(applied(by_speed, network=NETWORK).after, "P1", "P3") == pytest.approx(155.0)
    both = applied(by_factor, {**by_factor, "way": 1}, network=NETWORK)
    assert drive(both.after, "P1", "P3") == pytest.approx(15 + 30 + 5)


def test_a_street_is_added_and_closed_before() -> None:
    added = {
        "action": "add_street", "along": [[112.46, 38.0], [112.5, 38.75]], "speed_kmh": 300,
        "road_class": "trunk",
    }  # fmt: skip
    edited = applied(added, network=NETWORK)
    layer = edited.before.road_layer
    assert layer is not None
    assert (layer.graph.time_ms == UNREACHABLE_MS).sum() == 2
    assert drive(edited.before, "P1", "P3") == pytest.approx(95.0)
    assert drive(edited.after, "P1", "P3") < 80.0
    topology = compile_topology(edited.after)  # of both states
    there = TravelModel(edited.before, topology).travel_times(["P1"], ["P3"], using="drive")
    assert there["travel_min"].iloc[0] == pytest.approx(95.0)
    assert set(edited.effects["column"]) == {"added"}
    again = applied(added, {"action": "close_street", "road_class": "trunk"}, network=NETWORK)
    assert drive(again.after, "P1", "P3") == np.inf


def test_a_scenario_over_streets_runs_and_is_kept_apart_from_the_state_before() -> None:
    closed = {"action": "close_street", "tags": {"bridge": True}}
    result = run(Scenario.from_dict({"id": "s", "edit": [closed]}), network=NETWORK)
    assert len(result.effects) == 1
    layers = [each.network.road_layer for each in (result.before, result.after)]
    assert len({each.content_hash for each in layers if each is not None}) == 2


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"action": "close_street"}, "no_selection"),
    ({"action": "close_street", "way": 999}, "unknown_street"),
    ({"action": "close_street", "tags": {"layer": 1}}, "unknown_street"),
    ({"action": "close_street", "tags": {"name": "X"}}, "bad_keys"),
    ({"action": "close_street", "crossing": [[38.0, 112.0], [1, 1]]}, "bad_point"),
    ({"action": "set_street_speed", "way": 1}, "bad_keys"),
    ({"action": "set_street_speed", "way": 1, "factor": 0}, "out_of_range"),
    ({"action": "set_street_speed", "way": 1, "speed_kmh": 75}, "no_effect"),
    ({"action": "add_street", "along": [[0, 0], [1, 1]], "speed_kmh": 50}, "bad_point"),
]


@pytest.mark.parametrize(("edit", "code"), WRONG, ids=str)
def test_what_cannot_be_done_is_told_and_nothing_runs(edit: dict[str, Any], code: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        apply_edits(NETWORK, edits(edit))
    assert [each.code for each in caught.value.notices] == [code]
    assert all(each.hint for each in caught.value.notices)


def test_values_that_cannot_be_read_are_told() -> None:
    for key, value in (("way", "a"), ("tags", {"a": 1.5}), ("crossing", [[1, 2]]), ("tags", {})):
        with pytest.raises(ScenarioError) as caught:
            edits({"action": "close_street", key: value})
        assert [each.code for each in caught.value.notices] == ["wrong_type"]


def test_a_closed_street_cannot_be_closed_again_nor_streets_where_there_are_none() -> None:
    close = {"action": "close_street", "way": 2}
    for network, several in ((NETWORK, (close, close)), (WORLD, (close,))):
        with pytest.raises(ScenarioError) as caught:
            apply_edits(network, edits(*several))
        code = "no_effect" if network is NETWORK else "no_streets"
        assert [each.code for each in caught.value.notices] == [code]
