"""Segments are joined into chains as the obvious walk does it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from transnet.io.osm_chains import join_segments

Arc = tuple[int, int, int]


@st.composite
def road_maps(draw: st.DrawFn) -> tuple[int, list[Arc]]:
    """Draw roads over a few nodes: two-way and one-way, of two kinds, with rings and parallels."""
    count = draw(st.integers(2, 9))
    node = st.integers(0, count - 1)
    walk = st.lists(node, min_size=2, max_size=8)
    arcs: list[Arc] = []
    for nodes, both, kind in draw(
        st.lists(st.tuples(walk, st.booleans(), st.integers(0, 1)), max_size=4)
    ):
        for tail, head in pairwise(nodes):
            if tail != head:
                arcs.append((tail, head, kind))
                if both:
                    arcs.append((head, tail, kind))
    return count, arcs


def _kept(count: int, arcs: list[Arc]) -> set[int]:
    """Return the nodes where chains end, by looking at each node alone."""
    kept = set()
    for node in range(count):
        out = sorted((head, kind) for tail, head, kind in arcs if tail == node)
        into = sorted((tail, kind) for tail, head, kind in arcs if head == node)
        neighbours = {each for each, _ in out + into}
        one_kind = len({kind for _, kind in out + into}) == 1
        through = len(out) == len(into) == 1 and len(neighbours) == 2
        both_ways = len(out) == len(into) == 2 and out == into and len(neighbours) == 2
        if not (one_kind and (through or both_ways)):
            kept.add(node)
    return kept | _ring_starts(count, arcs, kept)


def _ring_starts(count: int, arcs: list[Arc], kept: set[int]) -> set[int]:
    starts = set()
    for node in range(count):
        part = {node}
        while more := {
            other for t, h, _ in arcs for other in (t, h) if {t, h} & part and other not in part
        }:
            part |= more
        if not part & kept:
            starts.add(min(part))
    return starts


@given(road_maps())
def test_chains_are_those_of_the_obvious_walk(world: tuple[int, list[Arc]]) -> None:
    count, arcs = world
    table = np.array(arcs, dtype=np.int64).reshape(-1, 3)
    chains = join_segments(count, table[:, 0], table[:, 1], table[:, 2])
    assert sorted(chains.members.tolist()) == list(range(len(arcs)))
    kept = _kept(count, arcs)
    for start, end in zip(chains.pointers, chains.pointers[1:], strict=False):
        rows = [arcs[member] for member in chains.members[start:end]]
        assert len({kind for _, _, kind in rows}) == 1
        assert rows[0][0] in kept
        assert rows[-1][1] in kept
        for before, after in pairwise(rows):
            assert before[1] == after[0]
            assert before[0] != after[1]
            assert before[1] not in kept


@given(road_maps())
def test_nothing_is_lost(world: tuple[int, list[Arc]]) -> None:
    count, arcs = world
    table = np.array(arcs, dtype=np.int64).reshape(-1, 3)
    chains = join_segments(count, table[:, 0], table[:, 1], table[:, 2])
    values = np.arange(len(arcs), dtype=np.float64)
    assert chains.total(values).sum() == values.sum()
    inner, pointers = chains.inner()
    assert len(inner) + len(chains.pointers) - 1 == len(arcs)
    assert pointers[-1] == len(inner)
