"""Damaged GMNS tables: each fault is named with its row."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.io.roads.gmns_folders import LINKS, NODES, read, write
from transnet.base.errors import InputError
from transnet.io.lines import RoadLimits
from transnet.io.roads.gmns import read_gmns


@pytest.mark.parametrize(
    ("nodes", "code", "row"),
    [
        ("node_id,x_coord\n1,2\n", "missing_column", 1),
        ("node_id,x_coord,y_coord,x_coord\n1,2,3,4\n", "duplicate_column", 1),
        (NODES + "3,1\n", "ragged_row", 4),
        (NODES + "1,1,1\n", "duplicate_id", 4),
        (NODES + " 3,1,1\n", "bad_id", 4),
        (NODES + "3,east,1\n", "bad_number", 4),
        (NODES + "3,1,nan\n", "bad_number", 4),
        (NODES + "3,1_0,1\n", "bad_number", 4),
        (NODES + "3,١,1\n", "bad_number", 4),
        (NODES + "3,500000,4200000\n", "projected_point", 4),
        (NODES + '3,1,"1"x\n', "broken_quote", 4),
        (NODES + '3,1,"1', "broken_quote", 4),
    ],
)
def test_faults_in_nodes(tmp_path: Path, nodes: str, code: str, row: int) -> None:
    with pytest.raises(InputError) as caught:
        read(write(tmp_path, nodes=nodes))
    assert (code, row) in [(each.code, each.row) for each in caught.value.notices]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("1,1,2,0", "1,1,3,0", "dangling_reference"),
        ("1,1,2,0", "1,1,2,maybe", "bad_bool"),
        ("30,60", "-30,60", "out_of_range"),
        ("30,60", "far,60", "bad_number"),
        ("30,60", "30,0", "missing_value"),
        ("30,60", "30,", "missing_value"),
        ("30,60", "3e9,60", "number_overflow"),
    ],
)
def test_faults_in_links(tmp_path: Path, old: str, new: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read(write(tmp_path, links=LINKS.replace(old, new)))
    assert (code, 2) in [(each.code, each.row) for each in caught.value.notices]


@pytest.mark.parametrize(
    ("config", "code"),
    [
        ("long_length\nfurlong\n", "unknown_choice"),
        ("crs\nEPSG:32650\n", "bad_crs"),
    ],
)
def test_faults_in_config(tmp_path: Path, config: str, code: str) -> None:
    with pytest.raises(InputError, match=code):
        read(write(tmp_path, config=config))


def test_bad_way_id(tmp_path: Path) -> None:
    links = LINKS.replace("free_speed", "free_speed,way_id").replace("30,60", "30,60,w1")
    with pytest.raises(InputError, match="way_id"):
        read(write(tmp_path, links=links))


def test_other_encodings_and_missing_files(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "node.csv").write_bytes("node_id,x_coord,y_coord\n忻州站,1,2\n".encode("gb18030"))
    with pytest.raises(InputError, match="GB18030"):
        read_gmns(tmp_path)
    with pytest.raises(InputError, match="unreadable_file"):
        read_gmns(tmp_path / "missing")


def test_a_very_long_table_is_refused_early(tmp_path: Path) -> None:
    write(tmp_path, nodes=NODES + "".join(f"n{i},1,1\n" for i in range(200)))
    with pytest.raises(InputError, match="too_many_rows"):
        read(tmp_path, limits=RoadLimits(rows=50))
    write(tmp_path, nodes=NODES + ",,\n" * 200)
    with pytest.raises(InputError) as caught:
        read(tmp_path, limits=RoadLimits(faults=7))
    assert len(caught.value.notices) == 7
    write(tmp_path, links=LINKS + "1,x,y,1,1,1\n" * 200)
    with pytest.raises(InputError) as caught:
        read(tmp_path, limits=RoadLimits(faults=7))
    assert len(caught.value.notices) == 7


@pytest.mark.parametrize("node", ["140106.0", "1E5", "1.40E+05", "7."])
def test_ids_that_a_spreadsheet_rewrote_are_refused(tmp_path: Path, node: str) -> None:
    nodes = NODES + f"{node},112.5,37.8\n"
    with pytest.raises(InputError, match=r"node.csv row 4, node_id: .* rewrote it; .*\[bad_id\]"):
        read(write(tmp_path, nodes=nodes))


@pytest.mark.parametrize("node", ["007", "1E", "E5", "1.5", "K1.0", "7-1"])
def test_ids_that_only_look_like_numbers_are_kept(tmp_path: Path, node: str) -> None:
    graph, _ = read(write(tmp_path, nodes=NODES + f"{node},112.5,37.8\n"))
    assert graph.node_ids.tolist() == ["1", "2", node]


def test_lost_zeros_are_suspected(tmp_path: Path) -> None:
    nodes = NODES.replace("\n1,", "\n001,")
    with pytest.raises(InputError, match="but 001: were the zeros before it lost"):
        read(write(tmp_path, nodes=nodes))


def test_a_gbk_table_is_named_as_one(tmp_path: Path) -> None:
    (tmp_path / "node.csv").write_bytes((NODES + "晋中,112,37\n").encode("gb18030"))
    with pytest.raises(InputError, match=r"row 4: looks like GB18030 .* \[not_utf8\]"):
        read(tmp_path)


@pytest.mark.parametrize("node", ["a;b", "a\nb", "a\tb", "", " "])
def test_ids_with_marks_of_lists_or_lines_are_refused(node: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"node_id: .*\[bad_id\]"):
        read(write(tmp_path, nodes=NODES + f'"{node}",112.5,37.8\n'))


@pytest.mark.parametrize("column", ["time_ms", "free_speed"])
@pytest.mark.parametrize("size", [1e20, 1e300])
def test_times_beyond_measure_are_refused(column: str, size: float, tmp_path: Path) -> None:
    cell = size if column == "time_ms" else 1 / size
    links = f"from_node_id,to_node_id,length,{column}\n1,2,30,{cell!r}\n"
    with pytest.raises(InputError, match=rf"row 2, {column}: .*\[number_overflow\]"):
        read(write(tmp_path, links=links))
