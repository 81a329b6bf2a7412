"""TransportationNetworks files, in."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from transnet.errors import InputError
from transnet.io.lines import RoadLimits
from transnet.io.tntp import read_tntp

HEAD = "<NUMBER OF NODES> 3\n<NUMBER OF LINKS> 2\n<END OF METADATA>\n~ init term …;\n"
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
    assert [notice.code for notice in notices] == ["left_out"]


def test_projected_coordinates_are_left_out(tmp_path: Path) -> None:
    files = _write(tmp_path, HEAD + ROWS, NODES.replace("112.5", "500000"))
    graph, notices = read_tntp(*files)
    assert np.isnan(graph.lon).all()
    assert "projected_point" in {notice.code for notice in notices}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (HEAD + ROWS.replace("900 1.5", "900"), "bad_number", 5),
        (HEAD + ROWS.replace("1.5", "x"), "bad_number", 5),
        (HEAD + ROWS.replace("1.5", "-1"), "out_of_range", 5),
        (HEAD + ROWS.replace("2\t3\t", "2\t4\t"), "dangling_reference", 6),
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
    assert (graph.node_count, graph.arc_count) == (nodes, links)
