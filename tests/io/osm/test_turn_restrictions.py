"""Turn restrictions, barriers and what turns cost: crossings small enough to list every turn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.io.osm.osm_worlds import CROSSING, Member, Way, restriction, turns, write_osm
from transnet.io.osm.extract import read_osm
from transnet.io.osm.road_import import RoadImport
from transnet.io.osm.turn_restrictions import _bearing
from transnet.io.osm.way_tags import OsmOptions

AT_2: Member = ("node", 2, "via")
ARMS = (1, 3, 4, 5)
ALL = {(a, 2, b) for a in ARMS for b in ARMS} | {(2, a, 2) for a in ARMS}


def _made(folder: Path, *relations: tuple[dict[str, str], list[Member]]) -> RoadImport:
    return read_osm(write_osm(folder, CROSSING, relations=list(relations)))


@pytest.mark.parametrize(
    ("value", "tags", "lost"),
    [
        ("no_left_turn", {}, {(1, 2, 5)}),
        ("no_left_turn", {"except": "bus;bicycle"}, {(1, 2, 5)}),
        ("only_left_turn", {}, {(1, 2, 1), (1, 2, 3), (1, 2, 4)}),
    ],
)
def test_a_restriction_at_a_node(
    tmp_path: Path, value: str, tags: dict[str, str], lost: set[tuple[int, int, int]]
) -> None:
    made = _made(tmp_path, restriction(value, 10, AT_2, 13, **tags))
    assert turns(made) == ALL - lost
    assert made.counts["restrictions_honoured"] == 1
    assert made.notices == ()
    assert made.in_main.all()
    assert (made.counts["nodes"], made.counts["copies"], made.counts["arcs"]) == (5, 1, 8)


def test_turning_back_is_forbidden_alone(tmp_path: Path) -> None:
    made = _made(tmp_path, restriction("no_u_turn", 10, AT_2, 10))
    assert turns(made) == ALL - {(1, 2, 1)}


def test_turning_back_on_a_way_that_goes_on_is_forbidden_alone(tmp_path: Path) -> None:
    ways: list[Way] = [
        (10, [1, 2, 3], {"highway": "primary"}),
        (12, [4, 2], {"highway": "primary"}),
    ]
    made = read_osm(write_osm(tmp_path, ways, relations=[restriction("no_u_turn", 10, AT_2, 10)]))
    assert made.counts["restrictions_honoured"] == 1
    arms = (1, 3, 4)
    every = {(a, 2, b) for a in arms for b in arms} | {(2, a, 2) for a in arms}
    assert turns(made) == every - {(1, 2, 1), (3, 2, 3)}


def test_several_ways_may_not_enter(tmp_path: Path) -> None:
    tags, members = restriction("no_entry", 10, AT_2, 13)
    made = _made(tmp_path, (tags, [*members, ("way", 11, "from")]))
    assert turns(made) == ALL - {(1, 2, 5), (3, 2, 5)}


def test_restrictions_that_meet_at_a_node(tmp_path: Path) -> None:
    two = restriction("only_straight_on", 10, AT_2, 11), restriction("no_left_turn", 11, AT_2, 12)
    made = _made(tmp_path, *two)
    assert turns(made) == ALL - {(1, 2, 1), (1, 2, 4), (1, 2, 5), (3, 2, 4)}


@pytest.mark.parametrize(
    ("tags", "count"),
    [
        ({"except": "motorcar"}, "restrictions_other_vehicles"),
        ({"except": "bus; motor_vehicle"}, "restrictions_other_vehicles"),
        ({"restriction": "", "restriction:hgv": "no_left_turn"}, "restrictions_other_vehicles"),
        ({"hour_on": "07:00", "hour_off": "09:00"}, "restrictions_conditional"),
        (
            {"restriction": "", "restriction:conditional": "no_left_turn @ (Mo-Fr)"},
            "restrictions_conditional",
        ),
        ({"restriction": "give_way"}, "restrictions_malformed"),
    ],
)
def test_restrictions_that_do_not_bind_every_car(
    tmp_path: Path, tags: dict[str, str], count: str
) -> None:
    said, members = restriction("no_left_turn", 10, AT_2, 13)
    made = _made(tmp_path, ({key: v for key, v in {**said, **tags}.items() if v}, members))
    assert turns(made) == ALL
    assert (made.counts["turn_restrictions"], made.counts[count]) == (1, 1)
    said_so = count != "restrictions_other_vehicles"
    assert [notice.code for notice in made.notices] == ["left_out"] * said_so


@pytest.mark.parametrize(
    ("relation", "count"),
    [
        (restriction("no_left_turn", 10, AT_2, 99), "restrictions_moot"),
        (restriction("no_left_turn", 10, ("node", 77, "via"), 13), "restrictions_moot"),
        (restriction("no_left_turn", 10, ("way", 11, "via"), 13), "restrictions_moot"),
        (restriction("no_left_turn", 10, ("node", 2, "middle"), 13), "restrictions_malformed"),
    ],
)
def test_restrictions_that_name_what_is_not_there(
    tmp_path: Path, relation: tuple[dict[str, str], list[Member]], count: str
) -> None:
    made = _made(tmp_path, relation)
    assert turns(made) == ALL
    assert made.counts[count] == 1


def test_a_way_that_goes_on_beyond_the_point_is_ambiguous(tmp_path: Path) -> None:
    ways: list[Way] = [
        (10, [1, 2, 3], {"highway": "primary"}),
        (12, [4, 2], {"highway": "secondary"}),
    ]
    path = write_osm(tmp_path, ways, relations=[restriction("no_left_turn", 10, AT_2, 12)])
    made = read_osm(path)
    assert made.counts["restrictions_ambiguous"] == 1
    assert (1, 2, 4) in turns(made)


def _word(made: RoadImport, *nodes: int) -> bool:
    """Return whether some journey passes these nodes one after the other."""
    graph, names = made.graph, made.graph.node_ids
    places = set(np.flatnonzero(names == nodes[0]).tolist())
    for node in nodes[1:]:
        arcs = np.isin(graph.tails, list(places)) & (names[graph.heads] == node)
        places = set(graph.heads[arcs].tolist())
    return bool(places)


@pytest.mark.parametrize(("value", "only"), [("no_u_turn", False), ("only_u_turn", True)])
def test_a_restriction_along_a_way(tmp_path: Path, value: str, only: bool) -> None:
    ways = [*CROSSING, (14, [5, 6], {"highway": "primary"}), (15, [5, 1], {"highway": "primary"})]
    relation = restriction(value, 10, ("way", 13, "via"), 14)
    made = read_osm(write_osm(tmp_path, ways, relations=[relation]))
    assert made.counts["restrictions_honoured"] == 1
    assert _word(made, 1, 2, 5, 6) is only
    assert _word(made, 1, 2, 5, 1) is not only
    for free in ((3, 2, 5, 6), (1, 2, 3), (4, 2, 5, 1), (3, 2, 5, 1)):
        assert _word(made, *free)


@pytest.mark.parametrize(
    ("tags", "shut"),
    [
        ({"barrier": "bollard"}, True),
        ({"barrier": "bollard", "bollard": "rising"}, False),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, False),
        ({"barrier": "gate"}, False),
        ({"barrier": "gate", "locked": "yes"}, True),
        ({"barrier": "gate", "access": "private"}, True),
        ({"barrier": "lift_gate", "access": "no", "motorcar": "yes"}, False),
        ({"barrier": "toll_booth"}, False),
        ({"barrier": "block"}, True),
        ({"barrier": "what nobody knows"}, True),
        ({"motor_vehicle": "no"}, True),
        ({"access": "NO"}, True),
        ({"access": "private"}, True),
        ({"access": "private;agricultural"}, True),
        ({"access": "no", "motorcar": "yes"}, False),
        ({"access": "destination"}, False),
        ({"highway": "crossing", "access": "no", "foot": "yes"}, False),
        ({"highway": "crossing", "barrier": "gate", "access": "no"}, True),
        ({"railway": "level_crossing", "vehicle": "no"}, True),
    ],
)
def test_barriers(tmp_path: Path, tags: dict[str, str], shut: bool) -> None:
    made = read_osm(write_osm(tmp_path, CROSSING[:2], nodes={2: tags}))
    assert made.counts["barriers"] == shut
    for tail, head in ((1, 3), (3, 1)):  # an open point is no junction
        assert _word(made, tail, head) is not shut
        assert not _word(made, tail, 2, head)
    assert not shut or _word(made, 1, 2, 1)
    assert made.graph.length_km[~made.graph.is_repeated].sum() == pytest.approx(
        2 * 1.7761, rel=1e-4
    )


def test_turns_cost_time_when_asked(tmp_path: Path) -> None:
    path = write_osm(tmp_path, CROSSING)
    seconds = {"turn_near": 2, "turn_across": 5, "u_turn": 20}
    plain = read_osm(path)
    for country, right, left in (("CN", 2_000, 5_000), ("GB", 5_000, 2_000)):
        options = OsmOptions(country, turn_penalties=True, delays=seconds)
        graph = read_osm(path, options).graph
        base = read_osm(path, OsmOptions(country)).graph
        first = {
            (int(base.node_ids[t]), int(base.node_ids[h])): int(ms)
            for t, h, ms in zip(base.tails, base.heads, base.time_ms, strict=True)
        }
        lost = {}
        for arc in np.flatnonzero(graph.is_repeated):
            tail = graph.tails[arc]
            came = graph.node_ids[graph.tails[np.flatnonzero(graph.heads == tail)[0]]]
            ends = int(graph.node_ids[tail]), int(graph.node_ids[graph.heads[arc]])
            lost[int(came), *ends] = int(graph.time_ms[arc]) - first[ends]
        assert lost[1, 2, 3] == 0
        assert (lost[1, 2, 4], lost[1, 2, 5], lost[1, 2, 1]) == (right, left, 20_000)
        assert graph.is_copy.sum() == plain.graph.arc_count


def test_bearings_across_180_degrees_are_those_of_a_short_step() -> None:
    east, west, equator = np.array([179.99, -179.99]), np.array([-179.99, 179.99]), np.zeros(2)
    found = _bearing(east, equator, west, equator)
    assert found.tolist() == [90.0, -90.0]


def test_a_ban_at_a_point_where_its_roads_do_not_meet_is_named(tmp_path: Path) -> None:
    at_five = restriction("no_left_turn", 10, ("node", 5, "via"), 13)
    made = read_osm(write_osm(tmp_path, CROSSING, relations=[at_five]))
    assert made.counts["restrictions_misplaced"] == 1
    assert any("don't meet" in each.hint for each in made.notices)
    at_two = restriction("no_left_turn", 10, ("node", 2, "via"), 13)
    right = read_osm(write_osm(tmp_path, CROSSING, relations=[at_two]))
    assert right.counts["restrictions_misplaced"] == 0
    assert right.counts["restrictions_honoured"] == 1
