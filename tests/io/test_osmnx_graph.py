"""Graphs that OSMnx made, read as they are."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from shapely.geometry import LineString

from transnet.errors import InputError
from transnet.io.osmnx_graph import from_osmnx


def _graph(**attributes: Any) -> nx.MultiDiGraph:
    """Return one edge with the attributes that OSMnx 2 gives it."""
    made = nx.MultiDiGraph(crs="epsg:4326", simplified=True)
    made.add_node(1, x=112.0, y=37.0, street_count=1)
    made.add_node(2, x=112.1, y=37.0, street_count=1)
    edge = {"osmid": 10, "highway": "residential", "oneway": True, "reversed": False}
    made.add_edge(1, 2, **{**edge, "length": 1000.0, **attributes})
    return made


@pytest.mark.parametrize(
    ("attributes", "country", "ms"),
    [
        ({}, "*", 120_000),
        ({"highway": "motorway"}, "PT", 30_000),
        ({"highway": ["motorway", "trunk"]}, "PT", 30_000),
        ({"maxspeed": "60"}, "*", 60_000),
        ({"maxspeed": ["60", "PT:urban"]}, "*", 72_000),
        ({"maxspeed": "signals"}, "*", 120_000),
        ({"speed_kph": 40.0}, "*", 90_000),
        ({"travel_time": 7.0, "maxspeed": "60"}, "*", 7_000),
    ],
)
def test_time_of_an_edge(attributes: dict[str, Any], country: str, ms: int) -> None:
    graph, _ = from_osmnx(_graph(**attributes), country=country)
    assert graph.time_ms.tolist() == [ms]


def test_columns_of_an_edge() -> None:
    line = LineString([(112.0, 37.0), (112.05, 37.01), (112.1, 37.0)])
    graph, notices = from_osmnx(_graph(geometry=line, osmid=[7, 8], lanes="2"))
    assert graph.node_ids.tolist() == [1, 2]
    assert graph.way_ids.tolist() == [7]
    assert graph.shape(0) == [(112.05, 37.01)]
    assert graph.length_km.tolist() == [1.0]
    assert [notice.hint.split(": ")[1] for notice in notices] == ["street_count", "lanes"]


def test_a_projected_graph_is_refused() -> None:
    made = _graph()
    made.nodes[1]["x"] = 500_000.0
    with pytest.raises(InputError, match="degrees"):
        from_osmnx(made)
