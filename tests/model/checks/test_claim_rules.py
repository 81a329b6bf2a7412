from __future__ import annotations

import pytest

from tests.supply.helpers import edit
from tests.worlds import line_world
from transnet.model.checks.all import check_network

WORLD = line_world()


def _said(name: str, **values: object) -> list[tuple[str, str]]:
    odd = edit(WORLD, "road_claims", {"claim_id": name}, **values)
    return [(each.code, each.column) for each in check_network(odd) if each.table == "road_claims"]


def test_a_claim_that_can_be_is_not_spoken_of() -> None:
    assert _said("north-town") == []
    assert _said("north-town", saving_min=50.5) == []
    assert _said("north", from_nodes="", to_nodes="") == []


@pytest.mark.parametrize(
    ("name", "values", "code", "column"),
    [
        ("valley", {"after_min": 20.0}, "speed_outside_mode", "after_min"),
        ("valley", {"after_min": 600.0}, "speed_outside_mode", "after_min"),
        ("north-town", {"before_min": 50.0}, "unordered_times", "before_min"),
        ("north", {"from_nodes": "", "after_min": 13.0}, "unordered_times", "before_min"),
        ("north-town", {"saving_min": 40.0}, "unordered_times", "saving_min"),
        ("valley", {"saving_min": 3.0}, "unordered_times", "saving_min"),
        ("valley", {"saving_min": 300.0}, "unordered_times", "saving_min"),
        ("north-town", {"from_nodes": ""}, "missing_value", "from_nodes"),
        ("valley", {"to_nodes": ""}, "missing_value", "to_nodes"),
        ("valley", {"to_nodes": "N3;N4"}, "dangling_reference", "to_nodes"),
    ],
)
def test_what_cannot_be_is_named(
    name: str, values: dict[str, object], code: str, column: str
) -> None:
    assert (code, column) in _said(name, **values)
