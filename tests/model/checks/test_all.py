"""The rules as a whole: silent on a good network, in order, capped, and never blaming wrongly."""

from __future__ import annotations

import time

import numpy as np
import pytest

from tests.worlds import INFO, line_world, world_table
from transnet.base.codes import notice
from transnet.model.checks.all import (
    NEEDED_TABLES,
    RULES,
    check_network,
    check_tables,
)
from transnet.model.checks.id_rules import twin_key
from transnet.model.checks.notice_order import in_order, summarise
from transnet.model.checks.rail_rules import hops
from transnet.model.checks.rules import Draft, straight_km
from transnet.model.schema import tables


def test_the_line_world_is_without_fault() -> None:
    assert check_network(line_world()) == []


def test_every_rule_needs_tables_that_exist() -> None:
    assert all(set(rule.needs) <= set(tables()) for rule in RULES)
    assert NEEDED_TABLES == ("places",)


def test_rows_that_refer_to_a_damaged_table_are_not_blamed() -> None:
    world = line_world()
    frames = {**world.tables, "nodes": world_table("nodes", [])}
    dangling = check_tables(frames, INFO, frozenset(tables()))
    assert any(found.code == "dangling_reference" for found in dangling)
    silent = check_tables(frames, INFO, frozenset(tables()) - {"nodes"})
    assert silent == []


def test_without_network_toml_the_tables_are_checked_all_the_same() -> None:
    world = line_world()
    roads = world["roads"].assign(to_node="NX")
    found = check_tables({**world.tables, "roads": roads}, None, frozenset(tables()))
    assert "road_too_short" in {each.code for each in found}


def test_notices_come_by_table_and_row_each_once() -> None:
    first = notice("self_loop", "roads", 3, "", "", "x")
    second = notice("self_loop", "places", 9, "", "", "x")
    third = notice("bad_number", "roads", 2, "", "", "x")
    info = notice("bad_crs", "network.toml", 0, "crs", "", "x")
    assert in_order([first, second, third, first, info]) == [info, second, third, first]


def test_a_swapped_point_is_not_also_out_of_range() -> None:
    swapped = notice("swapped_point", "nodes", 2, "lon", "", "x")
    range_lon = notice("out_of_range", "nodes", 2, "lon", "", "x")
    other_row = notice("out_of_range", "nodes", 3, "lon", "", "x")
    assert in_order([range_lon, swapped, other_row]) == [swapped, other_row]


def test_summary_caps_each_code() -> None:
    many = [notice("self_loop", "roads", row, "", "", "x") for row in range(2, 252)]
    one = notice("bad_number", "roads", 9, "", "", "x")
    shown, more = summarise([*many, one])
    assert len(shown) == 101
    assert more == {"self_loop": 150}
    assert summarise([one]) == ([one], {})


@pytest.mark.parametrize(
    ("first", "second", "twins"),
    [
        ("0101", "101", True),
        ("000", "0", True),
        ("R1", "r1", True),
        ("Ｒ１", "R1", True),
        ("é", "e\u0301", True),
        ("R01", "R1", False),
        ("10", "1", False),
        ("", "0", False),
    ],
)
def test_twins(first: str, second: str, twins: bool) -> None:
    assert (twin_key(first) == twin_key(second)) == twins


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("0101", "101", "leading zeros"),
        ("R1", "r1", "case"),
        ("R1", "Ｒ１", "form of its characters"),
        ("Ｒ１", "R1", "form of its characters"),
    ],
)
def test_twins_are_told_by_what_differs(first: str, second: str, words: str) -> None:
    roads = line_world()["roads"].assign(road_id=[first, second, "R3", "R4", "R5"])
    found = check_network(line_world().replace_table("roads", roads))
    (twin,) = [each for each in found if each.code == "twin_id"]
    assert words in twin.hint


@pytest.mark.parametrize(
    ("length", "words"), [(40, "closest known"), (61, "nothing has this name")]
)
def test_no_name_is_sought_for_a_long_text(length: int, words: str) -> None:
    world = line_world()
    known, slip = "p" * length, "p" * (length - 1) + "q"
    projects = world["projects"].assign(project_id=["road-north", known])
    roads = world["roads"].assign(project=["", "", "road-north", "", slip])
    found = check_network(world.replace_table("projects", projects).replace_table("roads", roads))
    (unlisted,) = [
        each
        for each in found
        if (each.code, each.table, each.row) == ("unknown_project", "roads", 6)
    ]
    assert words in unlisted.hint


def test_suggestions_stay_quick_for_long_and_many_unknown_ids() -> None:
    world = line_world()
    roads = world["roads"].loc[np.zeros(3000, dtype=int)].reset_index(drop=True)
    roads["road_id"] = [f"R{number}" for number in range(3000)]
    roads["to_node"] = [f"{'x' * 190}{number}" for number in range(3000)]
    roads["from_node"] = [f"N{number}" for number in range(3000)]
    start = time.perf_counter()
    found = check_network(world.replace_table("roads", roads))
    assert sum(each.code == "dangling_reference" for each in found) > 5000
    assert time.perf_counter() - start < 5


def test_great_circle() -> None:
    known = {"north": (0.0, 90.0), "south": (7.0, -90.0), "a": (112.0, 37.0), "b": (112.0, 38.0)}
    known |= {"c": (10.0, 0.0), "d": (100.0, 0.0)}
    ends = straight_km(known, ["north", "a", "c", "a", "a"], ["south", "b", "d", "a", "nowhere"])
    meridian = np.pi * 6371.0088
    assert ends[:4] == pytest.approx([meridian, meridian / 180, meridian / 2, 0])
    assert np.isnan(ends[4])


def test_hops_follow_the_numbers_not_the_rows() -> None:
    world = line_world()
    stops = world["stops"].iloc[::-1].reset_index(drop=True)
    tables_reversed = {**world.tables, "stops": stops}
    found = hops(Draft(tables_reversed, INFO, frozenset(tables())))["E1"]
    assert [(hop.before, hop.station) for hop in found] == [
        (None, "S1"),
        ("S1", "S2"),
        ("S2", "S3"),
    ]
    assert stops.loc[found[0].position, "station_id"] == "S1"


def test_a_network_changed_by_hand_is_told_of_parameters_that_it_lacks() -> None:
    world = line_world()
    rows = world["parameters"]
    lacking = world.replace_table("parameters", rows[rows["parameter"] != "walk_speed_kmh"])
    found = [(each.code, each.value) for each in check_network(lacking)]
    assert found == [("missing_parameter", "walk_speed_kmh")]
