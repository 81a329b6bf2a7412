"""What columns, units and uses of GMNS tables mean, and which aren't honoured."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.io.roads.gmns_folders import LINKS, read, write
from transnet.base.errors import InputError
from transnet.io.roads.gmns import read_gmns

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
    graph, notices = read_gmns(str(write(tmp_path, config=config)))
    assert graph.time_ms[0] == round(30 / (60 * SPEEDS[unit]) * 3_600_000)
    assert "missing_unit" not in {each.code for each in notices}


@pytest.mark.parametrize("unit", ["furlongs/fortnight", "km", "mph/h", "1", "km/", "/h", "mach"])
@pytest.mark.parametrize("column", ["speed", "long_length"])
def test_units_that_are_not_known_are_refused(unit: str, column: str, tmp_path: Path) -> None:
    if (column, unit) == ("long_length", "km"):
        unit = "km/h"
    config = f"{column},crs\n{unit},EPSG:4326\n"
    with pytest.raises(InputError, match=rf"row 2, {column}: .*\[unknown_choice\]"):
        read_gmns(write(tmp_path, config=config))


@pytest.mark.parametrize(
    ("length", "km"), [("feet", 0.0003048), ("Miles", 1.609344), ("metres", 0.001), ("Km", 1.0)]
)
def test_a_speed_without_a_unit_is_guessed_and_named(
    length: str, km: float, tmp_path: Path
) -> None:
    config = f"long_length,crs\n{length},EPSG:4326\n"
    graph, notices = read_gmns(write(tmp_path, config=config))
    assert graph.length_km[0] == pytest.approx(30 * km)
    taken = "mph" if length == "Miles" else "km/h"
    assert f"the unit of free_speed: taken for {taken}" in " ".join(map(str, notices))
    timed = LINKS.replace("free_speed\n", "time_ms\n")
    assert "free_speed" not in str(read_gmns(write(tmp_path, links=timed, config=config))[1])
    bare = "crs\nEPSG:4326\n"
    assert "long_length isn't said" in str(read_gmns(write(tmp_path, config=bare))[1])


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
    graph, notices = read(write(tmp_path, links=links))
    points = [(112.52, 37.8), (112.57, 37.8)]
    assert [graph.shape(0), graph.shape(1)] == [points, points[::-1]]
    assert ("turned_line" in {each.code for each in notices}) == turned


@pytest.mark.parametrize("flag", ["2", "back", "0.5"])
def test_other_dir_flags_are_refused(flag: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"row 2, dir_flag: .*\[unknown_choice\]"):
        read(write(tmp_path, links=SHAPED.format(flag=flag, line=AHEAD)))


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
        read(write(tmp_path, links=SHAPED.format(flag="1", line=line)))


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
    graph, notices = read(write(tmp_path, links=links))
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
        _, notices = read(write(tmp_path, links=links.format(cell)))
        assert (f"{column} isn't honoured" in " ".join(map(str, notices))) == named


@pytest.mark.parametrize("table", ["movement.csv", "geometry.csv", "segment.csv", "use_group.csv"])
def test_tables_that_are_not_read_are_named(table: str, tmp_path: Path) -> None:
    (tmp_path / table).write_text("id\n1\n")
    assert f"{table} isn't read: " in str(read(write(tmp_path))[1])
