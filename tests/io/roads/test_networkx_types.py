"""Attributes of NetworkX graphs in the types that GraphML, tables and OSMnx leave in them."""

from __future__ import annotations

import io
import math
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, LineString, MultiLineString, Point, Polygon

from transnet.base.errors import InputError, TransnetError, UnknownNameError
from transnet.io.osm.osmnx_graph import from_osmnx
from transnet.io.roads.networkx_edges import parts_of
from transnet.io.roads.networkx_graph import from_networkx
from transnet.model.datum import from_wgs84
from transnet.roads.graph import RoadGraph

ENDS = ((112.5, 37.8), (112.51, 37.8))
BEND = (112.505, 37.801)
LINE = LineString([ENDS[0], BEND, ENDS[1]])


def _graph(kind: type[nx.Graph] = nx.MultiDiGraph, **more: Any) -> nx.Graph:
    made = kind(crs="epsg:4326")
    for name, (x, y) in zip((1, 2), ENDS, strict=True):
        made.add_node(name, x=x, y=y)
    made.add_edge(1, 2, **{"osmid": 5, "highway": "residential", "length": 880.0, **more})
    return made


def _read(**more: Any) -> tuple[RoadGraph, list[str]]:
    graph, notices = from_osmnx(_graph(**more))
    assert {each.row for each in notices} <= {0}  # a graph has no rows
    return graph, [each.code for each in notices]


def _error(**more: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(InputError) as caught:
        from_osmnx(_graph(**more))
    assert all("1 → 2" in each.hint or each.value == "1 → 2" for each in caught.value.notices)
    return [(each.code, each.column, each.value) for each in caught.value.notices]


@pytest.mark.parametrize(
    ("mark", "oneway"),
    [
        *((no, False) for no in ("no", "No", "False", "0", 0, 0.0, False, np.False_)),
        *((yes, True) for yes in ("yes", "True", "1", 1, 1.0, True, np.True_)),
        *((nothing, True) for nothing in (None, math.nan, "nan", "", pd.NA)),  # no arc leads back
        ([False, True], True),
        ([False, False], False),
        ("[True, False]", True),
        ("['no', 'no']", False),
    ],
    ids=repr,
)
def test_one_way_marks(mark: object, oneway: bool) -> None:
    assert _read(oneway=mark)[0].oneway.tolist() == [oneway]


@pytest.mark.parametrize("mark", ["-1", "reverse", -1, -1.0])
def test_a_road_against_its_line_is_turned_round_and_said(mark: object) -> None:
    graph, codes = _read(oneway=mark, geometry=LINE)
    assert (graph.tails.tolist(), graph.heads.tolist()) == ([1], [0])
    assert graph.oneway.tolist() == [True]
    assert graph.shape(0) == [BEND]
    assert "turned_road" in codes


@pytest.mark.parametrize("mark", ["reversible", "maybe", 2, timedelta(1)])
def test_an_unknown_mark_is_an_error(mark: object) -> None:
    assert _error(oneway=mark) == [("bad_bool", "oneway", str(mark))]


def test_one_way_edges_of_a_graph_without_directions_are_named() -> None:
    for kind in (nx.Graph, nx.MultiGraph):
        graph, notices = from_osmnx(_graph(kind, oneway="yes"))
        assert graph.arc_count == 2
        assert [each.code for each in notices] == ["oneway_lost"]


@pytest.mark.parametrize(
    "speed",
    ["50", 50, 50.0, np.int64(50), np.float32(50), ["50", 60], ("60", "50"), "['50', '60']", "50 ",
     np.array([60, 50])],
    ids=repr,
)  # fmt: skip
def test_maxspeed_in_all_types(speed: object) -> None:
    graph, codes = _read(maxspeed=speed)
    assert graph.time_ms.tolist() == [63_360]
    assert codes == []


@pytest.mark.parametrize("speed", ["signals", "fast", 0, 5e9, -50, True, [["50"]], {"to": 50}])
def test_a_maxspeed_that_names_no_speed_is_told(speed: object) -> None:
    graph, codes = _read(maxspeed=speed)
    assert graph.time_ms.tolist() == [105_600]
    assert codes == ["unread_speed"]


@pytest.mark.parametrize("speed", [None, math.nan, "", "nan", []])
def test_no_maxspeed_is_none(speed: object) -> None:
    assert _read(maxspeed=speed)[1] == []


@pytest.mark.parametrize(
    "shape",
    [
        LINE,
        LINE.wkt,
        MultiLineString([LINE]),
        MultiLineString([[ENDS[0], BEND], [BEND, ENDS[1]]]),
        MultiLineString([[ENDS[0], BEND], [ENDS[1], BEND]]).wkt,
        LineString([(*point, 700.0) for point in LINE.coords]),
        LINE.reverse(),
    ],
    ids=str,
)
def test_lines_in_all_types(shape: object) -> None:
    assert _read(geometry=shape)[0].shape(0) == [BEND]


def test_a_line_that_was_turned_and_heights_are_told() -> None:
    assert _read(geometry=LINE.reverse())[1] == ["turned_line"]
    assert _read(geometry=LineString([(*point, 7.0) for point in LINE.coords]))[1] == ["left_out"]
    far = LineString([ENDS[0], (113.0, 37.8)])
    assert _read(geometry=far)[1] == ["line_off_nodes"]


@pytest.mark.parametrize("shape", [None, math.nan, "", "nan", LineString(), "LINESTRING EMPTY"])
def test_no_line_is_a_straight_road(shape: object) -> None:
    assert _read(geometry=shape)[0].shape(0) == []


@pytest.mark.parametrize(
    "shape",
    [
        MultiLineString([[ENDS[0], BEND], [(113.0, 38.0), ENDS[1]]]),
        Point(ENDS[0]),
        Polygon([*LINE.coords]),
        GeometryCollection([LINE]),
        "LINESTRING (112.5 37.8",
        "somewhere",
        [ENDS[0], ENDS[1]],
        7,
        {"type": "LineString"},
        "LINESTRING (112.5 37.8, nan nan, 112.51 37.8)",
    ],
    ids=str,
)
def test_what_is_no_line_is_an_error(shape: object) -> None:
    assert [code for code, *_ in _error(geometry=shape)] == ["bad_geometry"]


def test_a_line_in_metres_is_an_error() -> None:
    with pytest.raises(InputError, match="projected_point"):
        from_osmnx(_graph(geometry=LineString([ENDS[0], (5e5, 4e6), ENDS[1]])))


def test_an_edge_without_direction_has_its_line_both_ways() -> None:
    for line in (LINE, LINE.reverse(), MultiLineString([LINE])):
        bent = LineString([*line.coords][::1]) if isinstance(line, LineString) else line
        graph, notices = from_networkx(_graph(nx.Graph, geometry=bent, travel_time=63.0))
        assert [graph.shape(arc) for arc in range(2)] == [[BEND], [BEND]]
        assert notices == []


@pytest.mark.parametrize("length", ["880.0", 880, np.float32(880), " 880 "])
def test_lengths_in_all_types(length: object) -> None:
    assert _read(length=length)[0].length_km.tolist() == [0.88]


@pytest.mark.parametrize("key", ["length", "length_km", "travel_time", "time_ms", "speed_kph"])
@pytest.mark.parametrize(
    "value",
    ["1,000", "5 km", "1_000", "0x10", "inf", math.inf, True, [1, 2], timedelta(1), Decimal(5),
     np.timedelta64(5, "s"), 10**400, {}],
    ids=repr,
)  # fmt: skip
def test_what_is_no_number_is_an_error(key: str, value: object) -> None:
    written = "true" if value is True else str(value)  # as a file has it
    assert ("bad_number", key, written[:79]) in [
        (code, column, found.rstrip("…")[:79]) for code, column, found in _error(**{key: value})
    ]


@pytest.mark.parametrize("key", ["travel_time", "time_ms"])
@pytest.mark.parametrize("value", [math.nan, None, -1, 1e20, "nan"])
def test_a_time_that_is_missing_or_impossible_is_an_error(key: str, value: object) -> None:
    assert ("missing_value", "edge", "1 → 2") in _error(**{key: value})


@pytest.mark.parametrize(
    ("osmid", "way"),
    [("5", 5), (5.0, 5), ([5, 6], 5), ("[5, 6]", 5), (np.int64(5), 5), (None, 0), (math.nan, 0)],
    ids=repr,
)
def test_ids_of_ways_in_all_types(osmid: object, way: int) -> None:
    assert _read(osmid=osmid)[0].way_ids.tolist() == [way]


@pytest.mark.parametrize("osmid", ["w5", 5.5, 10**30, "9" * 30, True])
def test_an_id_that_is_lost_is_told(osmid: object) -> None:
    graph, codes = _read(osmid=osmid)
    assert graph.way_ids.tolist() == [0]
    assert codes == ["left_out"]


@pytest.mark.parametrize("name", ["", " a", "a;b", "a\nb", "x" * 1000, False, b"a", math.nan])
def test_a_name_that_is_no_id_is_told_by_itself(name: object) -> None:
    with pytest.raises(InputError) as caught:
        from_osmnx(nx.relabel_nodes(_graph(), {2: name}))
    (found,) = caught.value.notices
    assert (found.code, found.row) == ("bad_id", 0)  # a graph has no rows
    assert found.value[:20] == repr(name)[:20]


def test_absurd_speeds_are_told_by_edge() -> None:
    for more in ({"speed_kph": 5e9}, {"speed_kph": 0.005}, {"travel_time": 0.0}):
        _, notices = from_osmnx(_graph(**more))
        assert [(each.code, each.value) for each in notices] == [("implausible_speed", "1 → 2")]


@pytest.mark.parametrize("name", ["GCJ-02", "BD-09", "gcj02"])
def test_the_datum_that_a_graph_names_is_taken_off(name: str) -> None:
    made = _graph(oneway=True)
    made.graph["crs"] = name
    shifted = "BD-09" if name.startswith("B") else "GCJ-02"
    for node, (x, y) in zip((1, 2), ENDS, strict=True):
        lon, lat = from_wgs84(x, y, shifted)  # type: ignore[arg-type]
        made.nodes[node].update(x=float(lon), y=float(lat))
    graph, _ = from_osmnx(made)
    np.testing.assert_allclose((graph.lon, graph.lat), np.array(ENDS).T, atol=1e-9)


@pytest.mark.parametrize("crs", ["wgs84", "gcj", 4326])
def test_a_datum_that_isnt_known_is_an_error(crs: object) -> None:
    with pytest.raises(InputError, match="WGS-84, GCJ-02, BD-09"):
        from_networkx(_graph(travel_time=60), crs=crs)  # type: ignore[arg-type]


def test_a_country_that_isnt_known_is_an_error() -> None:
    with pytest.raises(UnknownNameError):
        from_osmnx(_graph(), country="Atlantis")


@pytest.mark.parametrize("thing", [None, "graph.graphml", pd.DataFrame(), {}, 7])
def test_what_is_no_graph_is_an_error(thing: Any) -> None:
    with pytest.raises(InputError, match="a NetworkX graph is needed"):
        from_networkx(thing)


def test_copies_come_back_through_graphml() -> None:
    made = _graph(travel_time=60.0)
    made.add_node("1~1", x=ENDS[0][0], y=ENDS[0][1], copy_of=1)
    made.add_edge("1~1", 2, travel_time=60.0, length=880.0)
    text = io.BytesIO()
    nx.write_graphml(made, text)
    again = nx.read_graphml(io.BytesIO(text.getvalue()))
    graph, _ = from_networkx(again)
    assert graph.node_ids.tolist() == [1, 2, 1]
    assert graph.copy_of.tolist() == [0, 1, 0]


@pytest.mark.parametrize("origin", ["7", ["1"], "1~1", 3.5])
def test_a_copy_of_nothing_is_an_error(origin: object) -> None:
    made = _graph(travel_time=60.0)
    made.add_node("1~1", x=ENDS[0][0], y=ENDS[0][1], copy_of=origin)
    with pytest.raises(InputError, match="copy of node 1~1"):
        from_networkx(made)


def test_lists_are_read_as_osmnx_writes_them() -> None:
    assert parts_of("['Rua d\\'Ouro', \"b\"]") == ["Rua d\\'Ouro", "b"]
    assert parts_of("[1, 2]") == ["1", "2"]
    assert parts_of("[Rua") == ["[Rua"]
    assert parts_of({"b", "a"}) == ["a", "b"]


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
ANYTHING = st.recursive(
    PLAIN | st.binary(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=4,
)
KEYS = ("oneway", "maxspeed", "geometry", "length", "osmid", "highway", "name", "ref", "speed_kph",
        "travel_time", "time_ms", "x", "y", "copy_of")  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=3))
def test_only_typed_errors_come_out(attributes: dict[str, Any]) -> None:
    made = _graph(**attributes)
    made.nodes[1].update(attributes)
    with suppress(TransnetError):
        graph, _ = from_osmnx(made)
        assert graph.arc_count == 1
