"""Road graphs for tests: one to know by heart, and any that Hypothesis thinks of."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from transnet.base.errors import Notice
from transnet.roads.arc_ways import ArcWays, made_ways
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph
from transnet.roads.names import NameList, RoadNames

TAGS = ("", "yes", "A1;B2", 'N "2"; 街')
NAMES = (("", ""), ("A4 Rua do Ouro", ""), ("迎泽大街", "Yingze Street"), ('S1, "old"; east', ""))
CLASSES = ("unknown", "motorway", "primary", "residential", 'a, "quoted" one', "县道")


def small_graph() -> RoadGraph:
    """Return A ⇄ B → C with a bent one-way and a parallel arc, ids that look like numbers."""
    return build_road_graph(
        ["007", "8", "C"],
        [112.5, 112.507, 112.514],
        [37.8, 37.806, 37.812],
        Arcs(
            tails=[1, 0, 1, 1],
            heads=[2, 1, 0, 2],
            time_ms=[90_000, 60_000, 60_001, 80_000],
            length_km=[1.5, 1.0, 1.0, 1.25],
            road_class=["primary", "unknown", "unknown", "motorway"],
            oneway=[True, False, False, True],
            way_ids=[7, 1, 1, 9],
            names=arc_names([("迎泽大街", "Yingze Street"), ("", ""), ("", ""), ("A4 Ouro", "")]),
            shapes=(
                np.array([0, 2, 2, 2, 2]),
                np.array([112.509, 112.512]),
                np.array([37.806, 37.81]),
            ),
        ),
    )


def arc_names(pairs: list[tuple[str, str]]) -> RoadNames:
    """Return the names of arcs, each on the spot and in English."""
    found = NameList()
    for pair in pairs:
        found.add(*pair)
    return found.names()


def surprises(notices: list[Notice]) -> list[Notice]:
    """Return notices but those of numbers, places and repeats, which a graph of chance has."""
    usual = ("implausible_", "place_unknown", "repeated_road")
    return [each for each in notices if not each.code.startswith(usual)]


def _ways_of(rows: list[tuple[int, list[int], str]]) -> ArcWays:
    """Return ways of arcs: the first and others, and a tag that some have."""
    ways = [list(dict.fromkeys([first, *more])) if first else [] for first, more, _ in rows]
    pointers = np.cumsum([0, *map(len, ways)])
    ids = np.array([way for each in ways for way in each], dtype=np.int64)
    texts = [text for *_, text in rows]
    if not any(texts):
        return made_ways(pointers, ids)
    codes = np.array([[TAGS.index(text)] for text in texts])
    return made_ways(pointers, ids, ["ref"], codes, np.array(TAGS, dtype=object))


@st.composite
def road_graphs(draw: st.DrawFn) -> RoadGraph:
    """Draw a graph with loops, parallels, islands, copies, unknown places, and bent arcs."""
    count = draw(st.integers(1, 6))
    text = st.text("0123456789aB-:站", min_size=1, max_size=6)
    ids = st.lists(st.integers(-9, 10**17).map(str) | text, min_size=count, max_size=count)
    unique = draw(ids.filter(lambda names: len(set(names)) == len(names)))
    degree = st.floats(-90, 90, allow_subnormal=False)
    place = st.just(float("nan")) | degree
    lon = draw(st.lists(place, min_size=count, max_size=count))
    lat = draw(st.lists(place, min_size=count, max_size=count))
    originals = sorted(draw(st.sets(st.integers(0, count - 1), min_size=1)))
    copies = {n: draw(st.sampled_from(originals)) for n in range(count) if n not in originals}
    copy_of = [copies.get(node, node) for node in range(count)]
    end = st.integers(0, count - 1)
    length = st.just(float("nan")) | st.floats(0, 1000, allow_subnormal=False)
    point = st.tuples(degree, degree)
    arc = st.tuples(
        end,
        end,
        st.integers(0, 2**31 - 2),
        length,
        st.sampled_from(CLASSES),
        st.booleans(),
        st.integers(0, 10**12),
        st.lists(point, max_size=3),
        st.sampled_from(NAMES),
        st.lists(st.integers(1, 10**12), max_size=2, unique=True),
        st.sampled_from(TAGS),
        st.just(float("nan")) | st.floats(1.0, 200.0),
    )
    arcs = draw(st.lists(arc, max_size=12))
    points = [each for row in arcs for each in row[7]]
    return build_road_graph(
        [unique[node] for node in copy_of],
        lon,
        lat,
        Arcs(
            tails=[row[0] for row in arcs],
            heads=[row[1] for row in arcs],
            time_ms=[row[2] for row in arcs],
            length_km=[row[3] for row in arcs],
            road_class=[row[4] for row in arcs],
            oneway=[row[5] for row in arcs],
            way_ids=[row[6] for row in arcs],
            names=arc_names([row[8] for row in arcs]),
            ways=_ways_of([(row[6], row[9], row[10]) for row in arcs]),
            free_kmh=[row[11] for row in arcs],
            shapes=(
                np.cumsum([0, *(len(row[7]) for row in arcs)]),
                np.array([x for x, _ in points], dtype=np.float64),
                np.array([y for _, y in points], dtype=np.float64),
            ),
        ),
        copy_of,
    )
