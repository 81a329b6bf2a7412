"""OpenStreetMap files as people have them: any order, ids, versions and server, XML and PBF."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import osmium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.io.osm.osm_worlds import (
    CROSSING,
    HEAD,
    PLACES,
    ROAD,
    arcs,
    codes,
    node,
    read,
    relation,
    restriction,
    tags_text,
    turns,
    way,
)
from transnet.base.errors import InputError
from transnet.io.osm.extract import read_osm

BAN = restriction("no_left_turn", 10, ("node", 2, "via"), 13)

WORLD = [
    *(node(each) for each in range(1, 6)),
    *(way(number, refs, tags) for number, refs, tags in CROSSING),
    relation(1, BAN),
]


def put_pbf(path: Path, things: list[Any], *, history: bool = False) -> Path:
    kind = f"pbf,history={'true' if history else 'false'}"
    with osmium.SimpleWriter(osmium.io.File(str(path), kind)) as out:
        for thing in things:
            {"Node": out.add_node, "Way": out.add_way, "Relation": out.add_relation}[
                type(thing).__name__
            ](thing)
    return path


def pbf_node(number: int, version: int = 1, **more: Any) -> Any:
    place = more.pop("location", PLACES.get(abs(number), (112.0, 37.0)))
    return osmium.osm.mutable.Node(id=number, version=version, location=place, **more)


def pbf_way(number: int, refs: list[int], tags: dict[str, str] = ROAD, **more: Any) -> Any:
    said = {"version": 1, "visible": True, **more}
    return osmium.osm.mutable.Way(id=number, nodes=refs, tags=tags, **said)


@pytest.mark.parametrize("version", ["", "x", "1.5", "-3"])
def test_a_version_that_is_no_number_is_the_first(tmp_path: Path, version: str) -> None:
    rows = [row.replace(" id=", f' version="{version}" id=', 1) for row in WORLD]
    assert read(tmp_path, rows).graph == read(tmp_path, WORLD).graph


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_elements_means_nothing(
    tmp_path_factory: pytest.TempPathFactory, draw: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("order")
    right = read(folder, WORLD)
    rows = list(WORLD)
    draw.shuffle(rows)
    made = read(folder, rows)
    assert made.graph == right.graph
    assert turns(made) == turns(right)
    assert codes(made) == codes(right)


@pytest.mark.parametrize("chosen", [{1, 2, 3, 4, 5}, {4}, {2}, {1, 5}])
@pytest.mark.parametrize("ways", [True, False])
def test_negative_ids_are_ids(tmp_path: Path, chosen: set[int], ways: bool) -> None:
    def moved(ref: int) -> int:
        return -ref if ref in chosen else ref

    sign = -1 if ways else 1
    tags, members = restriction("no_left_turn", 10 * sign, ("node", moved(2), "via"), 13 * sign)
    rows = [node(moved(each)) for each in range(1, 6)]
    rows += [way(sign * n, [moved(ref) for ref in refs], tags) for n, refs, tags in CROSSING]
    made = read(tmp_path, [*rows, relation(-1, (tags, members))])
    right = read(tmp_path, WORLD)
    back = {tuple(map(abs, turn)) for turn in turns(made)}
    assert back == turns(right)
    assert [(abs(a), abs(b), ms) for a, b, ms in arcs(made)] != []
    assert sorted((abs(a), abs(b), ms) for a, b, ms in arcs(made)) == arcs(right)
    things = [pbf_node(moved(each), location=PLACES[each]) for each in range(1, 6)]
    things += [pbf_way(sign * n, [moved(r) for r in refs], t) for n, refs, t in CROSSING]
    packed = read_osm(put_pbf(tmp_path / "a.osm.pbf", things))
    assert sorted((abs(a), abs(b), ms) for a, b, ms in arcs(packed)) == arcs(right)


def _without(rows: list[str], *gone: str) -> list[str]:
    return [row for row in rows if not any(row.startswith(start) for start in gone)]


@pytest.mark.parametrize(
    ("rows", "gone"),
    [
        # JOSM keeps what is to be deleted in the file; history files say that it isn't visible.
        ([way(13, [2, 5], said='action="delete" version="3"')], '<way id="13"'),
        ([way(13, [2, 5], said='visible="false" version="3"')], '<way id="13"'),
        ([relation(1, BAN, 'action="delete" version="3"')], '<relation id="1"'),
        ([node(5, said='action="delete" version="3"')], '<node id="5"'),
    ],
)
def test_what_is_deleted_is_not_there(tmp_path: Path, rows: list[str], gone: str) -> None:
    right = read(tmp_path, _without(WORLD, gone))
    alone = read(tmp_path, [*_without(WORLD, gone), *rows])
    assert alone.graph == right.graph
    over = read(tmp_path, [*WORLD, *rows])  # of all versions the newest
    assert over.graph == right.graph
    assert "repeated_object" in codes(over)


def test_what_is_modified_counts_as_it_is(tmp_path: Path) -> None:
    rows = [row.replace("<way", '<way action="modify" visible="true"') for row in WORLD]
    assert read(tmp_path, rows).graph == read(tmp_path, WORLD).graph


ONE_WAY = {**ROAD, "oneway": "yes"}


@pytest.mark.parametrize(
    ("copies", "counts"),
    [
        ([("1", [1, 2, 3], ROAD), ("1", [1, 2, 3], ROAD)], ("1", [1, 2, 3], ROAD)),
        ([("1", [1, 2, 3], ROAD), ("1", [1, 2, 3], {})], ("1", [1, 2, 3], ROAD)),
        ([("1", [1, 2, 3], {}), ("1", [1, 2, 3], ROAD)], ("1", [1, 2, 3], ROAD)),
        ([("1", [1, 2, 3], ROAD), ("2", [1, 2, 3], ONE_WAY)], ("2", [1, 2, 3], ONE_WAY)),
        ([("2", [1, 2, 3], ONE_WAY), ("1", [1, 2, 3], ROAD)], ("2", [1, 2, 3], ONE_WAY)),
        ([("1", [1, 2, 3], ROAD), ("2", [1, 2, 3], {})], None),
        ([("1", [1, 2], ROAD), ("1", [2, 3], ROAD)], ("1", [1, 2], ROAD)),
    ],
)
def test_a_way_that_is_there_twice_is_one(
    tmp_path: Path,
    copies: list[tuple[str, list[int], dict[str, str]]],
    counts: tuple[str, list[int], dict[str, str]] | None,
) -> None:
    points = [node(each) for each in range(1, 6)]
    other = way(20, [4, 2])

    def ways(*some: tuple[str, list[int], dict[str, str]]) -> list[str]:
        return [way(10, refs, tags, f'version="{v}"') for v, refs, tags in some]

    right = read(tmp_path, [*points, other, *(ways(counts) if counts else [])])
    made = read(tmp_path, [*points, *ways(*copies), other])
    assert arcs(made) == arcs(right)
    assert "repeated_object" in codes(made)
    assert "repeated_object" not in codes(right)
    things = [pbf_node(each) for each in range(1, 6)]
    things += [pbf_way(10, refs, tags, version=int(v)) for v, refs, tags in copies]
    packed = read_osm(put_pbf(tmp_path / "a.osm.pbf", [*things, pbf_way(20, [4, 2])]))
    # Without a second road none tells that a way without tags is a newer version of another one.
    if counts or len({v for v, _, _ in copies}) == 1:
        assert arcs(packed) == arcs(right)


def test_a_ban_holds_where_ways_nodes_and_the_ban_itself_are_there_twice(tmp_path: Path) -> None:
    made = read(tmp_path, [*WORLD, *WORLD])
    right = read(tmp_path, WORLD)
    assert made.graph == right.graph
    assert turns(made) == turns(right)
    assert made.counts["restrictions_honoured"] == 1
    said = [each.hint for each in made.notices if each.code == "repeated_object"]
    assert [hint.split(" are in it")[0] for hint in said] == ["5 nodes", "1 relations", "4 ways"]


@pytest.mark.parametrize("first", [True, False])
def test_of_a_node_with_several_places_the_newest_counts(tmp_path: Path, first: bool) -> None:
    old, new = node(3, (112.5, 37.0), 'version="1"'), node(3, said='version="2"')
    rows = [node(1), node(2), *((old, new) if first else (new, old)), way(10, [1, 2, 3])]
    right = read(tmp_path, [node(1), node(2), node(3), way(10, [1, 2, 3])])
    assert arcs(read(tmp_path, rows)) == arcs(right)
    both = [pbf_node(3, 1, location=(112.5, 37.0)), pbf_node(3, 2)]
    things = [pbf_node(1), pbf_node(2), *(both if first else both[::-1]), pbf_way(10, [1, 2, 3])]
    assert arcs(read_osm(put_pbf(tmp_path / "a.osm.pbf", things))) == arcs(right)


def _history(tmp_path: Path) -> Path:
    made = osmium.osm.mutable.Relation
    ban = {"type": "restriction", "restriction": "no_left_turn"}
    members = [("w", 10, "from"), ("n", 2, "via"), ("w", 13, "to")]
    things: list[Any] = [
        *(pbf_node(each) for each in (1, 2, 3)),
        pbf_node(4, 1, location=(112.5, 37.0), tags={"barrier": "bollard"}),
        pbf_node(4, 2),
        pbf_node(5, 1),
        pbf_way(10, [1, 2]),
        pbf_way(11, [2, 3], version=1),
        pbf_way(11, [2, 3], ONE_WAY, version=2),
        pbf_way(12, [4, 2]),
        pbf_way(13, [2, 5], version=1),
        pbf_way(14, [1, 4], version=1),
        pbf_way(14, [], {}, version=2, visible=False),
        made(id=1, version=1, visible=True, members=members, tags=ban),
        made(id=1, version=2, visible=False, members=[], tags={}),
    ]
    return put_pbf(tmp_path / "town.osh.pbf", things, history=True)


def test_of_a_history_the_last_versions_count(tmp_path: Path) -> None:
    right = read(
        tmp_path,
        [
            *(node(each) for each in range(1, 6)),
            *(way(n, refs, tags) for n, refs, tags in [(10, [1, 2], ROAD), (11, [2, 3], ONE_WAY)]),
            way(12, [4, 2]),
            way(13, [2, 5]),
        ],
    )
    path = _history(tmp_path)
    assert read_osm(path).graph == right.graph
    osmium.FileProcessor(str(path))
    with osmium.SimpleWriter(str(tmp_path / "town.osh")) as out:
        for thing in osmium.FileProcessor(str(path)):
            out.add(thing)
    assert read_osm(tmp_path / "town.osh").graph == right.graph


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["<remark> runtime error: Query timed out in line 3 after 26 s </remark>"], "broke off"),
        (['<action type="modify"><old/><new/></action>'], "file of changes"),
        (["<create>", node(7, (1, 2)), "</create>"], "file of changes"),
        ([node(3).replace('lon="112.02"', "")], "node 3, lon.*is missing"),
        ([node(3, (112.02, 91.5))], "node 3, lat: '91.5'"),
        ([node(3, (190.0, 37.0))], "node 3, lon: '190.0'"),
        ([node(3).replace("37.0", "NaN")], "node 3, lat: 'NaN'"),
        ([node(3).replace("37.0", "37,0")], "node 3, lat: '37,0'"),
        ([node(3).replace("37.0", "1e400")], "node 3, lat: '1e400'"),
        ([node(3).replace('id="3"', 'id="three"')], "id of a node is no whole number: 'three'"),
        (['<way id="30"><nd/></way>'], "<nd> of way 30"),
        (['<way id="30"><tag k="name"/></way>'], "<tag> of way 30"),
        (['<relation id="30"><member type="way" ref="x"/></relation>'], "<member> of relation 30"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(
    tmp_path: Path, rows: list[str], said: str
) -> None:
    world = _without(WORLD, '<node id="3"') if "node" in rows[0][:5] else WORLD
    with pytest.raises(InputError, match=said):
        read(tmp_path, [*world, *rows])


def test_a_place_that_no_road_passes_may_be_wrong(tmp_path: Path) -> None:
    made = read(tmp_path, [*WORLD, node(9, (112.0, 91.5))])
    assert made.graph == read(tmp_path, WORLD).graph


@pytest.mark.parametrize("place", [(112.0, 91.5), (190.0, 37.0), (-200.0, 0.0)])
def test_a_road_over_the_pole_is_refused_in_pbf_too(
    tmp_path: Path, place: tuple[float, float]
) -> None:
    things = [pbf_node(1), pbf_node(2, location=place), pbf_way(10, [1, 2])]
    path = put_pbf(tmp_path / "a.osm.pbf", things)
    with pytest.raises(InputError, match=r"node 2, l.*no such place"):
        read_osm(path)


def test_places_may_stand_on_ways(tmp_path: Path) -> None:
    right = read(tmp_path, [*(node(each) for each in (1, 2, 3)), way(10, [1, 2, 3])])
    points = "".join(
        f'<nd ref="{n}" lat="{PLACES[n][1]}" lon="{PLACES[n][0]}"/>' for n in (1, 2, 3)
    )
    bounds = '<bounds minlat="1" minlon="2" maxlat="3" maxlon="4"/>'
    geom = f'<way id="10">{bounds}{points}{tags_text(ROAD)}</way>'
    member = '<member type="way" ref="10" role="from"><nd lat="1" lon="2"/></member>'
    rows = [
        '<note>Data</note><meta osm_base="2026-01-01T00:00:00Z"/>',
        geom,
        f'<relation id="1">{bounds}{member}<tag k="type" v="restriction"/></relation>',
    ]
    assert read(tmp_path, rows).graph == right.graph
    # A node of its own counts before what the way says.
    moved = [*rows, node(1, (112.001, 37.0))]
    own = [node(1, (112.001, 37.0)), node(2), node(3), way(10, [1, 2, 3])]
    assert read(tmp_path, moved).graph == read(tmp_path, own).graph
    path = tmp_path / "on_ways.osm.pbf"
    with osmium.SimpleWriter(osmium.io.File(str(path), "pbf,locations_on_ways=true")) as out:
        (tmp_path / "geom.osm").write_text("\n".join([HEAD, geom, "</osm>"]), "utf-8")
        for thing in osmium.FileProcessor(str(tmp_path / "geom.osm")):
            out.add(thing)
    assert read_osm(path).graph == right.graph


def test_centres_alone_are_no_roads(tmp_path: Path) -> None:
    row = f'<way id="10"><center lat="1" lon="2"/>{tags_text(ROAD)}</way>'
    with pytest.raises(InputError, match="not the points"):
        read(tmp_path, [row])


def test_a_remark_that_is_no_error_is_passed_on(tmp_path: Path) -> None:
    made = read(tmp_path, [*WORLD, "<remark> runtime remark: slow </remark>"])
    assert codes(made).count("incomplete_osm") == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.osm", b"<osmChange version='0.6'/>", "file of changes"),
        ("a.osc", b"<osmChange version='0.6'/>", "file of changes"),
        ("a.osc.gz", b"", "file of changes"),
        ("a.osm", b'{"version": 0.6, "elements": []}', "JSON.*out:xml"),
        ("a.json", b"{}", "JSON"),
        ("a.o5m", b"\xff\xe0\x04o5m2", "osmium cat"),
        ("a.osm", b"\xff\xe0\x04o5m2", "osmium cat"),
        ("a.opl", b"n1 v1 x1 y2\n", "osmium cat"),
        ("a.osm.xz", b"\xfd7zXZ\x00", "unpack it"),
        ("a.osm", b"\xfd7zXZ\x00", "unpack it"),
        ("a.osm.pbf", b"PK\x03\x04zip", "unpack it"),
        ("a.osm.pbf", b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
        ("a.osm", b"<osm version='0.5'/>", "version '0.5'"),
        ("a.osm", b"<gpx/>", "<gpx>"),
        ("a.osm", b"<?xml version='1.0' encoding='UTB-8'?><osm/>", "encoding.*UTB-8"),
        ("a.osm", b"<?xml version='1.0' encoding='GBK'?><osm/>", "encoding.*UTF-8"),
        ("a.osm", b"<osm version='0.6'><node id='1' lat='1'", "cut off"),
        ("a.osm", b"<osm version='0.6'><way id='1'>", "cut off|no element"),
        ("a.osm", b"<osm version='0.6'><way id='1'></node>", "it isn't .* extract .mismatched"),
        ("a.osm", b"<!DOCTYPE x [<!ENTITY a 'b'>]><osm/>", "entity 'a'"),
        ("a.osm", b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///x'>]><osm/>", "entity 'a'"),
        ("a.osm", b"<osm version='0.6'>" + b"<a>" * 20, "deeper"),
    ],
)
def test_other_files_are_refused_with_what_they_are(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=said) as caught:
        read_osm(tmp_path / name)
    assert name in str(caught.value)


@pytest.mark.parametrize("make", [Path, str])
def test_paths_may_be_texts(tmp_path: Path, make: Callable[[Path], Path | str]) -> None:
    read(tmp_path, WORLD)
    assert read_osm(make(tmp_path / "world.osm")).graph.arc_count


def test_a_folder_and_a_pipe_are_no_files(tmp_path: Path) -> None:
    import os

    (tmp_path / "a.osm").mkdir()
    os.mkfifo(tmp_path / "b.osm")
    for name in ("a.osm", "b.osm"):
        with pytest.raises(InputError, match="stored on a disk"):
            read_osm(tmp_path / name)


@pytest.mark.parametrize("name", ["a.osm", "b.osm.pbf"])
def test_what_is_inside_counts_and_not_the_name(tmp_path: Path, name: str) -> None:
    import gzip

    right = read(tmp_path, WORLD)
    text = (tmp_path / "world.osm").read_bytes()
    (tmp_path / name).write_bytes(gzip.compress(text))
    assert read_osm(tmp_path / name).graph == right.graph
