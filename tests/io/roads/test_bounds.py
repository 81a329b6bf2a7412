"""Numbers that no road has: named with row and road, in each format; near misses pass."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from transnet import read_roads
from transnet.base.collector import Notices
from transnet.base.sphere import great_circle_km
from transnet.io.roads.bounds import ROAD_BOUNDS, line_km, note_suspects, speed_problem
from transnet.roads.graph import Arcs

KM = float(great_circle_km(112.5, 37.8, 112.51, 37.8))  # of the straight line, 0.879
HOUR = 3_600_000
FAST, SLOW = "implausible_speed", "implausible_speed"
LONG, SHORT = "implausible_length", "implausible_length"

CASES = [
    (KM, KM / 50 * HOUR, []),
    (KM, KM / ROAD_BOUNDS.fastest_kmh * HOUR, []),
    (0.875, 0.875 / ROAD_BOUNDS.fastest_kmh * HOUR - 1, []),  # a millisecond is rounding
    (KM, KM / (1.01 * ROAD_BOUNDS.fastest_kmh) * HOUR, [FAST]),
    (KM, KM / 5e9 * HOUR, [FAST]),
    (KM, 0.0, [FAST]),
    (KM, KM / ROAD_BOUNDS.slowest_kmh * HOUR + HOUR, []),
    (KM, KM / ROAD_BOUNDS.slowest_kmh * HOUR + HOUR + 1, [SLOW]),
    (KM, min(KM / 0.0001 * HOUR, 2**31 - 2), [SLOW]),
    (0.00005, 0.0, [SHORT]),  # of five centimetres, a millisecond is rounding
    (20 * KM + 0.99, 0.5 * HOUR, []),
    (20 * KM + 1.01, 0.5 * HOUR, [LONG]),
    (100 * KM, 2 * HOUR, [LONG]),
    (0.5 * KM, KM / 50 * HOUR, []),
    (0.01 * KM, KM / 50 * HOUR, [SHORT]),
    (np.nan, 0.0, []),
]


def _arcs(length: float, time: float, shapes: object = None) -> Arcs:
    return Arcs([0], [1], [time], [length], shapes=shapes)  # type: ignore[arg-type]


@pytest.mark.parametrize(("length", "time", "codes"), CASES)
def test_bounds_of_a_road(length: float, time: float, codes: list[str]) -> None:
    faults = Notices("link.csv")
    note_suspects(
        _arcs(length, time), [112.5, 112.51], [37.8, 37.8], faults, lambda _: (7, "A → B")
    )
    assert [each.code for each in faults.notices] == codes
    for each in faults.notices:
        assert (each.severity, each.row, each.value) == ("warning", 7, "A → B")
        assert "check the unit" in each.hint


def test_a_road_that_winds_is_measured_along_its_line() -> None:
    bend = (np.array([0, 1]), np.array([112.5]), np.array([38.8]))
    line = float(line_km(_arcs(1.0, 1.0, bend), np.array([112.5, 112.51]), np.full(2, 37.8))[0])
    assert line == pytest.approx(222.4, abs=0.1)
    faults = Notices("roads")
    for length in (line, KM):  # that long along its line, and as short as the straight one
        arcs = _arcs(length, length / 60 * HOUR, bend)
        note_suspects(arcs, [112.5, 112.51], [37.8, 37.8], faults, lambda at: (at + 1, ""))
    assert [each.code for each in faults.notices] == [SHORT]


def test_lines_of_many_arcs_are_those_of_each() -> None:
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(-180, 180, 9), rng.uniform(-80, 80, 9)
    ends, inner = rng.integers(0, 9, (2, 30)), rng.integers(0, 4, 30)
    pointers = np.concatenate(([0], np.cumsum(inner)))
    points = rng.uniform(-80, 80, (2, pointers[-1]))
    arcs = Arcs(ends[0], ends[1], np.ones(30), np.ones(30), shapes=(pointers, *points))
    for at, found in enumerate(line_km(arcs, lon, lat)):
        part = slice(pointers[at], pointers[at + 1])
        x = [lon[ends[0, at]], *points[0, part], lon[ends[1, at]]]
        y = [lat[ends[0, at]], *points[1, part], lat[ends[1, at]]]
        assert found == pytest.approx(great_circle_km(x[:-1], y[:-1], x[1:], y[1:]).sum())


def test_one_notice_says_how_many_roads_there_are() -> None:
    faults = Notices("roads")
    arcs = Arcs([0] * 5, [1] * 5, [0, 60_000, 0, 0, 60_000], [KM] * 5)
    note_suspects(arcs, [112.5, 112.51], [37.8, 37.8], faults, lambda at: (at + 2, f"road {at}"))
    assert [(each.row, each.value) for each in faults.notices] == [(2, "road 0")]
    assert "(2 more such roads)" in faults.notices[0].hint


@pytest.mark.parametrize(
    ("kmh", "fine"),
    [(0.0001, False), (0.99, False), (1, True), (130, True), (250, True), (251, False),
     (5e9, False), (float("inf"), False), (float("nan"), False)],
)  # fmt: skip
def test_a_speed_by_itself(kmh: float, fine: bool) -> None:
    assert (speed_problem(kmh) == "") == fine


def _gmns(folder: Path, link: str) -> Path:
    folder.mkdir()
    (folder / "config.csv").write_text("long_length,speed,crs\nkm,km/h,EPSG:4326\n")
    (folder / "node.csv").write_text("node_id,x_coord,y_coord\nA,112.5,37.8\nB,112.51,37.8\n")
    head = "link_id,from_node_id,to_node_id,directed,length,free_speed\n1,B,A,0,0.88,50\n"
    (folder / "link.csv").write_text(f"{head}{link}\n")
    return folder


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("2,A,B,1,0.88,5e9", FAST),
        ("2,A,B,1,0.88,0.01", SLOW),
        ("2,A,B,1,88,50", LONG),
        ("2,A,B,1,0.0088,50", SHORT),
    ],
)
def test_tables_name_the_row(link: str, code: str, tmp_path: Path) -> None:
    _, notices = read_roads(_gmns(tmp_path / "net", link))
    assert [(each.code, each.row, each.value) for each in notices] == [(code, 3, "A → B")]


def test_tntp_names_the_road(tmp_path: Path) -> None:
    head = "<NUMBER OF ZONES> 2\n<NUMBER OF NODES> 2\n<FIRST THRU NODE> 1\n<NUMBER OF LINKS> 1\n"
    columns = "~\tinit_node\tterm_node\tcapacity\tlength\tfree_flow_time\tb\tpower\tspeed\ttoll\t"
    link = "\t1\t2\t100\t0.88\t0.0001\t0.15\t4\t0\t0\t1\t;\n"
    net = tmp_path / "a_net.tntp"
    net.write_text(f"{head}<END OF METADATA>\n{columns}link_type\t;\n{link}")
    _, notices = read_roads(net, crs="WGS-84")
    assert [each.value for each in notices if each.code == FAST] == ["1 → 2"]
