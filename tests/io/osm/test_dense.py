"""Places of a PBF's nodes as arrays: whatever way it is written, they are as osmium has them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.io.osm.osm_worlds import CROSSING, arcs, turns, write_osm
from transnet.base.collector import Notices
from transnet.base.errors import InputError
from transnet.io.osm.dense import read_places, varints
from transnet.io.osm.extract import read_osm
from transnet.io.osm.things import NodeTable

KINDS = [
    "pbf",
    "pbf,pbf_compression=none",
    "pbf,pbf_compression=lz4",
    "pbf,pbf_dense_nodes=false",
    "pbf,add_metadata=false",
    "pbf,pbf_compression=none,pbf_dense_nodes=false,add_metadata=version",
]


def _copied(source: Path, target: Path, kind: str) -> Path:
    target.unlink(missing_ok=True)
    with osmium.SimpleWriter(osmium.io.File(str(target), kind)) as out:
        for thing in osmium.FileProcessor(str(source)):
            out.add(thing)
    return target


@pytest.mark.parametrize("kind", KINDS)
def test_however_a_file_is_written_its_roads_are_the_same(tmp_path: Path, kind: str) -> None:
    source = write_osm(
        tmp_path,
        [*CROSSING, (14, [3, 6], {"highway": "primary"})],
        nodes={5: {"barrier": "bollard"}, 2: {"highway": "stop"}, 3: {"access": "private"}},
    )
    right, made = read_osm(source), read_osm(_copied(source, tmp_path / "a.osm.pbf", kind))
    assert made.graph == right.graph
    assert turns(made) == turns(right)
    assert arcs(made) == arcs(right)
    assert made.counts["barriers"] == 1  # at a road that ends there, nothing is barred


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "lz4" not in kind])
@pytest.mark.parametrize("seed", range(3))
def test_places_are_those_of_osmium(tmp_path: Path, kind: str, seed: int) -> None:
    draw = np.random.default_rng(seed)
    path, made = tmp_path / "a.osm.pbf", osmium.osm.mutable.Node
    count = int(draw.integers(1, 20_000))
    ids, versions = draw.integers(-(2**40), 2**40, count), draw.integers(1, 1000, count)
    places = zip(draw.uniform(-180, 180, count), draw.uniform(-90, 90, count), strict=True)
    rows = list(zip(ids.tolist(), versions.tolist(), places, strict=True))
    with osmium.SimpleWriter(osmium.io.File(str(path), kind)) as out:
        for node, version, (lon, lat) in rows:
            out.add_node(made(id=node, version=version, location=(float(lon), float(lat))))
    things: Iterable[Any] = osmium.FileProcessor(str(path))
    expected = [(each.id, each.version, each.location.x, each.location.y) for each in things]
    nodes = NodeTable()
    wanted = np.unique([row[0] for row in rows])
    assert read_places(path, wanted, nodes, Notices("a"))
    found = zip(nodes.ids, nodes.versions, nodes.x, nodes.y, strict=True)
    assert sorted(found) == sorted(expected)
    some = NodeTable()
    assert read_places(path, wanted[::3], some, Notices("a"))
    assert set(some.ids) == set(wanted[::3].tolist())


@given(st.lists(st.integers(0, 2**64 - 1), max_size=50))
def test_numbers_of_seven_bits_come_back(values: list[int]) -> None:
    data = bytearray()
    for value in values:
        left = value
        while left > 127:
            data.append(left & 127 | 128)
            left >>= 7
        data.append(left)
    assert varints(bytes(data), Notices("a")).tolist() == values


@pytest.mark.parametrize("data", [b"\x80", b"\x01\xff", b"\x80" * 11 + b"\x01"])
def test_a_number_without_its_end_is_damage(data: bytes) -> None:
    with pytest.raises(InputError, match="damaged"):
        varints(data, Notices("a"))


@pytest.mark.parametrize("seed", range(40))
def test_damaged_bytes_end_in_a_message_or_a_graph(tmp_path: Path, seed: int) -> None:
    source = write_osm(tmp_path, CROSSING)
    path = _copied(source, tmp_path / "a.osm.pbf", "pbf,pbf_compression=none")
    draw, data = np.random.default_rng(seed), bytearray(path.read_bytes())
    for _ in range(int(draw.integers(1, 5))):
        data[int(draw.integers(len(data)))] = int(draw.integers(256))
    path.write_bytes(bytes(data))
    assert _outcome(path) in ("a graph", path.name)


def _outcome(path: Path) -> str:
    try:
        return "a graph" if read_osm(path).graph.arc_count else "nothing"
    except InputError as error:
        return str(error).partition(":")[0]
