"""GMNS tables in and out, and what is said of damaged ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from tests.roads import road_graphs, small_graph, surprises
from transnet.errors import InputError, Notice
from transnet.io.gmns import read_gmns, write_gmns
from transnet.io.lines import RoadLimits
from transnet.model.datum import from_wgs84
from transnet.model.road_graph import RoadGraph, largest_component

NODES = "node_id,x_coord,y_coord\n1,112.5,37.8\n2,112.6,37.9\n"
NO_NAMES = np.array([["", ""]], dtype=object)
LINKS = "link_id,from_node_id,to_node_id,directed,length,free_speed\n1,1,2,0,30,60\n"


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


def _read(folder: Path, **options: Any) -> tuple[RoadGraph, list[Notice]]:
    """Read a folder whose tables don't say in which coordinates they are."""
    return read_gmns(folder, crs="WGS-84", **options)


def _write(folder: Path, nodes: str = NODES, links: str = LINKS, config: str = "") -> Path:
    (folder / "node.csv").write_bytes(nodes.encode())
    (folder / "link.csv").write_bytes(links.encode())
    if config:
        (folder / "config.csv").write_text(config)
    return folder


def test_tables_of_others_are_read(tmp_path: Path) -> None:
    links = LINKS.replace("free_speed", "free_speed,geometry,lanes")
    links = links.replace("30,60", '30,60,"LINESTRING(112.5 37.8,112.55 37.8,112.6 37.9)",2')
    config = "dataset_name,long_length,speed\nx,mile,mph\n"
    graph, notices = _read(_write(tmp_path, links=links, config=config))
    assert graph.time_ms.tolist() == [1_800_000, 1_800_000]
    assert graph.length_km.tolist() == pytest.approx([48.28032] * 2)
    assert graph.oneway.tolist() == [False, False]
    assert [graph.shape(arc) for arc in (0, 1)] == [[(112.55, 37.8)]] * 2
    assert [notice.hint for notice in notices] == ["columns that a road graph doesn't keep: lanes"]


def test_units_that_nobody_states_are_a_warning(tmp_path: Path) -> None:
    graph, notices = _read(_write(tmp_path), long_length="mile")
    assert graph.length_km.tolist() == pytest.approx([48.28032] * 2)
    assert graph.time_ms.tolist() == [1_800_000] * 2
    assert [notice.code for notice in notices] == ["missing_file"]


def test_shapes_that_are_no_lines_are_left_out(tmp_path: Path) -> None:
    for shape in ("POINT (1 2)", "LINESTRING 1 2", '"LINESTRING (1 2, x y, 3 4)"', "0102"):
        links = LINKS.replace("free_speed", "free_speed,geometry").replace(
            "30,60", f"30,60,{shape}"
        )
        graph, notices = _read(_write(tmp_path, links=links))
        assert len(graph.shape_lon) == 0
        assert any("1 shapes" in notice.hint for notice in notices)


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
        _read(_write(tmp_path, nodes=nodes))
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
        _read(_write(tmp_path, links=LINKS.replace(old, new)))
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
        _read(_write(tmp_path, config=config))


def test_bad_way_id(tmp_path: Path) -> None:
    links = LINKS.replace("free_speed", "free_speed,way_id").replace("30,60", "30,60,w1")
    with pytest.raises(InputError, match="way_id"):
        _read(_write(tmp_path, links=links))


def test_other_encodings_and_missing_files(tmp_path: Path) -> None:
    _write(tmp_path)
    (tmp_path / "node.csv").write_bytes("node_id,x_coord,y_coord\n忻州站,1,2\n".encode("gb18030"))
    with pytest.raises(InputError, match="GB18030"):
        read_gmns(tmp_path)
    with pytest.raises(InputError, match="unreadable_file"):
        read_gmns(tmp_path / "missing")


def test_a_very_long_table_is_refused_early(tmp_path: Path) -> None:
    _write(tmp_path, nodes=NODES + "".join(f"n{i},1,1\n" for i in range(200)))
    with pytest.raises(InputError, match="too_many_rows"):
        _read(tmp_path, limits=RoadLimits(rows=50))
    _write(tmp_path, nodes=NODES + ",,\n" * 200)
    with pytest.raises(InputError) as caught:
        _read(tmp_path, limits=RoadLimits(faults=7))
    assert len(caught.value.notices) == 7
    _write(tmp_path, links=LINKS + "1,x,y,1,1,1\n" * 200)
    with pytest.raises(InputError) as caught:
        _read(tmp_path, limits=RoadLimits(faults=7))
    assert len(caught.value.notices) == 7


def test_long_shapes_come_back(tmp_path: Path) -> None:
    points = ", ".join(f"112.{i:06d} 37.8" for i in range(9_000))
    links = LINKS.replace("free_speed", "free_speed,geometry")
    links = links.replace("30,60", f'30,60,"LINESTRING ({points})"')
    graph, _ = _read(_write(tmp_path, links=links))
    assert np.diff(graph.shape_ptr).tolist() == [8_998] * 2


@pytest.mark.parametrize("config", ["", "crs\n\n", "long_length,crs\nkm,\n"])
def test_points_without_declared_coordinates_are_refused(tmp_path: Path, config: str) -> None:
    folder = _write(tmp_path, config=config)
    with pytest.raises(InputError, match=r"name it as crs: WGS-84 .* \[missing_crs\]"):
        read_gmns(folder)


def test_tables_without_points_need_no_coordinates(tmp_path: Path) -> None:
    nodes = "node_id,x_coord,y_coord\n1,,\n2,,\n"
    assert read_gmns(_write(tmp_path, nodes=nodes))[0].node_count == 2


@pytest.mark.parametrize("config", ["crs\ngcj-02\n", ""])
def test_shifted_points_are_moved_on_request(tmp_path: Path, config: str) -> None:
    lon, lat = from_wgs84(112.5, 37.8, "GCJ-02")
    nodes = f"node_id,x_coord,y_coord\n1,{lon},{lat}\n2,,\n"
    folder = _write(tmp_path, nodes=nodes, config=config)
    graph, _ = read_gmns(folder, crs=None if config else "GCJ-02")
    np.testing.assert_allclose((graph.lon[0], graph.lat[0]), (112.5, 37.8), atol=1e-9)


@pytest.mark.parametrize(
    ("point", "code"), [("37.8,112.5", "swapped_point"), ("500000,4150000", "projected_point")]
)
def test_swapped_and_projected_points_say_so(tmp_path: Path, point: str, code: str) -> None:
    with pytest.raises(InputError, match=code):
        _read(_write(tmp_path, nodes=f"node_id,x_coord,y_coord\n1,{point}\n2,,\n"))


@pytest.mark.parametrize("node", ["140106.0", "1E5", "1.40E+05", "7."])
def test_ids_that_a_spreadsheet_rewrote_are_refused(tmp_path: Path, node: str) -> None:
    nodes = NODES + f"{node},112.5,37.8\n"
    with pytest.raises(InputError, match=r"node.csv row 4, node_id: .* rewrote it; .*\[bad_id\]"):
        _read(_write(tmp_path, nodes=nodes))


@pytest.mark.parametrize("node", ["007", "1E", "E5", "1.5", "K1.0", "7-1"])
def test_ids_that_only_look_like_numbers_are_kept(tmp_path: Path, node: str) -> None:
    graph, _ = _read(_write(tmp_path, nodes=NODES + f"{node},112.5,37.8\n"))
    assert graph.node_ids.tolist() == ["1", "2", node]


def test_lost_zeros_are_suspected(tmp_path: Path) -> None:
    nodes = NODES.replace("\n1,", "\n001,")
    with pytest.raises(InputError, match="but 001: were the zeros before it lost"):
        _read(_write(tmp_path, nodes=nodes))


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_marks_and_line_ends_of_spreadsheets_are_read(tmp_path: Path, bom: bytes, end: str) -> None:
    (tmp_path / "node.csv").write_bytes(bom + NODES.replace("\n", end).encode())
    (tmp_path / "link.csv").write_bytes(bom + LINKS.replace("\n", end).encode())
    assert _read(tmp_path)[0].arc_count == 2


def test_a_gbk_table_is_named_as_one(tmp_path: Path) -> None:
    (tmp_path / "node.csv").write_bytes((NODES + "晋中,112,37\n").encode("gb18030"))
    with pytest.raises(InputError, match=r"row 4: looks like GB18030 .* \[not_utf8\]"):
        _read(tmp_path)


def test_columns_of_nodes_that_are_not_kept_are_named(tmp_path: Path) -> None:
    nodes = "node_id,x_coord,y_coord,zone_id,name\n1,112.5,37.8,z,a\n2,,,z,b\n"
    _, notices = _read(_write(tmp_path, nodes=nodes))
    hints = [each.hint for each in notices if each.table == "node.csv" and each.code == "left_out"]
    assert hints == ["columns that a road graph doesn't keep: name, zone_id"]


SPEEDS = {
    "km/h": 1.0,
    "kph": 1.0,
    "KMH": 1.0,
    "km/hr": 1.0,
    "kilometers per hour": 1.0,
    "Kilometres/Hour": 1.0,
    "mph": 1.609344,
    "mi/hr": 1.609344,
    "mi/h": 1.609344,
    "miles per hour": 1.609344,
    "Miles-per-Hour": 1.609344,
    "mile/hour": 1.609344,
    "m/s": 3.6,
    "meters_per_second": 3.6,
    "m/sec": 3.6,
    "m/min": 0.06,
    "ft/s": 1.09728,
    "knots": 1.852,
    "kn": 1.852,
}


@pytest.mark.parametrize("unit", SPEEDS)
def test_units_of_speed_count_however_they_are_written(unit: str, tmp_path: Path) -> None:
    config = f"long_length,speed,crs\nkm,{unit},EPSG:4326\n"
    graph, notices = read_gmns(str(_write(tmp_path, config=config)))
    assert graph.time_ms[0] == round(30 / (60 * SPEEDS[unit]) * 3_600_000)
    assert "missing_unit" not in {each.code for each in notices}


@pytest.mark.parametrize("unit", ["furlongs/fortnight", "km", "mph/h", "1", "km/", "/h", "mach"])
@pytest.mark.parametrize("column", ["speed", "long_length"])
def test_units_that_are_not_known_are_refused(unit: str, column: str, tmp_path: Path) -> None:
    if (column, unit) == ("long_length", "km"):
        unit = "km/h"
    config = f"{column},crs\n{unit},EPSG:4326\n"
    with pytest.raises(InputError, match=rf"row 2, {column}: .*\[unknown_choice\]"):
        read_gmns(_write(tmp_path, config=config))


@pytest.mark.parametrize(
    ("length", "km"), [("feet", 0.0003048), ("Miles", 1.609344), ("metres", 0.001), ("Km", 1.0)]
)
def test_a_speed_without_a_unit_is_guessed_and_named(
    length: str, km: float, tmp_path: Path
) -> None:
    config = f"long_length,crs\n{length},EPSG:4326\n"
    graph, notices = read_gmns(_write(tmp_path, config=config))
    assert graph.length_km[0] == pytest.approx(30 * km)
    taken = "mph" if length == "Miles" else "km/h"
    assert f"the unit of free_speed: taken for {taken}" in " ".join(map(str, notices))
    timed = LINKS.replace("free_speed\n", "time_ms\n")
    assert "free_speed" not in str(read_gmns(_write(tmp_path, links=timed, config=config))[1])
    bare = "crs\nEPSG:4326\n"
    assert "long_length isn't said" in str(read_gmns(_write(tmp_path, config=bare))[1])


SHAPED = (
    "link_id,from_node_id,to_node_id,directed,length,free_speed,dir_flag,geometry\n"
    '1,1,2,0,30,60,{flag},"{line}"\n'
)
AHEAD = "LINESTRING (112.5 37.8, 112.52 37.8, 112.57 37.8, 112.6 37.9)"
BACK = "LINESTRING (112.6 37.9, 112.57 37.8, 112.52 37.8, 112.5 37.8)"


@pytest.mark.parametrize(
    ("flag", "line", "turned"),
    [
        ("1", AHEAD, False),
        ("-1", BACK, False),
        ("-1.0", BACK, False),
        ("0", AHEAD, False),
        ("", AHEAD, False),
        ("0", BACK, True),
        ("", BACK, True),
        ("1", AHEAD.replace("LINESTRING", "LINESTRING Z").replace(",", " 9,"), False),
        ("", AHEAD.replace("LINESTRING", "SRID=4326;LINESTRING"), False),
    ],
)
def test_lines_run_as_dir_flag_or_their_ends_say(
    flag: str, line: str, turned: bool, tmp_path: Path
) -> None:
    links = SHAPED.format(flag=flag, line=line)
    graph, notices = _read(_write(tmp_path, links=links))
    points = [(112.52, 37.8), (112.57, 37.8)]
    assert [graph.shape(0), graph.shape(1)] == [points, points[::-1]]
    assert ("turned_line" in {each.code for each in notices}) == turned


@pytest.mark.parametrize("flag", ["2", "back", "0.5"])
def test_other_dir_flags_are_refused(flag: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"row 2, dir_flag: .*\[unknown_choice\]"):
        _read(_write(tmp_path, links=SHAPED.format(flag=flag, line=AHEAD)))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("LINESTRING (320000 4690000, 320100 4690100, 320200 4690200)", "projected_point"),
        ("LINESTRING (112.5 37.8, 320100 4690100, 112.6 37.9)", "projected_point"),
        ("LINESTRING (37.8 112.5, 37.8 112.52, 37.9 112.6)", "swapped_point"),
        ("LINESTRING (320000 4690000, 320200 4690200)", "projected_point"),
    ],
)
def test_lines_that_are_no_degrees_are_refused(line: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=rf"row 2, geometry: .*\[{code}\]"):
        _read(_write(tmp_path, links=SHAPED.format(flag="1", line=line)))


USED = "link_id,from_node_id,to_node_id,directed,length,free_speed,allowed_uses\n"


@pytest.mark.parametrize(
    ("uses", "road", "words"),
    [
        ("", True, ""),
        ("all", True, ""),
        ("AUTO,BUS", True, ""),
        ("walk;car", True, ""),
        ("['bike', 'drive']", True, ""),
        ("WALK,BIKE", False, "('bike, walk'): they are left out"),
        ("bus", False, "('bus'): they are left out"),
        ("pedestrian bicycle", False, "they are left out"),
        ("truck|hgv", False, "they are left out"),
        ("group7", True, "aren't known: group7"),
        ("walk,group7", True, "aren't known: group7"),
    ],
)
def test_links_that_cars_may_not_use_are_left_out(
    uses: str, road: bool, words: str, tmp_path: Path
) -> None:
    links = USED + f'1,1,2,1,30,60,all\n2,2,1,1,30,60,"{uses}"\n'
    graph, notices = _read(_write(tmp_path, links=links))
    assert graph.arc_count == 1 + road
    said = " ".join(map(str, notices[1:]))
    assert words in said
    assert bool(said) == bool(words)


@pytest.mark.parametrize(
    "column", ["toll", "vdf_fftt1", "VDF_alpha1", "parent_link_id", "travel_time"]
)
def test_columns_that_change_what_is_meant_are_named_with_what_follows(
    column: str, tmp_path: Path
) -> None:
    links = LINKS.replace("free_speed\n", f"free_speed,{column}\n").replace(",60\n", ",60,{}\n")
    for cell, named in (("5", True), ("0", False), ("", False)):
        _, notices = _read(_write(tmp_path, links=links.format(cell)))
        assert (f"{column} isn't honoured" in " ".join(map(str, notices))) == named


@pytest.mark.parametrize("table", ["movement.csv", "geometry.csv", "segment.csv", "use_group.csv"])
def test_tables_that_are_not_read_are_named(table: str, tmp_path: Path) -> None:
    (tmp_path / table).write_text("id\n1\n")
    assert f"{table} isn't read: " in str(_read(_write(tmp_path))[1])


@pytest.mark.parametrize("node", ["a;b", "a\nb", "a\tb", "", " "])
def test_ids_with_marks_of_lists_or_lines_are_refused(node: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"node_id: .*\[bad_id\]"):
        _read(_write(tmp_path, nodes=NODES + f'"{node}",112.5,37.8\n'))


@pytest.mark.parametrize("column", ["time_ms", "free_speed"])
@pytest.mark.parametrize("size", [1e20, 1e300])
def test_times_beyond_measure_are_refused(column: str, size: float, tmp_path: Path) -> None:
    cell = size if column == "time_ms" else 1 / size
    links = f"from_node_id,to_node_id,length,{column}\n1,2,30,{cell!r}\n"
    with pytest.raises(InputError, match=rf"row 2, {column}: .*\[number_overflow\]"):
        _read(_write(tmp_path, links=links))
