"""Graphs that go wrong: loops, parallels, zeros, ties, components, closed and endless arcs."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.naive import Arc, Graph
from transnet.base.units import UNREACHABLE_MS

Pairs = list[tuple[int, int]]

WEIGHTS = st.one_of(
    st.integers(0, 3),
    st.integers(0, 7_200_000),
    st.integers(0, 10**9),
    st.integers(UNREACHABLE_MS - 3, UNREACHABLE_MS - 1),
)


def _line(nodes: int) -> Pairs:
    return [(node, node + 1) for node in range(nodes - 1)]


def _star(nodes: int) -> Pairs:
    return [pair for leaf in range(1, nodes) for pair in ((0, leaf), (leaf, 0))]


def _cycle(nodes: int) -> Pairs:
    return [(node, (node + 1) % nodes) for node in range(nodes)]


def _tree(nodes: int) -> Pairs:
    return [((node - 1) // 2, node) for node in range(1, nodes)]


def _grid(nodes: int) -> Pairs:
    """Rows of four, two-way."""
    steps = [(node, node + 1) for node in range(nodes - 1) if node % 4 != 3]
    steps += [(node, node + 4) for node in range(nodes - 4)]
    return steps + [(head, tail) for tail, head in steps]


def _nothing(_nodes: int) -> Pairs:
    return []


SHAPES = (_line, _star, _cycle, _tree, _grid, _nothing)


@st.composite
def graphs(draw: st.DrawFn, *, min_weight: int = 0, closed: bool = True) -> Graph:
    """Up to 18 nodes: one or two shapes side by side, random arcs, nodes renumbered.

    Weights come from a few values, so that paths tie. With `closed`, some arcs are closed.
    """
    pairs: Pairs = []
    nodes = 0
    for shape in draw(st.lists(st.sampled_from(SHAPES), min_size=1, max_size=2)):
        size = draw(st.integers(1, 9))
        pairs += [(nodes + tail, nodes + head) for tail, head in shape(size)]
        nodes += size
    node = st.integers(0, nodes - 1)
    pairs += draw(st.lists(st.tuples(node, node), max_size=9))
    values = draw(st.lists(WEIGHTS.filter(lambda ms: ms >= min_weight), min_size=1, max_size=4))
    values += [UNREACHABLE_MS] if closed else []
    weights = draw(st.lists(st.sampled_from(values), min_size=len(pairs), max_size=len(pairs)))
    random = draw(st.randoms(use_true_random=True))
    new = random.sample(range(nodes), nodes)
    arcs: list[Arc] = [
        (new[tail], new[head], weight) for (tail, head), weight in zip(pairs, weights, strict=True)
    ]
    random.shuffle(arcs)
    return Graph.of(nodes, arcs)


@st.composite
def graphs_and_nodes(draw: st.DrawFn, count: int) -> tuple[Graph, list[int]]:
    """A graph and some of its nodes, repeats allowed."""
    graph = draw(graphs())
    node = st.integers(0, graph.nodes - 1)
    return graph, draw(st.lists(node, min_size=count, max_size=count))
