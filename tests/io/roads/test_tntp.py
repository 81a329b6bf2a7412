"""TransportationNetworks files, in."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from transnet import Router
from transnet.base.errors import InputError
from transnet.io.lines import RoadLimits
from transnet.io.roads.tntp import read_tntp
from transnet.roads.graph import RoadGraph, largest_component

HEAD = (
    "<NUMBER OF NODES> 3\n<FIRST THRU NODE> 1\n<NUMBER OF LINKS> 2\n<END OF METADATA>\n"
    "~ init term …;\n"
)
ROWS = "1 2 900 1.5 2 0.15 4 50 0 1 ;\n2\t3\t900\t2.5\t3\t0.15\t4\t50\t0\t2\t;\n"
NODES = "Node X Y ;\n1 112.5 37.8 ;\n2 112.6 37.9;\n3 112.7 38.0 ;\n"


def _write(folder: Path, net: str, nodes: str = NODES) -> tuple[Path, Path]:
    (folder / "a_net.tntp").write_text(net, encoding="utf-8")
    (folder / "a_node.tntp").write_text(nodes, encoding="utf-8")
    return folder / "a_net.tntp", folder / "a_node.tntp"


def test_reads_links_and_nodes(tmp_path: Path) -> None:
    graph, notices = read_tntp(*_write(tmp_path, HEAD + ROWS), minutes_per_unit=0.5, km_per_unit=2)
    assert graph.node_ids.tolist() == [1, 2, 3]
    assert graph.time_ms.tolist() == [60_000, 90_000]
    assert graph.length_km.tolist() == [3.0, 5.0]
    assert graph.road_class.tolist() == ["type 1", "type 2"]
    assert graph.lon.tolist() == [112.5, 112.6, 112.7]
    # 3 km where the nodes lie 14 km apart.
    assert [notice.code for notice in notices] == ["left_out", "implausible_length"]


TINY = """<NUMBER OF ZONES> {zones}
<NUMBER OF NODES> 4
<FIRST THRU NODE> {first}
<NUMBER OF LINKS> 6
<END OF METADATA>
~ {names} ;
"""
LINKS = ((3, 1, 1), (1, 4, 1), (3, 2, 4), (2, 4, 6), (4, 2, 2), (1, 3, 5))


def _tiny(first: int, names: str = "init_node term_node length free_flow_time type") -> str:
    rows = []
    for tail, head, time in LINKS:
        cells = {"init_node": tail, "term_node": head, "length": time * 2, "free_flow_time": time}
        rows.append(" ".join(str(cells.get(name.partition("(")[0], 7)) for name in names.split()))
    return TINY.format(zones=first - 1, first=first, names=names) + " ;\n".join(rows) + ";\n"


def _minutes(graph: RoadGraph) -> dict[tuple[int, int], float]:
    """Return least minutes from each node to each other one, by plain relaxation."""
    times = np.full((graph.node_count,) * 2, np.inf)
    np.fill_diagonal(times, 0)
    for _ in range(graph.node_count):
        for tail, head, time in zip(graph.tails, graph.heads, graph.time_ms, strict=True):
            times[:, head] = np.minimum(times[:, head], times[:, tail] + time / 60_000)
    folded = graph.fold(times)
    return {(a + 1, b + 1): folded[a, b] for a in range(4) for b in range(4) if a != b}


@pytest.mark.parametrize(("first", "expected"), [(1, 2.0), (2, 10.0), (3, np.inf), (5, np.inf)])
def test_zones_are_not_passed(tmp_path: Path, first: int, expected: float) -> None:
    net = _write(tmp_path, _tiny(first))[0]
    graph, notices = read_tntp(net, minutes_per_unit=1, km_per_unit=1)
    minutes = _minutes(graph)
    assert minutes[3, 4] == expected
    assert (minutes[3, 1], minutes[1, 4], minutes[2, 4]) == (1, 1, 6)  # ends are reached
    assert [each.code for each in notices] == ["left_out"]
    assert graph.arc_count == len(LINKS)
    assert read_tntp(_write(tmp_path, _tiny(1))[0])[0].oneway.sum() == graph.oneway.sum()


def test_zones_belong_to_the_part_that_they_begin_and_end_in(tmp_path: Path) -> None:
    graph, _ = read_tntp(_write(tmp_path, _tiny(2))[0])
    inside = largest_component(graph)
    assert not inside[graph.node_ids == 3].any()  # nothing but zone 1 leads there
    assert inside[(graph.node_ids == 2) | (graph.node_ids == 4)].all()
    assert not inside[graph.node_ids == 1].any()
    both = _tiny(2).replace("\n3 1 2 1 7", "\n4 1 2 1 7")
    graph, _ = read_tntp(_write(tmp_path, both)[0])
    assert largest_component(graph)[graph.node_ids == 1].all()


@pytest.mark.parametrize(
    "names",
    [
        "init_node term_node length free_flow_time type",
        "term_node init_node free_flow_time capacity length",
        "capacity free_flow_time init_node term_node toll length link_type",
    ],
)
def test_columns_go_by_their_names(tmp_path: Path, names: str) -> None:
    graph, _ = read_tntp(_write(tmp_path, _tiny(1, names))[0])
    found = zip(graph.tails + 1, graph.heads + 1, graph.time_ms // 60_000, strict=True)
    assert sorted(tuple(map(int, each)) for each in found) == sorted(LINKS)
    assert graph.length_km.sum() == 2 * sum(time for _, _, time in LINKS)


@pytest.mark.parametrize(
    ("length", "km"), [("(ft)", 0.0003048), ("(mi)", 1.609344), ("(km)", 1), ("(metres)", 0.001)]
)
@pytest.mark.parametrize(("time", "minutes"), [("(min)", 1), ("(h)", 60), ("(sec)", 1 / 60)])
def test_units_in_the_head_count(
    tmp_path: Path, length: str, km: float, time: str, minutes: float
) -> None:
    names = f"init_node term_node length{length} free_flow_time{time} type"
    graph, notices = read_tntp(_write(tmp_path, _tiny(1, names))[0])
    assert graph.time_ms.min() == round(minutes * 60_000)
    assert graph.length_km.min() == pytest.approx(2 * km)
    assert "missing_unit" not in {each.code for each in notices}
    tagged = _tiny(1).replace(
        "<END", f"<LENGTH UNIT> {length[1:-1]}\n<TIME UNITS> {time[1:-1]}\n<END"
    )
    assert read_tntp(_write(tmp_path, tagged)[0])[0] == graph
    asked, _ = read_tntp(tmp_path / "a_net.tntp", minutes_per_unit=2, km_per_unit=3)
    assert (asked.time_ms.min(), asked.length_km.min()) == (120_000, 6)


def test_guessed_units_are_named_with_what_follows(tmp_path: Path) -> None:
    _, notices = read_tntp(_write(tmp_path, _tiny(1))[0])
    (found,) = [each for each in notices if each.code == "missing_unit"]
    assert "times are taken for minutes and lengths for km (half" in found.hint
    assert "120 km/h" in found.hint


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("THRU NODE> 2", "THRU NODE> two", "a whole number is needed"),
        ("THRU NODE> 2", "THRU NODE> 0", "FIRST THRU NODE is 1 to 5"),
        ("THRU NODE> 2", "THRU NODE> 6", "FIRST THRU NODE is 1 to 5"),
        ("ZONES> 1", "ZONES> 5", "5 zones but 4 nodes"),
        ("<NUMBER OF LINKS> 6", "<NUMBER OF LINKS> 7", "promises 7 links but has 6"),
        ("<NUMBER OF LINKS> 6", "<NUMBER OF LINKS> 6\n<NUMBER OF LINKS> 6", "comes once"),
        ("NODES> 4", "NODES> 200000", "promises 200,000 nodes"),
        ("NODES> 4", "NODES> 5000000", "whole number"),
        ("length", "length length", "has 2 of it"),
        ("free_flow_time", "free_flow_time(fortnights)", "the unit is none of min"),
    ],
)
def test_a_head_that_cannot_be_meant_is_refused(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    with pytest.raises(InputError, match=words):
        read_tntp(_write(tmp_path, _tiny(2).replace(old, new))[0])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("ZONES> 1", "ZONES> 3", "nodes below 2 aren't passed, others are"),
        ("<FIRST THRU NODE> 2\n", "", "every node may be passed, zones too"),
        ("<END", "<PERIOD> am\n<END", "metadata that isn't read: <PERIOD>"),
        ("3 1 2 1 7", "3 1 2 1 7 8", "1 links have more cells than there are columns"),
    ],
)
def test_what_the_head_leaves_open_is_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    _, notices = read_tntp(_write(tmp_path, _tiny(2).replace(old, new))[0])
    assert words in " ".join(map(str, notices))


def test_links_end_in_semicolons_or_lines_and_comments_are_left(tmp_path: Path) -> None:
    text = _tiny(1)
    for other in (text.replace(";", ""), text.replace(" ;\n1", " ; 1"), text + "~ end ; 1 2 3\n"):
        assert read_tntp(_write(tmp_path, other)[0])[0] == read_tntp(_write(tmp_path, text)[0])[0]


@pytest.mark.parametrize(
    ("nodes", "code"), [(NODES + "1 0 0;\n", "duplicate_id"), ("Node Y X\n1 2 3\n", "bad_header")]
)
def test_nodes_come_once_with_x_first(tmp_path: Path, nodes: str, code: str) -> None:
    with pytest.raises(InputError, match=code):
        read_tntp(*_write(tmp_path, HEAD + ROWS, nodes))
    (tmp_path / "a_node.tntp").write_text("Node X Y\n1 112 37\n")
    assert "1 of 3 nodes" in str(
        read_tntp(tmp_path / "a_net.tntp", str(tmp_path / "a_node.tntp"))[1]
    )


def test_projected_coordinates_are_left_out(tmp_path: Path) -> None:
    files = _write(tmp_path, HEAD + ROWS, NODES.replace("112.5", "500000"))
    graph, notices = read_tntp(*files)
    assert np.isnan(graph.lon).all()
    assert "projected_point" in {notice.code for notice in notices}


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("180 37.8", True),
        ("-180 37.8", True),
        ("180.5 37.8", False),
        ("112.5 90", True),
        ("112.5 -90", True),
        ("112.5 90.5", False),
    ],
)
def test_degrees_end_where_the_globe_does(tmp_path: Path, place: str, kept: bool) -> None:
    files = _write(tmp_path, HEAD + ROWS, NODES.replace("112.5 37.8", place))
    graph, notices = read_tntp(*files)
    assert np.isfinite(graph.lon).all() == np.isfinite(graph.lat).all() == kept
    assert ("projected_point" in {notice.code for notice in notices}) != kept


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (HEAD + ROWS.replace("900 1.5", "900"), "bad_number", 6),
        (HEAD + ROWS.replace("1.5", "x"), "bad_number", 6),
        (HEAD + ROWS.replace("1.5", "-1"), "out_of_range", 6),
        (HEAD + ROWS.replace("2\t3\t", "2\t4\t"), "dangling_reference", 7),
        (HEAD + ROWS[:30], "wrong_count", 0),
        (ROWS, "dangling_reference", 1),
        ("~ nothing\n", "bad_header", 0),
        (HEAD + ROWS.replace(" 2 0.15", " 1e9 0.15"), "number_overflow", 0),
    ],
)
def test_faults_name_their_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    with pytest.raises(InputError) as caught:
        read_tntp(_write(tmp_path, text)[0])
    assert (code, line) in [(each.code, each.row) for each in caught.value.notices]


@pytest.mark.parametrize(
    ("nodes", "code"),
    [("1 2 ;\n", "bad_number"), ("9 0 0 ;\n", "dangling_reference"), ("1.5 0 0\n", "bad_number")],
)
def test_faults_in_nodes(tmp_path: Path, nodes: str, code: str) -> None:
    with pytest.raises(InputError, match=code):
        read_tntp(*_write(tmp_path, HEAD + ROWS, nodes))


def test_faults_are_bounded(tmp_path: Path) -> None:
    net, nodes = _write(tmp_path, HEAD + "x\n" * 50, "x\n" * 50)
    with pytest.raises(InputError) as caught:
        read_tntp(net, limits=RoadLimits(faults=5))
    assert len(caught.value.notices) == 5
    net.write_text(HEAD + ROWS)
    with pytest.raises(InputError) as caught:
        read_tntp(net, nodes, limits=RoadLimits(faults=5))
    assert len(caught.value.notices) == 5


@pytest.mark.parametrize(
    ("name", "nodes", "links"),
    [("SiouxFalls", 24, 76), ("Anaheim", 416, 914), ("Eastern-Massachusetts", 74, 258)],
)
def test_published_networks_keep_their_size(name: str, nodes: int, links: int) -> None:
    data = os.environ.get("TRANSNET_DATA")
    if not data:
        pytest.skip("TRANSNET_DATA doesn't say where the TransportationNetworks files are")
    (path,) = (Path(data) / "assign" / name).glob("*_net.tntp")
    graph, _ = read_tntp(path)
    assert (int((~graph.is_copy).sum()), graph.arc_count) == (nodes, links)


def _network_times(path: Path) -> tuple[np.ndarray, int]:
    """Return minutes between zones by SciPy, from links read by themselves: each zone alone."""
    head, _, body = path.read_text("utf-8").partition("<END OF METADATA>")
    first, zones = (
        int(head.partition(f"<{name}>")[2].split()[0])
        for name in ("FIRST THRU NODE", "NUMBER OF ZONES")
    )
    links = [row.split(";")[0].split() for row in body.splitlines() if row.strip().endswith(";")]
    rows = np.array([row for row in links if row and row[0] != "~"], dtype=np.float64)
    tails, heads, minutes = rows[:, 0].astype(int), rows[:, 1].astype(int), rows[:, 4]
    found = np.empty((zones, zones))
    for zone in range(1, zones + 1):
        leaves = (tails >= first) | (tails == zone)
        ends = (tails[leaves], heads[leaves])
        network = csr_array((minutes[leaves], ends), shape=(heads.max() + 1,) * 2)
        found[zone - 1] = dijkstra(network, indices=zone)[1 : zones + 1]
    return found, first


def test_a_real_network_is_as_without_its_zones_on_the_way() -> None:
    data = os.environ.get("TRANSNET_DATA")
    if not data:
        pytest.skip("TRANSNET_DATA doesn't say where the TransportationNetworks files are")
    path = Path(data) / "assign" / "Anaheim" / "Anaheim_net.tntp"
    right, first = _network_times(path)
    graph, _ = read_tntp(path)
    assert first == 39
    zones = np.arange(len(right))
    assert graph.node_ids[zones].tolist() == (zones + 1).tolist()
    router = Router((graph.indptr, graph.heads), cache=False)
    found = graph.fold(router.customize(graph.time_ms).travel_times(zones))[:, zones]
    apart = ~np.eye(len(right), dtype=bool)
    assert apart.sum() == 1_406
    # Each of our links is rounded to a millisecond.
    assert np.abs(found / 60_000 - right)[apart].max() < 0.001
    through = read_tntp(path)[0]
    bare = dijkstra(
        csr_array((through.time_ms, (graph.copy_of[through.tails], graph.copy_of[through.heads]))),
        indices=zones,
    )[:, zones]
    assert (bare < found - 1)[apart].sum() == 901
