"""Lengths, times and speeds at the ends of what a number can be, through every reader of roads."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from transnet import from_networkx, read_roads
from transnet.base.errors import InputError, Notice
from transnet.base.units import LONGEST_KM, minutes_to_ms, to_whole
from transnet.io.roads.dimacs import read_dimacs
from transnet.io.roads.tntp import read_tntp
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph

Found = tuple[RoadGraph, list[Notice]]
ENDS = ("0", "5e-324", "1e-320", "1e-300", "1e-3", "1", "1e9", "1e300", "1.7e308")


def _tntp(folder: Path, length: str, time: str) -> Path:
    head = "<NUMBER OF NODES> 2\n<FIRST THRU NODE> 1\n<NUMBER OF LINKS> 1\n<END OF METADATA>\n"
    path = folder / "a_net.tntp"
    path.write_text(f"{head}1 2 900 {length} {time} 0.15 4 50 0 1 ;\n")
    return path


def _read_tntp(folder: Path, length: str, time: str) -> Found:
    return read_tntp(_tntp(folder, length, time))


def _read_tntp_in_units(folder: Path, length: str, time: str) -> Found:
    return read_tntp(_tntp(folder, length, time), minutes_per_unit=1e300, km_per_unit=1.609344)


def _read_gmns(folder: Path, length: str, speed: str) -> Found:
    (folder / "config.csv").write_text("long_length,speed,crs\nmile,mph,EPSG:4326\n")
    (folder / "node.csv").write_text("node_id,x_coord,y_coord\nA,112.5,37.8\nB,112.51,37.8\n")
    head = "link_id,from_node_id,to_node_id,directed,length,free_speed"
    (folder / "link.csv").write_text(f"{head}\n1,A,B,1,{length},{speed}\n")
    return read_roads(folder)


def _read_geojson(folder: Path, length: str, time: str) -> Found:
    line = [[112.5, 37.8], [112.51, 37.8]]
    features: list[dict[str, object]] = [
        {"properties": {"node_id": at}, "geometry": {"type": "Point", "coordinates": point}}
        for at, point in enumerate(line)
    ]
    road = {"from_node": 0, "to_node": 1, "time_ms": float(time), "length_km": float(length)}
    features.append({"properties": road, "geometry": {"type": "LineString", "coordinates": line}})
    whole = {"type": "FeatureCollection", "features": [{"type": "Feature", **x} for x in features]}
    (folder / "r.geojson").write_text(json.dumps(whole))
    return read_roads(folder / "r.geojson")


def _read_graph(folder: Path, length: str, speed: str) -> Found:
    del folder
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(crs="epsg:4326")
    graph.add_node("A", x=112.5, y=37.8)
    graph.add_node("B", x=112.51, y=37.8)
    numbers = {"length": np.float64(length), "speed_kph": np.float64(speed)}
    graph.add_edge("A", "B", **numbers)
    return from_networkx(graph)


def _read_dimacs(folder: Path, length: str, time: str) -> Found:
    for name in ("t.gr", "l.gr"):
        (folder / name).write_text("p sp 2 1\na 1 2 3\n")
    path, lengths = folder / "t.gr", folder / "l.gr"
    return read_dimacs(path, lengths=lengths, ms_per_unit=float(time), km_per_unit=float(length))


READERS: list[Callable[[Path, str, str], Found]] = [
    _read_tntp,
    _read_tntp_in_units,
    _read_gmns,
    _read_geojson,
    _read_graph,
    _read_dimacs,
]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("other", ENDS)
@pytest.mark.parametrize("length", ENDS)
def test_only_typed_errors(
    read: Callable[[Path, str, str], Found], length: str, other: str, tmp_path: Path
) -> None:
    graph, notices = None, list[Notice]()
    try:
        graph, notices = read(tmp_path, length, other)
    except InputError as error:
        notices = list(error.notices)
    assert notices or graph is not None
    assert graph is None or (graph.length_km <= LONGEST_KM).all()
    assert all("inf" not in each.hint for each in notices)


def test_a_cell_at_fault_is_told_once(tmp_path: Path) -> None:
    for length, speed, column in (("1e300", "50", "length"), ("1", "x", "free_speed")):
        with pytest.raises(InputError) as error:
            _read_gmns(tmp_path, length, speed)
        assert [(each.row, each.column) for each in error.value.notices] == [(2, column)]


def test_a_guessed_unit_is_told_by_the_times_that_are_kept(tmp_path: Path) -> None:
    _, notices = _read_tntp(tmp_path, "1.5", "3")
    assert any("driven at 30 km/h" in each.hint for each in notices)
    _, notices = _read_tntp(tmp_path, "1.5", "1e-320")  # of no millisecond
    assert [each.code for each in notices][-1] == "implausible_speed"


@pytest.mark.parametrize("of", [minutes_to_ms, lambda each: to_whole(each, 100)])
def test_amounts_that_run_over_are_refused(of: Callable[[object], object]) -> None:
    with pytest.raises(InputError):
        of([1.7e308])


def test_a_graph_takes_no_length_that_runs_over() -> None:
    for length in (-1.0, 1.01e6, 1e300):
        with pytest.raises(InputError, match="length_km"):
            build_road_graph([1, 2], [0, 1], [0, 0], Arcs([0], [1], [1], [length]))
