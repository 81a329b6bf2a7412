"""GMNS tables in and out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from tests.io.roads.gmns_folders import LINKS, NODES, read, write
from tests.road_graphs import road_graphs, small_graph, surprises
from transnet.base.errors import InputError
from transnet.io.road_formats import read_roads, write_roads
from transnet.io.roads.gmns import read_gmns, write_gmns
from transnet.model.datum import from_wgs84
from transnet.roads.graph import RoadGraph, largest_component

NO_NAMES = np.array([["", ""]], dtype=object)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(road_graphs())
def test_every_graph_comes_back(tmp_path: Path, graph: RoadGraph) -> None:
    write_gmns(graph, tmp_path, in_main=largest_component(graph), force=True)
    back, notices = read_gmns(tmp_path)
    assert back == graph
    assert surprises(notices) == []


def test_tables_can_be_read_by_a_planner(tmp_path: Path) -> None:
    write_gmns(small_graph(), tmp_path)
    rows = (tmp_path / "link.csv").read_text(encoding="utf-8").splitlines()
    assert rows[1] == "1,007,8,1,,1.0,unknown,60.0,0,1,60000,,"
    assert rows[3] == (
        '3,8,C,1,"LINESTRING (112.507 37.806, 112.509 37.806, 112.512 37.81, 112.514 37.812)"'
        ",1.5,primary,60.0,1,7,90000,迎泽大街,Yingze Street"
    )


def test_without_names_there_is_no_column_for_them(tmp_path: Path) -> None:
    bare = replace(small_graph(), name_codes=np.zeros(4, np.int32), name_table=NO_NAMES)
    write_gmns(bare, tmp_path)
    assert "name" not in (tmp_path / "link.csv").read_text("utf-8").splitlines()[0].split(",")
    assert read_gmns(tmp_path) == (bare, [])


def test_tables_of_others_are_read(tmp_path: Path) -> None:
    links = LINKS.replace("free_speed", "free_speed,geometry,lanes")
    links = links.replace("30,60", '30,60,"LINESTRING(112.5 37.8,112.55 37.8,112.6 37.9)",2')
    config = "dataset_name,long_length,speed\nx,mile,mph\n"
    graph, notices = read(write(tmp_path, links=links, config=config))
    assert graph.time_ms.tolist() == [1_800_000, 1_800_000]
    assert graph.length_km.tolist() == pytest.approx([48.28032] * 2)
    assert graph.oneway.tolist() == [False, False]
    assert [graph.shape(arc) for arc in (0, 1)] == [[(112.55, 37.8)]] * 2
    assert [notice.hint for notice in notices] == ["columns that a road graph doesn't keep: lanes"]


def test_units_that_nobody_states_are_a_warning(tmp_path: Path) -> None:
    graph, notices = read(write(tmp_path), long_length="mile")
    assert graph.length_km.tolist() == pytest.approx([48.28032] * 2)
    assert graph.time_ms.tolist() == [1_800_000] * 2
    assert [notice.code for notice in notices] == ["missing_file"]


def test_shapes_that_are_no_lines_are_left_out(tmp_path: Path) -> None:
    for shape in ("POINT (1 2)", "LINESTRING 1 2", '"LINESTRING (1 2, x y, 3 4)"', "0102"):
        links = LINKS.replace("free_speed", "free_speed,geometry").replace(
            "30,60", f"30,60,{shape}"
        )
        graph, notices = read(write(tmp_path, links=links))
        assert len(graph.shape_lon) == 0
        assert any("1 shapes" in notice.hint for notice in notices)


def test_long_shapes_come_back(tmp_path: Path) -> None:
    points = ", ".join(f"112.{i:06d} 37.8" for i in range(9_000))
    links = LINKS.replace("free_speed", "free_speed,geometry")
    links = links.replace("30,60", f'30,60,"LINESTRING ({points})"')
    graph, _ = read(write(tmp_path, links=links))
    assert np.diff(graph.shape_ptr).tolist() == [8_998] * 2


@pytest.mark.parametrize("config", ["", "crs\n\n", "long_length,crs\nkm,\n"])
def test_points_without_declared_coordinates_are_refused(tmp_path: Path, config: str) -> None:
    folder = write(tmp_path, config=config)
    with pytest.raises(InputError, match=r"name it as crs: WGS-84 .* \[missing_crs\]"):
        read_gmns(folder)


def test_tables_without_points_need_no_coordinates(tmp_path: Path) -> None:
    nodes = "node_id,x_coord,y_coord\n1,,\n2,,\n"
    assert read_gmns(write(tmp_path, nodes=nodes))[0].node_count == 2


@pytest.mark.parametrize("config", ["crs\ngcj-02\n", ""])
def test_shifted_points_are_moved_on_request(tmp_path: Path, config: str) -> None:
    lon, lat = from_wgs84(112.5, 37.8, "GCJ-02")
    nodes = f"node_id,x_coord,y_coord\n1,{lon},{lat}\n2,,\n"
    folder = write(tmp_path, nodes=nodes, config=config)
    graph, _ = read_gmns(folder, crs=None if config else "GCJ-02")
    np.testing.assert_allclose((graph.lon[0], graph.lat[0]), (112.5, 37.8), atol=1e-9)


@pytest.mark.parametrize(
    ("point", "code"), [("37.8,112.5", "swapped_point"), ("500000,4150000", "projected_point")]
)
def test_swapped_and_projected_points_say_so(tmp_path: Path, point: str, code: str) -> None:
    with pytest.raises(InputError, match=code):
        read(write(tmp_path, nodes=f"node_id,x_coord,y_coord\n1,{point}\n2,,\n"))


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_marks_and_line_ends_of_spreadsheets_are_read(tmp_path: Path, bom: bytes, end: str) -> None:
    (tmp_path / "node.csv").write_bytes(bom + NODES.replace("\n", end).encode())
    (tmp_path / "link.csv").write_bytes(bom + LINKS.replace("\n", end).encode())
    assert read(tmp_path)[0].arc_count == 2


def test_columns_of_nodes_that_are_not_kept_are_named(tmp_path: Path) -> None:
    nodes = "node_id,x_coord,y_coord,zone_id,name\n1,112.5,37.8,z,a\n2,,,z,b\n"
    _, notices = read(write(tmp_path, nodes=nodes))
    hints = [each.hint for each in notices if each.table == "node.csv" and each.code == "left_out"]
    assert hints == ["columns that a road graph doesn't keep: name, zone_id"]


@pytest.mark.parametrize("form", [str.upper, str.title, lambda each: f" {each} "])
def test_headers_in_capitals_and_between_blanks_are_read(
    form: Callable[[str], str], tmp_path: Path
) -> None:
    def other(table: str) -> str:
        head, _, rows = table.partition("\n")
        return ",".join(form(each) for each in head.split(",")) + "\n" + rows

    links = LINKS.replace("free_speed", "free_speed,dir_flag").replace("30,60", "30,60,1")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "ours").mkdir()
    config = "long_length,crs\nkm,EPSG:4326\n"
    found = read(write(tmp_path / "theirs", other(NODES), other(links), other(config)))
    assert found == read(write(tmp_path / "ours", NODES, links, config))


def test_of_two_spellings_the_plain_one_counts_and_the_other_is_named(tmp_path: Path) -> None:
    links = LINKS.replace("length", "LENGTH,length").replace("30,60", "99,30,60")
    graph, notices = read(write(tmp_path, links=links))
    assert graph.length_km.tolist() == [30.0, 30.0]
    assert "columns that a road graph doesn't keep: LENGTH" in [each.hint for each in notices]
    twice = LINKS.replace("length", "LENGTH,Length").replace("30,60", "99,30,60")
    with pytest.raises(InputError, match=r"link.csv row 1, length: .*\[duplicate_column\]"):
        read(write(tmp_path, links=twice))


def test_over_an_import_the_new_tables_are_read(tmp_path: Path) -> None:
    write_roads(small_graph(), tmp_path / "roads", source="drawn")
    other = replace(small_graph(), lon=small_graph().lon + 1.0)
    with pytest.raises(InputError, match="file_exists"):
        write_gmns(other, tmp_path / "roads")
    assert read_roads(tmp_path / "roads")[0] == small_graph()
    write_gmns(other, tmp_path / "roads", force=True)
    assert read_gmns(tmp_path / "roads")[0].lon.tolist() == other.lon.tolist()
    assert not (tmp_path / "roads" / "roads.json").exists()


def test_a_record_without_its_tables_is_not_taken_away_unasked(tmp_path: Path) -> None:
    (tmp_path / "roads.json").write_text("{}")
    with pytest.raises(InputError, match=r"roads.json: .*it is there already.*\[file_exists\]"):
        write_gmns(small_graph(), tmp_path)
    assert {each.name for each in tmp_path.iterdir()} == {"roads.json"}
