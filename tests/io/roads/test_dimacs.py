"""DIMACS files in and out, and what is said of damaged ones."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from tests.road_graphs import road_graphs, small_graph
from transnet import read_roads
from transnet.base.errors import InputError
from transnet.io.lines import RoadLimits
from transnet.io.roads.dimacs import read_dimacs, write_dimacs
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph

GOOD = "c a comment\np sp 3 2\na 1 2 100\na 2 3 5\n"


def _sayable(graph: RoadGraph) -> RoadGraph:
    """Return what of a graph DIMACS can say: numbers for ids, times, metres, microdegrees."""
    arcs = Arcs(
        graph.tails,
        graph.heads,
        graph.time_ms,
        np.rint(np.nan_to_num(graph.length_km) * 1000) / 1000,
    )
    lon, lat = np.rint(graph.lon * 1e6) / 1e6, np.rint(graph.lat * 1e6) / 1e6
    return build_road_graph(np.arange(1, graph.node_count + 1), lon, lat, arcs)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(road_graphs())
def test_what_dimacs_can_say_comes_back(tmp_path: Path, graph: RoadGraph) -> None:
    files = tmp_path / "t.gr.gz", tmp_path / "d.gr", tmp_path / "x.co"
    write_dimacs(_sayable(graph), files[0], lengths=files[1], coordinates=files[2], force=True)
    back, _ = read_dimacs(files[0], lengths=files[1], coordinates=files[2])
    assert back.time_ms.tolist() == graph.time_ms.tolist()
    again = [tmp_path / f"2{path.name}" for path in files]
    notices = write_dimacs(back, again[0], lengths=again[1], coordinates=again[2], force=True)
    assert notices == []
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in files]
    assert np.allclose(back.length_km, _sayable(graph).length_km, rtol=0, atol=1e-9)


def test_each_loss_is_named(tmp_path: Path) -> None:
    notices = write_dimacs(small_graph(), tmp_path / "t.gr")
    text = "\n".join(notice.hint for notice in notices)
    for word in (
        "node ids",
        "classes",
        "way ids",
        "names",
        "shapes",
        "lengths are left",
        "coordinates are",
    ):
        assert word in text
    assert all(notice.severity == "warning" for notice in notices)


@pytest.mark.parametrize(
    ("lon", "said"), [(112.5, False), (112.500001, False), (112.5000004, True)]
)
def test_what_of_a_point_is_rounded_is_named(tmp_path: Path, lon: float, said: bool) -> None:
    arcs = Arcs(np.array([0]), np.array([1]), np.array([60_000]), np.array([1.0]))
    graph = build_road_graph(np.array([1, 2]), np.array([lon, 112.6]), np.array([37.5, 37.5]), arcs)
    notices = write_dimacs(graph, tmp_path / "t.gr", coordinates=tmp_path / "x.co")
    assert any("rounded to 0.000001" in notice.hint for notice in notices) == said


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "empty_file", 0),
        ("a 1 2 3\n", "missing_header", 1),
        ("c only\n", "missing_header", 0),
        ("p sp 3\n", "bad_header", 1),
        ("p max 3 2\n", "bad_header", 1),
        ("p sp x 2\n", "bad_header", 1),
        ("p sp 99999999999 2\n", "bad_header", 1),
        (GOOD + "p sp 3 2\n", "second_header", 5),
        (GOOD + "a 1 2 3\n", "wrong_count", 0),
        (GOOD[:-8], "wrong_count", 0),
        (GOOD.replace("100", "-1"), "out_of_range", 3),
        (GOOD.replace("100", "1.5"), "bad_number", 3),
        (GOOD.replace("100", "1 2"), "bad_number", 3),
        (GOOD.replace("100", "1 x"), "bad_number", 3),
        (GOOD.replace("a 2 3", "a 2 4"), "dangling_reference", 4),
        (GOOD.replace("a 2 3", "x 2 3"), "unknown_line", 4),
        (GOOD.replace("100", "2147483647"), "number_overflow", 0),
    ],
)
def test_faults_name_their_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    path = tmp_path / "bad.gr"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_dimacs(path)
    assert (code, line) in [(each.code, each.row) for each in caught.value.notices]
    assert "bad.gr" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("p aux sp co 2\nv 1 0 0\n", "wrong_count", 0),
        ("p aux sp co 3\nv 4 0 0\n", "dangling_reference", 2),
        ("p aux sp co 3\nv 1 200000000 0\n", "out_of_range", 2),
        ("p aux sp co 3\nw 1 2 0\n", "unknown_line", 2),
    ],
)
def test_faults_in_coordinates(tmp_path: Path, text: str, code: str, line: int) -> None:
    (tmp_path / "t.gr").write_text(GOOD)
    (tmp_path / "x.co").write_text(text)
    with pytest.raises(InputError) as caught:
        read_dimacs(tmp_path / "t.gr", coordinates=tmp_path / "x.co")
    assert (code, line) in [(each.code, each.row) for each in caught.value.notices]


def test_lengths_of_other_arcs_are_refused(tmp_path: Path) -> None:
    (tmp_path / "t.gr").write_text(GOOD)
    (tmp_path / "d.gr").write_text(GOOD.replace("a 2 3", "a 3 2"))
    with pytest.raises(InputError, match="other_arcs"):
        read_dimacs(tmp_path / "t.gr", lengths=tmp_path / "d.gr")


def test_files_that_are_no_text(tmp_path: Path) -> None:
    whole = gzip.compress(b"p sp 9 50\n" + b"".join(b"a 1 2 %d\n" % i**5 for i in range(50)))
    for name, data, code in (
        ("cut.gr.gz", whole[:-12], "broken_gzip"),
        ("swapped.gr.gz", whole[:20] + b"\xff" * 9 + whole[29:], "broken_gzip"),
        ("nul.gr", b"p sp 1 \0\n", "nul_character"),
        ("gbk.gr", "c 县道".encode("gbk"), "not_utf8"),
        ("latin.gr", b"c \xff\xfe\xfd", "not_utf8"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InputError, match=code) as caught:
            read_dimacs(tmp_path / name)
        # What is damaged as a whole has no line.
        assert (code == "broken_gzip") == (caught.value.notices[0].row == 0)
    with pytest.raises(InputError, match="unreadable_file"):
        read_dimacs(tmp_path / "missing.gr")
    with pytest.raises(InputError, match="unreadable_file"):
        read_dimacs(tmp_path)


def test_what_is_read_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "t.gr"
    path.write_text(GOOD)
    for limits, code in (
        (RoadLimits(rows=3), "too_many_rows"),
        (RoadLimits(line_bytes=8), "line_too_long"),
    ):
        with pytest.raises(InputError, match=code):
            read_dimacs(path, limits=limits)
    path.write_text("p sp 1 50\n" + "a 1 2 3\n" * 50)
    with pytest.raises(InputError) as caught:
        read_dimacs(path, limits=RoadLimits(faults=10))
    assert len(caught.value.notices) == 10
    path.write_text(GOOD)
    (tmp_path / "x.co").write_text("p aux sp co 3\n" + "v 9 0 0\n" * 50)
    with pytest.raises(InputError) as caught:
        read_dimacs(path, coordinates=tmp_path / "x.co", limits=RoadLimits(faults=10))
    assert len(caught.value.notices) == 10


def test_new_york_keeps_its_published_size() -> None:
    data = os.environ.get("TRANSNET_DATA")
    if not data:
        pytest.skip("TRANSNET_DATA doesn't say where the DIMACS New York graph is")
    folder = Path(data) / "road" / "dimacs_ny"
    graph, _ = read_dimacs(
        folder / "USA-road-t.NY.gr.gz",
        lengths=folder / "USA-road-d.NY.gr.gz",
        coordinates=folder / "USA-road-d.NY.co.gz",
        ms_per_unit=10.0,
    )
    assert (graph.node_count, graph.arc_count) == (264_346, 733_846)
    assert -75 < graph.lon.min() < graph.lon.max() < -73
    assert 40 < graph.lat.min() < graph.lat.max() < 42


@pytest.mark.parametrize(
    "said",
    ["Times in tenths of a millisecond", "weights: minutes", "Distance graph", "unit: s", "IN KM"],
)
def test_a_comment_that_names_a_unit_is_shown(said: str, tmp_path: Path) -> None:
    path = tmp_path / "t.gr"
    path.write_text(f"c 9th DIMACS Implementation Challenge\nc {said}\n{GOOD}")
    _, notices = read_roads(path)
    found = next(each for each in notices if each.code == "missing_unit")
    assert found.value == said
    assert "all the same" in found.hint


def test_other_comments_are_not(tmp_path: Path) -> None:
    (tmp_path / "t.gr").write_text(GOOD)
    _, notices = read_roads(tmp_path / "t.gr")
    assert [(each.code, each.value) for each in notices] == [("missing_unit", "")]


def test_paths_may_be_texts(tmp_path: Path) -> None:
    paths = [str(tmp_path / name) for name in ("t.gr", "l.gr", "t.co")]
    write_dimacs(small_graph(), paths[0], lengths=paths[1], coordinates=paths[2])
    assert read_dimacs(paths[0], lengths=paths[1], coordinates=paths[2])[0].arc_count == 4


def test_the_reader_says_itself_what_the_command_says(tmp_path: Path) -> None:
    path = tmp_path / "t.gr"
    path.write_text("c weights in tenths of a second\n" + GOOD)
    (tmp_path / "t.co").write_text("p aux sp co 3\nv 1 112500000 37800000\n")
    graph, notices = read_dimacs(path, coordinates=tmp_path / "t.co")
    assert (graph, notices) == read_roads(path, crs="WGS-84")
    assert [each.code for each in notices] == ["missing_unit", "place_unknown"]
    assert notices[0].value == "weights in tenths of a second"
    assert read_dimacs(path, ms_per_unit=100)[1] == []


def test_lengths_that_do_not_fit_their_times_are_named(tmp_path: Path) -> None:
    (tmp_path / "t.gr").write_text(GOOD)
    (tmp_path / "d.gr").write_text(GOOD.replace(" 5\n", " 500000\n"))
    _, notices = read_dimacs(tmp_path / "t.gr", lengths=tmp_path / "d.gr", ms_per_unit=1)
    assert [(each.code, each.value) for each in notices] == [("implausible_speed", "1 → 2")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (GOOD.replace("100", "-1"), "out_of_range"),
        (GOOD.replace("100", "1.5"), "bad_number"),
        (GOOD.replace("a 2 3", "a 2 4"), "dangling_reference"),
        (GOOD.replace("a 2 3", "x 2 3"), "unknown_line"),
        ("p sp 900000 1\na 1 2 x\n", "bad_number"),
    ],
)
def test_one_fault_is_told_once(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "bad.gr").write_text(text)
    with pytest.raises(InputError) as caught:
        read_dimacs(tmp_path / "bad.gr")
    assert [each.code for each in caught.value.notices] == [code]
