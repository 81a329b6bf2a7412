"""Keys that an element has more than once: the last value counts, and a notice says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import osmium
import pytest

from tests.io.osm.osm_worlds import CROSSING, HEAD, node, tags_text
from transnet.io.osm.extract import read_osm
from transnet.io.osm.road_import import RoadImport

NODES = [node(number) for number in (1, 3, 4, 5, 6)]
TURN = "".join(
    f'<member type="{kind}" ref="{ref}" role="{role}"/>'
    for kind, ref, role in (("way", 10, "from"), ("node", 2, "via"), ("way", 13, "to"))
)


def _way(number: int, refs: list[int], *tags: dict[str, str]) -> str:
    points = "".join(f'<nd ref="{ref}"/>' for ref in refs)
    return f'<way id="{number}">{points}{"".join(map(tags_text, tags))}</way>'


def _xml(folder: Path, rows: list[str]) -> Path:
    path = folder / "world.osm"
    path.write_text("\n".join([HEAD, *rows, "</osm>"]), encoding="utf-8")
    return path


def _pbf(folder: Path, rows: list[str]) -> Path:
    path = folder / "world.osm.pbf"
    path.unlink(missing_ok=True)
    with osmium.SimpleWriter(str(path)) as out:
        for thing in osmium.FileProcessor(str(_xml(folder, rows))):
            out.add(thing)
    return path


def _world(*, repeated: bool) -> list[str]:
    again = [{"maxspeed": "30"}, {"maxspeed": "50"}] if repeated else [{"maxspeed": "50"}]
    barrier = [{"barrier": "bollard"}, {"barrier": "no"}] if repeated else [{"barrier": "no"}]
    banned = [{"restriction": "no_left_turn"}, {"restriction": "no_right_turn"}]
    middle = f'<node id="2" lon="112.01" lat="37.0">{"".join(map(tags_text, barrier))}</node>'
    ways = [_way(number, refs, tags, *again) for number, refs, tags in CROSSING]
    turn = "".join(map(tags_text, [{"type": "restriction"}, *banned[not repeated :]]))
    return [*NODES, middle, *ways, f'<relation id="1">{TURN}{turn}</relation>']


@pytest.mark.parametrize("write", [_xml, _pbf])
def test_the_last_counts_and_is_told(
    write: Callable[[Path, list[str]], Path], tmp_path: Path
) -> None:
    made = read_osm(write(tmp_path, _world(repeated=True)))
    plain = read_osm(write(tmp_path, _world(repeated=False)))
    assert made.graph == plain.graph
    assert _told(plain) == []
    assert _told(made) == [
        ("node 2, barrier", "no"),
        ("relation 1, restriction", "no_right_turn"),
        *((f"way {number}, maxspeed", "50") for number in (10, 11, 12)),
        ("", ""),
    ]
    assert made.notices[-1].hint.startswith("1 more tags have a key")


def test_the_same_value_again_says_nothing(tmp_path: Path) -> None:
    road = {"highway": "primary"}
    rows = [*NODES, node(2), _way(10, [1, 2], road, road), _way(11, [2, 3], road)]
    assert _told(read_osm(_xml(tmp_path, rows))) == []


def test_what_is_no_road_is_not_told(tmp_path: Path) -> None:
    house = _way(20, [1, 5], {"building": "yes"}, {"building": "no"})
    names = "".join(map(tags_text, [{"name": "a"}, {"name": "b"}]))
    shop = f'<node id="2" lon="112.01" lat="37.0">{names}</node>'
    rows = [*NODES, shop, _way(10, [1, 2], {"highway": "primary"}), house]
    assert _told(read_osm(_xml(tmp_path, rows))) == []


def _told(made: RoadImport) -> list[tuple[str, str]]:
    return [(each.column, each.value) for each in made.notices if each.code == "repeated_tag"]
