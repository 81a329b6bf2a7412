"""Results of small scenarios on the line world, run once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from tests.worlds import line_world
from transnet.model.network import Network
from transnet.scenario.file import Scenario
from transnet.study.result import Result
from transnet.study.run import run

OPEN_DIRECT = {"action": "open", "project": "rail-direct"}
CLOSE_FIRST = {"action": "close", "line": "L1"}
FASTER = {"action": "set_speed", "line": "L1", "speed_kmh": 250, "expect": 200}


@pytest.fixture(scope="session")
def make_result() -> Callable[..., Result]:
    """Run a scenario of some edits on the line world of 2024-12-31, or on another network."""

    def make(*edits: dict[str, Any], network: Network | None = None, **keys: Any) -> Result:
        values = {
            "id": "direct",
            "name_zh": "直达开通",
            "name_en": "The direct line opens",
            "question_zh": "直达带来什么？",
            "question_en": "What does the direct line do?",
            "edit": list(edits),
            **keys,
        }
        return run(Scenario.from_dict(values), network=network or line_world("2024-12-31"))

    return make


@pytest.fixture(scope="session")
def opened(make_result: Callable[..., Result]) -> Result:
    """A direct line opens between the two cities: 22.75 min of ride, 16 trains a day."""
    return make_result(OPEN_DIRECT)


@pytest.fixture(scope="session")
def closed(make_result: Callable[..., Result]) -> Result:
    """The only line closes: no train, drives of 95 min between the cities."""
    return make_result(CLOSE_FIRST)


@pytest.fixture(scope="session")
def faster(make_result: Callable[..., Result]) -> Result:
    """The line that is there gets faster."""
    return make_result(FASTER)


@pytest.fixture(scope="session")
def unchanged(make_result: Callable[..., Result]) -> Result:
    """Nothing happens."""
    return make_result()


@pytest.fixture(scope="session")
def hostile(make_result: Callable[..., Result]) -> Result:
    """Names that would break a page, a spreadsheet or a terminal if they weren't escaped."""
    network = line_world("2024-12-31")
    places = network["places"].copy()
    places.loc[places["place_id"] == "P3", ["name_zh", "name_en"]] = [
        "<script>alert(1)</script>",
        "=cmd()</style>[bold]&\"'",
    ]
    cities = network["cities"].copy()
    cities.loc[cities["city_id"] == "C2", "name_en"] = "<img src=x onerror=alert(2)>"
    network = network.replace_table("places", places).replace_table("cities", cities)
    return make_result(OPEN_DIRECT, network=network, name_en="</title><b>&")


@pytest.fixture
def without_maps(opened: Result) -> Result:
    """The first result with nothing wanted but tables and the page."""
    outputs = dataclasses.replace(opened.scenario.outputs, maps=False, geopackage=False)
    return dataclasses.replace(
        opened, scenario=dataclasses.replace(opened.scenario, outputs=outputs)
    )
