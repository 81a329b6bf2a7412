"""Ways and tags of arcs: all ids of a joined road, tags asked for, and what signals cost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.io.osm.osm_worlds import write_osm
from transnet import RoadGraph, read_roads, write_roads
from transnet.base.cache import Cache
from transnet.base.errors import InputError
from transnet.io.osm.extract import read_osm
from transnet.io.osm.way_tags import OsmOptions

MAIN = {"highway": "primary", "ref": "A1;E5"}
# West to east: 10, the bridge 11 and 12 join to one arc unless tags part them; 13 is a side street.
WAYS = [
    (10, [1, 2], MAIN),
    (11, [2, 3], {**MAIN, "bridge": "yes", "lanes": "2"}),
    (12, [3, 6], MAIN),
    (13, [1, 4], {"highway": "residential", "bridge": "no"}),
]
TAGS = ("bridge", "ref", "lanes")


def world(folder: Path, tags: tuple[str, ...] = TAGS) -> RoadGraph:
    path = write_osm(folder, WAYS, nodes={3: {"highway": "traffic_signals"}})
    return read_roads(path, tags=tags)[0]


def ways(roads: RoadGraph, which: np.ndarray) -> set[int]:
    return set(roads.way_ids[which].tolist())


def test_a_joined_arc_has_all_its_ways_and_is_chosen_by_each(tmp_path: Path) -> None:
    roads = world(tmp_path, ())
    arc = int(np.flatnonzero(roads.way_ids == 10)[0])
    ends = roads.ways.pointers
    assert roads.ways.ids[ends[arc] : ends[arc + 1]].tolist() == [10, 11, 12]
    assert roads.select(ways=[11]).sum() == roads.select(ways=[12]).sum() == 2
    with pytest.raises(InputError, match="no tags are kept"):
        roads.select(bridge=True)


def test_roads_are_chosen_by_tags_that_part_them(tmp_path: Path) -> None:
    roads = world(tmp_path)
    assert ways(roads, roads.select(bridge=True)) == {11}
    assert ways(roads, roads.select(bridge=False)) == {10, 12, 13}
    assert ways(roads, roads.select(ref="e5")) == {10, 11, 12}
    assert ways(roads, roads.select(ref="A1;E5", lanes=[2, 3])) == {11}
    for wrong in ({"layer": 1}, {"ref": "A2"}, {"lanes": []}, {"lanes": 2.5}):
        with pytest.raises(InputError):
            roads.select(**wrong)  # type: ignore[arg-type]
    slower = roads.set_speed(roads.select(bridge=True), factor=0.5)
    changed = slower.time_ms != roads.time_ms
    assert ways(roads, changed) == {11}


def test_signals_cost_apart_from_speed(tmp_path: Path) -> None:
    roads = world(tmp_path)
    into = roads.select(ways=[11, 12]) & (roads.node_ids[roads.heads] == 3)
    assert roads.delay_ms[into].tolist() == [8_000, 8_000]
    assert roads.delay_ms[~into].sum() == 0
    fast = roads.set_speed(into, kmh=36.0)
    assert fast.time_ms[into] == pytest.approx(roads.length_km[into] * 100_000 + 8_000, abs=1)
    assert (fast.free_kmh[into] == 36.0).all()


@pytest.mark.parametrize("name", ["roads", "roads.gpkg", "roads.geojson"])
def test_files_keep_ways_tags_and_the_speed_apart(tmp_path: Path, name: str) -> None:
    for tags in (TAGS, ()):
        roads = world(tmp_path, tags)
        write_roads(roads, tmp_path / name, force=True)
        assert read_roads(tmp_path / name)[0] == roads


def test_wrong_cells_are_named(tmp_path: Path) -> None:
    write_roads(world(tmp_path), tmp_path / "roads")
    link = tmp_path / "roads" / "link.csv"
    text = link.read_text(encoding="utf-8")
    link.write_text(text.replace('""bridge"": ""yes""', '""bridge"": 1'), encoding="utf-8")
    with pytest.raises(InputError, match="write tags as"):
        read_roads(tmp_path / "roads")


def test_an_import_is_kept_by_the_tags_that_were_asked_for(tmp_path: Path) -> None:
    path, cache = write_osm(tmp_path, WAYS), Cache(tmp_path / "kept")
    first = read_osm(path, OsmOptions(tags=TAGS), cache=cache)
    again = read_osm(path, OsmOptions(tags=TAGS[::-1]), cache=cache)
    assert again.from_cache
    assert again.graph == first.graph
    assert not read_osm(path, OsmOptions(), cache=cache).from_cache


@pytest.mark.parametrize("tags", [("name",), 5, (1,), (" bridge",)])
def test_tags_that_are_none_are_refused(tmp_path: Path, tags: object) -> None:
    path = write_osm(tmp_path, WAYS)
    with pytest.raises(InputError):
        read_roads(path, tags=tags)  # type: ignore[arg-type]
