"""Edits written as in a scenario file, and the line world they act on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.worlds import line_world
from transnet.base.errors import Notice, ScenarioError
from transnet.model.network import Network
from transnet.scenario.edits import Edit, Edited, apply_edits
from transnet.scenario.file import Scenario

WORLD = line_world("2024-12-31")

NEW_LINE: dict[str, Any] = {
    "action": "add_line",
    "id": "L9",
    "name_zh": "九线",
    "name_en": "Ninth",
    "mode": "emu",
    "speed_kmh": 200,
    "headway_min": 30,
    "stops": ["S1", {"id": "SX", "name_zh": "新站", "lon": 112.6, "lat": 38.4}, "S3"],
}
NEW_LINK: dict[str, Any] = {
    "action": "add_link",
    "id": "RX",
    "from_node": "丙县",
    "to_node": "N3",
    "length_km": 60,
    "road_class": "motorway",
    "design_speed_kmh": 120,
}
ONE_OF_EACH: list[dict[str, Any]] = [
    {"action": "open", "line": "L2"},
    {"action": "open", "project": "road-*"},
    {"action": "close", "line": "LM"},
    {"action": "close", "id": "R2"},
    {"action": "set_speed", "line": "L1", "speed_kmh": 250, "expect": 200},
    {"action": "set_run_time", "from_station": "S1", "to_station": "S2", "run_min": 11},
    {"action": "set_headway", "service": "E1", "headway_min": 20, "expect": 40},
    {"action": "set_transfer", "id": "t1", "transfer_min": 2, "expect": 3},
    {"action": "set_access", "node": "N1", "stop": "S1", "length_km": 2.5},
    {"action": "set_parameter", "parameter": "parking_min", "value": 4},
    NEW_LINK,
    NEW_LINE,
]
"""A valid edit of every action; none touches what another one does."""


def edits(*values: dict[str, Any]) -> tuple[Edit, ...]:
    """Return edits from the values of a scenario file."""
    return Scenario.from_dict({"id": "s", "edit": list(values)}).edits


def applied(*values: dict[str, Any], network: Network = WORLD) -> Edited:
    """Return a network with edits made."""
    return apply_edits(network, edits(*values))


def errors(*values: dict[str, Any], network: Network = WORLD) -> list[Notice]:
    """Return the errors of edits that can't be made, and see that nothing was."""
    before = network.content_hash
    with pytest.raises(ScenarioError) as caught:
        applied(*values, network=network)
    assert network.content_hash == before
    return list(caught.value.notices)


def codes(*values: dict[str, Any], network: Network = WORLD) -> list[tuple[str, str]]:
    """Return code and key of the errors of edits that can't be made."""
    return [(notice.code, notice.column) for notice in errors(*values, network=network)]


def cell(network: Network, table: str, row: tuple[str, str], column: str) -> Any:
    """Return a cell: row is (key column, id)."""
    rows = network[table]
    return rows.loc[rows[row[0]] == row[1], column].iloc[0]
