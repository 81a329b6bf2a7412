"""What points cost, ferries that relations describe, and tags that hold at times."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.io.osm.osm_worlds import CROSSING, write_osm
from transnet.base.errors import TransnetError, UnknownNameError
from transnet.io.osm.extract import read_osm
from transnet.io.osm.node_tags import NodeRule, delays, node_rule
from transnet.io.osm.way_tags import OsmOptions, read_table

SECONDS = {
    "traffic_signals": 8,
    "stop": 4,
    "give_way": 1,
    "crossing": 0,
    "level_crossing": 2,
    "toll_booth": 15,
    "gate": 20,
    "lift_gate": 10,
}


@pytest.mark.parametrize(
    ("tags", "ahead", "back"),
    [
        ({"highway": "traffic_signals"}, 8, 8),
        ({"highway": "traffic_signals", "traffic_signals:direction": "forward"}, 8, 0),
        ({"highway": "stop", "direction": "backward"}, 0, 4),
        ({"highway": "crossing", "crossing": "traffic_signals"}, 8, 8),
        ({"highway": "give_way", "railway": "level_crossing"}, 3, 3),
        ({"barrier": "toll_booth"}, 15, 15),
        ({"barrier": "swing_gate"}, 20, 20),
        ({"barrier": "lift_gate"}, 10, 10),
    ],
)
def test_points_that_cost_time(tags: dict[str, str], ahead: float, back: float) -> None:
    assert node_rule(tags, SECONDS) == NodeRule(False, ahead, back)


def test_points_that_mean_nothing() -> None:
    for tags in ({}, {"highway": "crossing"}, {"barrier": "cattle_grid"}, {"highway": "bus_stop"}):
        assert node_rule(tags, SECONDS) is None


def test_delays_can_be_chosen() -> None:
    assert delays({"stop": 9.0})["stop"] == 9.0
    assert delays({})["stop"] == 4.0
    with pytest.raises(UnknownNameError, match="did you mean stop"):
        delays({"stp": 9.0})
    with pytest.raises(ValueError, match="can't cost"):
        delays({"stop": -1.0})


@pytest.mark.parametrize("name", ["delays.csv", "barriers.csv", "speeds.csv", "classes.csv"])
def test_every_default_says_what_it_rests_on(name: str) -> None:
    rows = read_table(name)
    assert {row["basis"] for row in rows} <= {"found", "recalled", "assumed"}
    assert all(row["source"] for row in rows if row["basis"] == "found")


def test_a_sign_holds_in_its_direction(tmp_path: Path) -> None:
    stop = {"highway": "stop", "direction": "forward"}
    path = write_osm(tmp_path, [(1, [1, 2, 3], {"highway": "primary"})], nodes={2: stop})
    slow = read_osm(path).graph
    free = read_osm(path, OsmOptions(delays={"stop": 0})).graph
    assert (slow.time_ms - free.time_ms).tolist() == [4_000, 0]


FERRY = {"type": "route", "route": "ferry", "motor_vehicle": "yes", "duration": "01:00"}


@pytest.mark.parametrize("tags", [{"route": "ferry"}, {}, {"man_made": "pier"}])
def test_a_ferry_that_its_relation_describes(tmp_path: Path, tags: dict[str, str]) -> None:
    ways = [*CROSSING, (20, [3, 6], tags), (21, [6, 5], tags)]
    members = [("way", 20, ""), ("way", 21, ""), ("node", 6, "stop")]
    made = read_osm(write_osm(tmp_path, ways, relations=[(FERRY, members)]))
    graph = made.graph
    ferry = graph.road_class == "ferry"
    assert graph.time_ms[ferry].sum() == pytest.approx(2 * 3_600_000, abs=2)
    assert made.in_main.all()


def test_a_way_of_a_ferry_keeps_what_it_says_itself(tmp_path: Path) -> None:
    ways = [*CROSSING, (20, [3, 6], {"route": "ferry", "motor_vehicle": "no"})]
    made = read_osm(write_osm(tmp_path, ways, relations=[(FERRY, [("way", 20, "")])]))
    assert "ferry" not in made.graph.road_class


def test_tags_that_hold_at_times_are_said(tmp_path: Path) -> None:
    tags = {"highway": "primary", "access:conditional": "no @ (22:00-06:00)"}
    made = read_osm(write_osm(tmp_path, [(1, [1, 2], tags), *CROSSING[1:]]))
    assert made.counts["ways_conditional"] == 1
    assert "1 roads have tags that hold at times" in made.notices[0].hint


def test_ways_whose_speed_nothing_says_are_counted_and_those_left_out_are_not(
    tmp_path: Path,
) -> None:
    road = {"highway": "primary"}
    limited = road | {"maxspeed:forward": "50"}
    spare = {"highway": "service"}
    ways = [(1, [1, 2], road), (2, [2, 3], limited), (3, [3, 4], road), (4, [4, 5], spare)]
    counts = read_osm(write_osm(tmp_path, ways)).counts
    assert (counts["ways_used"], counts["ways_without_limit"]) == (3, 2)


def test_speeds_of_ones_own_count_where_no_tag_says_any(tmp_path: Path) -> None:
    road = {"highway": "primary"}
    other = {"highway": "secondary", "maxspeed": "50"}
    path = write_osm(tmp_path, [(1, [1, 2], road), (2, [2, 3], other)])
    graph = read_osm(path, OsmOptions(speeds={"primary": 20.0, "secondary": 30})).graph
    kmh = graph.length_km / (graph.time_ms / 3_600_000)
    assert kmh == pytest.approx(np.where(graph.way_ids == 1, 20.0, 50.0), rel=1e-3)
    for wrong in ({"primry": 20.0}, {"primary": 0.0}, {"primary": "20"}, 5):
        with pytest.raises(TransnetError):
            read_osm(path, OsmOptions(speeds=wrong))  # type: ignore[arg-type]
