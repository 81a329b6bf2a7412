"""Service roads that join parts are kept, others aren't; what lies apart is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.io.osm.osm_worlds import codes, node, read, way
from transnet.base.errors import InputError
from transnet.io.osm.road_import import RoadImport
from transnet.io.osm.way_tags import OsmOptions

MAIN, SERVICE = {"highway": "primary"}, {"highway": "service"}
FERRY = {"route": "ferry", "motor_vehicle": "yes", "duration": "0:25"}
ONE_WAY = {**SERVICE, "oneway": "yes"}
Row = tuple[int, list[int], dict[str, str]]

# Two islands, 1-2-3 and 7-8-9; their landings 4 and 6 are on service roads; the ferry is 4-5-6.
ISLANDS: list[Row] = [
    (10, [1, 2], MAIN),
    (11, [2, 3], MAIN),
    (20, [7, 8], MAIN),
    (21, [8, 9], MAIN),
    (30, [4, 5, 6], FERRY),
]
LANDINGS: list[Row] = [(40, [3, 4], SERVICE), (41, [6, 7], SERVICE)]
STUBS: list[Row] = [(50, [2, 12], SERVICE), (51, [8, 13, 14], SERVICE), (52, [3, 15], SERVICE)]


def world(folder: Path, rows: list[Row], options: OsmOptions | None = None) -> RoadImport:
    refs = sorted({ref for _, some, _ in rows for ref in some})
    points = [node(ref, (112 + ref / 100, 37 + ref * ref / 9000)) for ref in refs]
    return read(folder, [*points, *(way(*row) for row in rows)], options)


def classes(made: RoadImport) -> dict[str, set[int]]:
    graph = made.graph
    return {
        kind: set(graph.way_ids[graph.road_class == kind].tolist())
        for kind in set(graph.road_class)
    }


@pytest.mark.parametrize(
    "service", ["", "alley", "driveway", "parking_aisle", "drive-through", "parking"]
)
def test_a_ferry_is_reached_over_service_roads(tmp_path: Path, service: str) -> None:
    landings = [
        (number, refs, {**tags, "service": service} if service else tags)
        for number, refs, tags in LANDINGS
    ]
    made = world(tmp_path, [*ISLANDS, *landings, *STUBS])
    assert made.in_main.all()
    assert classes(made)["service"] == {40, 41}
    assert made.counts["ways_joining"] == 2
    assert made.counts["ways_spare"] == 3
    assert "joined_parts" in codes(made)


@pytest.mark.parametrize("tags", [{"access": "private"}, {"service": "emergency_access"}])
def test_a_closed_landing_joins_nothing(tmp_path: Path, tags: dict[str, str]) -> None:
    landings = [(number, refs, {**SERVICE, **tags}) for number, refs, _ in LANDINGS]
    made = world(tmp_path, [*ISLANDS, *landings])
    assert "service" not in classes(made)
    assert not made.in_main.all()
    (said,) = [each.hint for each in made.notices if each.code == "split_network"]
    assert "lie outside the largest part" in said
    assert "2 parts" in said
    assert "km from it" in said


def test_lanes_that_lead_to_the_ferry_and_from_it_are_both_kept(tmp_path: Path) -> None:
    lanes: list[Row] = [(40, [3, 16, 4], ONE_WAY), (42, [4, 17, 3], ONE_WAY)]
    made = world(tmp_path, [*ISLANDS, *lanes, LANDINGS[1], *STUBS])
    assert made.in_main.all()
    assert classes(made)["service"] == {40, 41, 42}
    alone = world(tmp_path, [*ISLANDS, lanes[0], LANDINGS[1]])
    assert "service" not in {*classes(alone)} or 40 not in classes(alone)["service"]


def test_roads_that_are_joined_without_them_keep_no_service_road(tmp_path: Path) -> None:
    rows: list[Row] = [(10, [1, 2], MAIN), (11, [2, 3], MAIN), (40, [1, 4, 3], SERVICE)]
    made = world(tmp_path, rows)
    assert classes(made).keys() == {"primary"}
    assert "joined_parts" not in codes(made)
    both = world(tmp_path, rows, OsmOptions(service=True))
    assert classes(both).keys() == {"primary", "service"}


def test_the_rest_of_the_graph_is_as_without_service_roads(tmp_path: Path) -> None:
    rows = [row for row in ISLANDS if row[0] < 30]
    bare = world(tmp_path, rows)
    made = world(tmp_path, [*rows, *STUBS, (53, [2, 16, 2], SERVICE)])
    assert made.graph == bare.graph
    assert made.counts["points"] == bare.counts["points"]


def test_service_roads_alone_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"service roads alone.*--service"):
        world(tmp_path, LANDINGS)
    assert world(tmp_path, LANDINGS, OsmOptions(service=True)).graph.arc_count == 4
