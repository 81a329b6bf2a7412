"""Names of roads: each once, sorted, and unchanged by how a graph is put together."""

from __future__ import annotations

import numpy as np
import pytest

from tests.road_graphs import arc_names
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph
from transnet.roads.names import RoadNames, road_label, sorted_names


def _graph(names: RoadNames | None) -> RoadGraph:
    arcs = Arcs(tails=[1, 0, 1], heads=[0, 1, 0], time_ms=[1, 2, 3], names=names)
    return build_road_graph(["a", "b"], [112.0, 112.1], [37.0, 37.0], arcs)


def test_names_go_with_their_arcs() -> None:
    graph = _graph(arc_names([("Rua X", ""), ("东街", "East Street"), ("Rua X", "")]))
    assert graph.has_names
    assert graph.name_table.tolist() == [["", ""], ["Rua X", ""], ["东街", "East Street"]]
    assert graph.time_ms.tolist() == [2, 1, 3]
    assert graph.name_codes.tolist() == [2, 1, 1]


def test_without_names_there_is_one_empty_row() -> None:
    graph = _graph(None)
    assert not graph.has_names
    assert graph.name_table.tolist() == [["", ""]]
    assert graph == _graph(arc_names([("", "")] * 3))
    assert graph != _graph(arc_names([("", ""), ("", ""), ("Rua X", "")]))


def test_a_table_holds_what_is_used_and_is_tidy() -> None:
    table = np.array([["unused", ""], [" Rua \n X\x00", "Rua X"], ["Rua X", ""]], dtype=object)
    codes, kept = sorted_names(RoadNames(np.array([1, 2], np.int32), table), 2, np.arange(2))
    assert kept.tolist() == [["", ""], ["Rua X", ""]]
    assert codes.tolist() == [1, 1]


def test_as_many_names_as_arcs() -> None:
    with pytest.raises(ValueError, match="expected 3 names, got 1"):
        _graph(arc_names([("Rua X", "")]))


@pytest.mark.parametrize(
    ("ref", "name", "label"),
    [("A4", "Rua X", "A4 Rua X"), ("", "X; Y", "X/Y"), ("S12;G5", "", "S12/G5"), ("", "", "")],
)
def test_a_label_is_number_and_name(ref: str, name: str, label: str) -> None:
    assert road_label(ref, name) == label
