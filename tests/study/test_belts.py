"""Belts and clusters: weighted by people."""

from __future__ import annotations

import pytest

from tests.worlds import line_world, world_table
from transnet.model.network import Network
from transnet.scenario.file import Scenario
from transnet.study.belts import belt_readings
from transnet.study.run import run

SOUND = {"source": "drawn", "basis": "found", "confidence": "high"}


def belts_world(network: Network) -> Network:
    """Return a world with a belt of all its people, a cluster of one county, and a corridor."""
    names = {"name_zh": "带", "name_en": "Belt", **SOUND}
    groups = world_table(
        "groups",
        [
            {"group_id": "all", "kind": "belt", "members": "P1;P2;P3", **names},
            {"group_id": "far", "kind": "cluster", "members": "P3", **names},
            {"group_id": "line", "kind": "corridor", "members": "P1;X1", **names},
        ],
    )
    return network.replace_table("groups", groups)


def test_a_belt_is_as_near_as_its_people() -> None:
    network = belts_world(line_world())
    result = run(Scenario.from_dict({"id": "s", "date": "base"}), network=network)
    table = belt_readings(result.before).set_index("group_id")
    assert list(table.index) == ["all", "far"]
    places = result.before.places.set_index("place_id")
    assert table.loc["far", "core_min"] == places.loc["P3", "core_min"]
    people = {"P1": 600_000, "P2": 200_000, "P3": 300_000}
    mean = sum(places.loc[name, "core_min"] * count for name, count in people.items()) / 1_100_000
    assert table.loc["all", "core_min"] == pytest.approx(mean)
    assert table.loc["all", "people"] == 1_100_000
