"""Networks as people have them: a table, a matrix and a graph of the same arcs answer alike."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy.sparse import coo_array, csr_array

from transnet.accessibility import accessibility_from_network, route_network
from transnet.base.errors import InputError
from transnet.roads.graph import Arcs, build_road_graph

PAIRS = [("A", "B", 1.5), ("B", "C", 2.0), ("C", "A", 0.0), ("A", "C", np.inf), ("A", "B", 9.0)]
TABLE = pd.DataFrame(PAIRS, columns=["from_id", "to_id", "minutes"])
TIMES = {("A", "C"): 3.5, ("C", "B"): 1.5, ("B", "A"): 2.0, ("A", "A"): 0.0}


def _times(network: Any, **how: Any) -> dict[tuple[Any, Any], float]:
    found = route_network(network, **how).travel_times()
    return {(a, b): value for a, b, value in found.itertuples(index=False)}


def test_a_table_and_a_graph_answer_by_name() -> None:
    graph = nx.MultiDiGraph()
    graph.add_weighted_edges_from(PAIRS)
    found = _times(TABLE)
    assert {pair: found[pair] for pair in TIMES} == TIMES
    assert _times(graph, minutes="weight") == found
    short = TABLE.rename(columns={"from_id": "from", "to_id": "to", "minutes": "far"})
    assert _times(short, minutes="far") == found


def test_a_graph_without_directions_is_gone_both_ways() -> None:
    graph = nx.Graph()
    graph.add_edge(7, 8, minutes=2)
    graph.add_node(9)
    found = _times(graph)
    assert (found[7, 8], found[8, 7], found[7, 9]) == (2.0, 2.0, np.inf)


def test_entries_of_a_matrix_are_minutes_and_what_it_lacks_is_no_arc() -> None:
    matrix = coo_array(([1.5, 0.0, 4], ([0, 1, 2], [1, 2, 2])), shape=(4, 4))
    found = _times(matrix)
    assert (found[0, 2], found[2, 0], found[0, 3]) == (1.5, np.inf, np.inf)
    assert _times(csr_array([[0, 3], [2, 0]]))[0, 1] == 3.0


def test_measures_take_such_networks_made_ready() -> None:
    ready = route_network(TABLE)
    within = accessibility_from_network(ready, pd.Series({"C": 7.0}), [3])
    assert within.squeeze(axis=1).to_dict() == {"A": 0.0, "B": 7.0, "C": 7.0}
    some = ready.travel_times(["B"], ["C", "A"])
    assert some.to_numpy().tolist() == [["B", "C", 2.0], ["B", "A", 2.0]]


def test_copies_of_a_road_graph_are_one_place() -> None:
    arcs = Arcs(tails=[0, 1], heads=[2, 3], time_ms=[60_000, 60_000])
    roads = build_road_graph(
        ["A", "B", "C", "B"], [112.5] * 4, [37.8] * 4, arcs, copy_of=[0, 1, 2, 1]
    )
    assert set(route_network(roads).travel_times()["to_id"]) == {"A", "B", "C"}


EDGE = nx.DiGraph()
EDGE.add_edge(1, 2, weight=3)


@pytest.mark.parametrize(
    ("network", "how", "code"),
    [
        (TABLE.assign(minutes=np.nan), {}, "bad_value"),
        (TABLE.assign(minutes=-1.0), {}, "bad_value"),
        (TABLE.assign(minutes=40_000), {}, "bad_value"),
        (TABLE.assign(minutes="1"), {}, "not_a_number"),
        (TABLE.assign(to_id=None), {}, "empty_id"),
        (TABLE.assign(to_id=[[1]] * len(TABLE)), {}, "shape"),
        (TABLE.drop(columns="minutes"), {}, "network"),
        (TABLE, {"minutes": "far"}, "network"),
        (TABLE, {"minutes": 5}, "setting"),
        (TABLE, {"time_ms": [1]}, "setting"),
        (EDGE, {}, "not_a_number"),
        (csr_array([[0.0, -1.0], [0.0, 0.0]]), {}, "bad_value"),
        (csr_array([[0.0, 1.0]]), {}, "shape"),
        (csr_array([[True]]), {}, "not_a_number"),
        ([1, 2], {}, "network"),
    ],
)
def test_what_cannot_be_held_is_refused(network: Any, how: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as caught:
        route_network(network, **how)
    assert [each.code for each in caught.value.notices] == [code]
    assert caught.value.notices[0].hint
