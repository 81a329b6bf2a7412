"""Codes that no other test holds: each with what gives it, and something near that doesn't."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch

import pytest

from tests.scenario.helpers import NEW_LINE, applied
from tests.street_worlds import layer_of_graph, same_streets, street_world, with_limit
from tests.worlds import line_world
from transnet.base import optional
from transnet.base.errors import InputError, Notice, ScenarioError
from transnet.base.given import path_given
from transnet.base.optional import needed_library
from transnet.model.network import Network
from transnet.model.road_join import join_layer, layer_of, part_layer
from transnet.roads.graph import Arcs, build_road_graph
from transnet.roads.turns import expand_turns
from transnet.routing.router import Router
from transnet.scenario.file import Scenario, checked
from transnet.travel.model import TravelModel


def _library(*, there: bool) -> None:
    with patch.object(optional, "_is_there", lambda _: there):
        needed_library("pyarrow", "formats")


def _graph(heads: list[int]) -> None:
    build_road_graph([1, 2], [0.0, 1.0], [0.0, 0.0], Arcs([0], heads, [1_000], [1.0]))


QUIET = line_world().replace_table("congestion", line_world()["congestion"].iloc[:0])


def _peak(world: Network) -> None:
    TravelModel(world, traffic="peak").trips()


def _named(name: str) -> None:
    checked(Scenario(network="shanxi-central", id="a", name_zh="甲", name_en=name))


def _line(stops: int) -> list[Notice]:
    new = [
        {"id": f"X{at}", "name_zh": "新", "lon": 112.0 + at / 100, "lat": 38.0}
        for at in range(stops)
    ]
    return [*applied({**NEW_LINE, "stops": new}).notices]


def _with_turns(banned: list[tuple[int, ...]]) -> None:
    ends = Arcs([0, 1, 1], [1, 2, 0], [1_000] * 3, [1.0] * 3)
    graph = build_road_graph([1, 2, 3], [0.0] * 3, [0.0] * 3, ends)
    Router(expand_turns(graph, banned), cache=False)


RAISED: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
    "missing_library": (lambda: _library(there=False), lambda: _library(there=True)),
    "name_too_long": (lambda: path_given("n" * 256), lambda: path_given("n" * 255)),
    "bad_graph": (lambda: _graph([2]), lambda: _graph([1])),
    "turn_copies": (lambda: _with_turns([(0, 2)]), lambda: _with_turns([])),
    "no_congestion": (lambda: _peak(QUIET), lambda: _peak(line_world())),
    "bad_text": (lambda: _named("Name\u200b"), lambda: _named("Name")),
    "too_many_stops": (lambda: _line(201), lambda: _line(200)),
}


@pytest.mark.parametrize("code", RAISED)
def test_what_gives_it_and_what_is_near_and_does_not(code: str) -> None:
    bad, near = RAISED[code]
    with pytest.raises((InputError, ScenarioError)) as caught:
        bad()
    assert {each.code for each in caught.value.notices} == {code}
    near()


def test_a_parameter_that_is_not_given_is_said_to_be_assumed() -> None:
    notices = layer_of(street_world(same_streets())).notices
    found = {each.value for each in notices if each.code == "assumed_parameter"}
    assert len(found) > 1
    world = with_limit(street_world(same_streets()), "all", 1.0)
    rejoined = join_layer(part_layer(world), layer_of_graph(same_streets()))
    assert "assumed_parameter" not in {each.code for each in layer_of(rejoined).notices}
