"""The plan and its rows, both ways; the bundled network held to the list of the plan's items."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.base.errors import UnknownNameError
from transnet.io.network_folder import load_network
from transnet.model.network import Network
from transnet.model.plan import items_by_row, items_of_row, plan_coverage, plan_item

FACTS = Path(os.environ.get("TRANSNET_DATA", Path(__file__).parents[3] / "shared" / "data"))
ITEMS = FACTS.parent / "facts" / "plan_items.csv"
AHEAD = ("building", "planned", "study")


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network("shanxi-central")


def test_an_item_opens_into_rows_and_targets() -> None:
    item = plan_item(line_world(), "item-road")
    found = list(zip(item.rows["table"], item.rows["row_id"], strict=True))
    expected = [("projects", "road-north"), ("roads", "R3"), ("measures", "m1")]
    assert found == [*expected, ("roads", "R1"), ("roads", "R2"), ("roads", "R4")]
    road = item.rows[item.rows["row_id"] == "R3"].iloc[0]
    assert (road["reference"], road["opened"]) == ("projects:road-north", "2026-01-01")
    assert (road["open_then"], road["open_now"]) == (False, False)
    assert item.rows.set_index("row_id").loc["R1", "open_then"] is True
    assert item.rows.set_index("row_id").loc["m1", "open_then"] is None
    assert item.targets["target_id"].tolist() == ["plan-people"]
    assert json.loads(json.dumps(item.as_dict(), allow_nan=False))["item"]["item_id"] == "item-road"


def test_a_row_knows_its_items() -> None:
    world = line_world()
    assert items_of_row(world, "roads", "R3") == ["item-road"]
    assert items_of_row(world, "measures", "m1") == ["item-road"]
    assert items_of_row(world, "roads", "R5") == []
    with pytest.raises(UnknownNameError, match="R9"):
        items_of_row(world, "roads", "R9")
    with pytest.raises(UnknownNameError, match="item-rod"):
        plan_item(world, "item-rod")


def test_a_row_that_a_measure_changes_counts_for_its_item() -> None:
    world = line_world()
    items = world["plan_items"].assign(rows="projects:road-north")
    measures = world["measures"].assign(row_ids="R5")
    changed = world.replace_table("plan_items", items).replace_table("measures", measures)
    assert items_of_row(changed, "roads", "R5") == ["item-road"]
    assert items_of_row(changed, "roads", "R1") == []


@pytest.mark.parametrize(
    ("cells", "coverage"),
    [
        ({}, "modelled"),
        ({"rows": "", "targets": "plan-people"}, "modelled"),
        ({"rows": "", "targets": ""}, "missing"),
        ({"rows": "", "targets": "", "reason": "no place is named"}, "not_representable"),
        ({"rows": "roads:R3;roads:R9"}, "missing"),
        ({"rows": "street:R3"}, "missing"),
        ({"rows": "roads:colour=red"}, "missing"),
        ({"rows": "roads:R3;projects:rail-direct"}, "modelled"),
        ({"rows": "tracks:line_id=nowhere"}, "missing"),
        ({"rows": "x"}, "missing"),
    ],
)
def test_coverage_says_what_is_missing(cells: dict[str, str], coverage: str) -> None:
    world = line_world()
    world = world.replace_table("plan_items", world["plan_items"].assign(**cells))
    assert plan_coverage(world)["coverage"].tolist() == [coverage]


def test_coverage_counts_what_was_open_then_and_is_now() -> None:
    row = plan_coverage(line_world()).iloc[0]
    assert (row["row_count"], row["dated"], row["open_then"], row["open_now"]) == (6, 5, 3, 3)


def test_every_item_of_the_bundled_plan_is_accounted_for(network: Network) -> None:
    table = plan_coverage(network)
    assert (table["coverage"] != "missing").all()
    explained = table["coverage"] == "not_representable"
    assert (explained == (table["reason"] != "")).all()
    assert (explained == (table["model_class"] == "none")).all()


BEYOND = {"roads": {"RA51"}}
"""Rows that are being built between places outside the cluster, which the plan doesn't name."""


@pytest.mark.parametrize("name", ["roads", "stations", "tracks", "services", "airports", "flights"])
def test_every_planned_row_is_asked_for_by_an_item(network: Network, name: str) -> None:
    frame, items = network[name], items_by_row(network)
    ahead = frame[frame["status"].isin(AHEAD)]
    assert len(ahead)
    asked = [row_id for row_id in ahead.iloc[:, 0] if (name, row_id) in items]
    assert set(ahead.iloc[:, 0]) - set(asked) == BEYOND.get(name, set())


def test_every_project_is_reached_from_the_items_that_it_names(network: Network) -> None:
    by_row = items_by_row(network)
    for project, items in network["projects"][["project_id", "plan_items"]].itertuples(index=False):
        named = {part for part in items.split(";") if part}
        found = set(by_row.get(("projects", project), []))
        stages = {item for item in found if item.startswith("target-infra-")}
        assert named == found - stages, project


@pytest.mark.skipif(not ITEMS.exists(), reason="the list of the plan's items isn't at hand")
def test_items_are_those_of_the_list(network: Network) -> None:
    with ITEMS.open(encoding="utf-8-sig", newline="") as file:
        listed = pd.DataFrame(csv.DictReader(file))
    table = network["plan_items"]
    assert table["item_id"].tolist() == listed["item_id"].tolist()
    quotes = zip(table["quote"], listed["quote"], strict=True)
    assert sum(own != fact for own, fact in quotes) < 30  # clauses that the list breaks off
    assert plan_coverage(network)["coverage"].eq("missing").sum() == 0
