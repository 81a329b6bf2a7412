"""OpenStreetMap extracts in: small worlds computed by hand, damaged files, and real ones."""

from __future__ import annotations

import builtins
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from transnet.base.errors import InputError, UnknownNameError
from transnet.base.sphere import great_circle_km
from transnet.io.osm.extract import import_roads, read_osm
from transnet.io.osm.road_import import RoadImport
from transnet.io.osm.way_tags import OsmOptions
from transnet.io.roads.gmns import read_gmns

# A cross of roads: 1-2-3-4 runs east (3 is bent), 5 lies north of 2, 6-7 is an island.
NODES = {
    1: (112.00, 37.0),
    2: (112.01, 37.0),
    3: (112.02, 37.001),
    4: (112.03, 37.0),
    5: (112.01, 37.01),
    6: (113.00, 37.0),
    7: (113.01, 37.0),
}
CROSS = [
    (10, [1, 2, 3, 4], {"highway": "primary", "maxspeed": "60"}),
    (11, [2, 5], {"highway": "residential", "oneway": "-1"}),
    (12, [6, 7], {"highway": "residential"}),
    (13, [1, 5], {"highway": "footway"}),
]


def _write(
    folder: Path,
    ways: list[tuple[int, list[int], dict[str, str]]],
    nodes: dict[int, tuple[float, float]] = NODES,
    more: str = "",
) -> Path:
    rows = ["<?xml version='1.0' encoding='UTF-8'?>", '<osm version="0.6">']
    for node, (lon, lat) in nodes.items():
        inside = '<tag k="highway" v="traffic_signals"/>' if node == 3 else ""
        rows.append(f'<node id="{node}" version="1" lat="{lat}" lon="{lon}">{inside}</node>')
    for way, refs, tags in ways:
        body = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        body += "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        rows.append(f'<way id="{way}" version="1">{body}</way>')
    path = folder / "world.osm"
    path.write_text("\n".join([*rows, more, "</osm>"]), encoding="utf-8")
    return path


def _arcs(made: RoadImport) -> dict[tuple[int, int], int]:
    """Return arc numbers by the ids of their ends."""
    graph = made.graph
    names = graph.node_ids.tolist()
    ends = zip(graph.tails.tolist(), graph.heads.tolist(), strict=True)
    return {(names[tail], names[head]): arc for arc, (tail, head) in enumerate(ends)}


def _km(*path: int) -> float:
    points = np.array([NODES[node] for node in path])
    return float(great_circle_km(*points[:-1].T, *points[1:].T).sum())


def test_a_cross_of_roads(tmp_path: Path) -> None:
    made = read_osm(_write(tmp_path, CROSS), OsmOptions(delays={"traffic_signals": 0}))
    graph, arcs = made.graph, _arcs(made)
    assert arcs.keys() == {(1, 2), (2, 1), (2, 4), (4, 2), (5, 2), (6, 7), (7, 6)}
    bent = arcs[2, 4]
    assert graph.length_km[bent] == pytest.approx(_km(2, 3, 4), rel=1e-12)
    assert graph.time_ms[bent] == round(_km(2, 3, 4) / 60 * 3_600_000)
    assert graph.shape(bent) == [NODES[3]]
    assert graph.shape(arcs[1, 2]) == []
    assert graph.road_class[bent] == "primary"
    assert graph.way_ids[bent] == 10
    assert graph.oneway[[arcs[5, 2], arcs[1, 2]]].tolist() == [True, False]


def test_names_are_kept_and_a_chain_takes_that_of_its_longest_named_stretch(tmp_path: Path) -> None:
    ways = [
        (1, [1, 2], {"highway": "primary", "name": "Long", "ref": "A4;E 82"}),
        (2, [2, 3], {"highway": "primary"}),
        (3, [4, 3], {"highway": "primary", "name": "短街", "name:en": "Short Street"}),
        (4, [6, 7], {"highway": "primary"}),
    ]
    nodes = {**NODES, 1: (111.9, 37.0), 2: (111.911, 37.0)}
    graph = read_osm(_write(tmp_path, ways, nodes)).graph
    called = {
        tuple(graph.node_ids[[tail, head]].tolist()): graph.name_table[code].tolist()
        for tail, head, code in zip(graph.tails, graph.heads, graph.name_codes, strict=True)
    }
    # From 1 to 2 1.0 km are named, from 2 to 3 9.7 km aren't, from 3 to 4 it is 0.9 km.
    assert called == {
        (1, 4): ["A4/E 82 Long", ""],
        (4, 1): ["A4/E 82 Long", ""],
        (6, 7): ["", ""],
        (7, 6): ["", ""],
    }
    shorter = read_osm(_write(tmp_path, ways, {**nodes, 2: (111.908, 37.0)})).graph
    assert shorter.name_table.tolist() == [["", ""], ["短街", "Short Street"]]


def test_islands_are_kept_and_marked(tmp_path: Path) -> None:
    made = read_osm(_write(tmp_path, CROSS))
    marked = dict(zip(made.graph.node_ids.tolist(), made.in_main.tolist(), strict=True))
    # 5 leads into the cross but nothing leads back to it.
    assert marked == {1: True, 2: True, 4: True, 5: False, 6: False, 7: False}
    assert made.counts["nodes_in_main"] == 3
    assert [notice.code for notice in made.notices] == ["split_network"]


def test_signals_cost_time_on_the_way(tmp_path: Path) -> None:
    path = _write(tmp_path, CROSS)
    slow, free = (
        read_osm(path, OsmOptions(delays={"traffic_signals": 8})),
        read_osm(path, OsmOptions(delays={"traffic_signals": 0})),
    )
    lost = slow.graph.time_ms - free.graph.time_ms
    arcs = _arcs(slow)
    expected = np.zeros_like(lost)
    expected[[arcs[2, 4], arcs[4, 2]]] = 8_000
    assert lost.tolist() == expected.tolist()


def test_chains_run_on_where_a_way_ends_but_not_where_its_class_does(tmp_path: Path) -> None:
    ways = [
        (1, [1, 2], {"highway": "primary", "maxspeed": "60"}),
        (2, [3, 2], {"highway": "primary", "maxspeed": "30"}),
        (3, [3, 4], {"highway": "trunk"}),
    ]
    made = read_osm(_write(tmp_path, ways), OsmOptions(delays={"traffic_signals": 0}))
    arcs = _arcs(made)
    assert arcs.keys() == {(1, 3), (3, 1), (3, 4), (4, 3)}
    hours = _km(1, 2) / 60 + _km(2, 3) / 30
    assert made.graph.time_ms[arcs[1, 3]] == round(hours * 3_600_000)


def test_a_roundabout_that_nothing_joins_is_one_loop(tmp_path: Path) -> None:
    ways = [(1, [1, 2, 5, 1], {"highway": "tertiary", "junction": "roundabout"})]
    made = read_osm(_write(tmp_path, ways))
    assert _arcs(made).keys() == {(1, 1)}
    assert made.graph.shape(0) == [NODES[2], NODES[5]]
    assert made.graph.length_km[0] == pytest.approx(_km(1, 2, 5, 1))


def test_a_ferry_takes_its_duration(tmp_path: Path) -> None:
    tags = {"route": "ferry", "motor_vehicle": "yes", "duration": "00:20"}
    made = read_osm(_write(tmp_path, [(1, [1, 2, 4], tags)]))
    assert made.graph.time_ms.tolist() == [1_200_000, 1_200_000]
    assert made.graph.road_class.tolist() == ["ferry", "ferry"]


def test_roads_end_at_the_border(tmp_path: Path) -> None:
    made = read_osm(_write(tmp_path, [(1, [1, 2, 99, 3, 4], {"highway": "primary"})]))
    assert _arcs(made).keys() == {(1, 2), (2, 1), (3, 4), (4, 3)}
    assert made.counts["points_missing"] == 1
    assert "missing_points" in {notice.code for notice in made.notices}


def test_a_repeated_point_is_no_segment(tmp_path: Path) -> None:
    made = read_osm(_write(tmp_path, [(1, [1, 1, 2, 2], {"highway": "primary"})]))
    assert _arcs(made).keys() == {(1, 2), (2, 1)}


def test_gzip_is_read_too(tmp_path: Path) -> None:
    path = _write(tmp_path, CROSS)
    (tmp_path / "world.osm.gz").write_bytes(gzip.compress(path.read_bytes()))
    assert read_osm(tmp_path / "world.osm.gz").graph == read_osm(path).graph


def test_a_pbf_that_is_packed_once_more_is_to_be_unpacked(tmp_path: Path) -> None:
    pbf = b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x7c"
    (tmp_path / "a.osm.gz").write_bytes(gzip.compress(pbf))
    with pytest.raises(InputError, match="unpack it first"):
        read_osm(tmp_path / "a.osm.gz")


def test_an_import_is_written_and_read_back(tmp_path: Path) -> None:
    stages: list[str] = []
    path, out = _write(tmp_path, CROSS), tmp_path / "a" / "roads"
    made = import_roads(path, out, progress=lambda text, *_: stages.append(text))
    back, notices = read_gmns(out)
    assert back == made.graph
    assert notices == []
    about = json.loads((out / "roads.json").read_text(encoding="utf-8"))
    assert about["counts"] == dict(made.counts)
    options = {"country": "*", "service": False, "turn_penalties": False, "delays": {}}
    options |= {"profile": "car", "speed_kmh": None, "speeds": {}, "tags": []}
    assert about["options"] == options
    for name, digest in about["tables"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    assert len(about["sha256"]) == 64
    assert stages == ["reading roads", "joining roads", "writing roads"]
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    import_roads(path, out)
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(InputError, match="unwritable_"):
        import_roads(_write(tmp_path, CROSS), tmp_path / "taken")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.osm.pbf", b"hello world" * 99, "broken_osm"),
        ("a.osm.pbf", b"", "empty_file"),
        ("a.osm", b"<osm", "broken_osm"),
        ("a.osm", b"<html></html>", "broken_osm"),
        ("a.osm", b'<osm version="0.6"></osm>', "no_roads"),
        ("a.osm.gz", b"not gzip at all", "broken_osm"),
        ("a.txt", b"text", "unknown_format"),
    ],
)
def test_bad_files_end_in_a_message(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=code) as caught:
        import_roads(tmp_path / name, tmp_path / "out")
    assert name in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_other_things_that_are_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="missing_file"):
        read_osm(tmp_path / "a.osm")
    only_paths = _write(tmp_path, [(1, [1, 2], {"highway": "footway"})])
    with pytest.raises(InputError, match="no_roads"):
        read_osm(only_paths)
    no_points = _write(tmp_path, CROSS, nodes={})
    with pytest.raises(InputError, match="not the points"):
        read_osm(no_points)
    with pytest.raises(UnknownNameError, match="country"):
        read_osm(only_paths, OsmOptions(country="Portugal"))
    real_import = builtins.__import__

    def without_osmium(name: str, *rest: Any) -> Any:
        if name.startswith("osmium"):
            raise ImportError(name)
        return real_import(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_osmium)
    (tmp_path / "a.osm.pbf").write_bytes(b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x7c")
    with pytest.raises(InputError, match=r"transnet\[roads\]"):
        read_osm(tmp_path / "a.osm.pbf")
