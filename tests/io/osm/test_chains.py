"""Pieces are joined into chains as the obvious walk does it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from transnet.io.osm.chains import Chains, PieceEnds, join_pieces

# from, to, kind, may be driven ahead, and back
Piece = tuple[int, int, int, bool, bool]


@st.composite
def road_maps(draw: st.DrawFn) -> tuple[int, list[Piece], set[int]]:
    """Draw roads over a few nodes, of two kinds, with loops, rings and parallels; and stops."""
    count = draw(st.integers(2, 9))
    node = st.integers(0, count - 1)
    opens = st.sampled_from([(True, True), (True, True), (True, False), (False, True)])
    roads = st.lists(st.tuples(st.lists(node, min_size=2, max_size=6), opens, st.integers(0, 1)))
    pieces = [
        (first, second, kind, *allowed)
        for nodes, allowed, kind in draw(roads.filter(lambda each: len(each) < 6))
        for first, second in pairwise(nodes)
    ]
    return count, pieces, draw(st.sets(node, max_size=2))


def _join(count: int, pieces: list[Piece], stops: set[int]) -> Chains:
    table = np.array(pieces, dtype=np.int64).reshape(-1, 5)
    neighbours = np.arange(2 * len(pieces)) + count  # each piece has a point of its own at an end
    opened = table[:, 3:].astype(bool).ravel()
    ends = PieceEnds(table[:, :2].ravel(), neighbours, table[:, 2], opened)
    return join_pieces(ends, np.isin(np.arange(count), list(stops)))


def _passed(node: int, pieces: list[Piece], stops: set[int]) -> bool:
    """Return whether one can but go on at a node, by looking at it alone."""
    at = [each for each in pieces if node in each[:2]]
    if node in stops or len(at) != 2 or any(each[0] == each[1] for each in at):
        return False
    leave = [each[3] if each[0] == node else each[4] for each in at]
    arrive = [each[4] if each[0] == node else each[3] for each in at]
    free = all(leave) and all(arrive)
    one_way = sorted(leave) == sorted(arrive) == [False, True] and leave != arrive
    return at[0][2] == at[1][2] and (free or one_way)


@given(road_maps(), st.data())
def test_a_chain_is_called_as_most_of_it(
    world: tuple[int, list[Piece], set[int]], data: st.DataObject
) -> None:
    count, pieces, stops = world
    chains = _join(count, pieces, stops)
    column = st.lists(st.integers(0, 3), min_size=len(pieces), max_size=len(pieces))
    names, length = (np.array(data.draw(column), dtype=np.int32) for _ in range(2))
    found = chains.longest(names[chains.members >> 1], length / 7.0)
    assert len(found) == len(chains.pointers) - 1
    for chain, (start, end) in enumerate(pairwise(chains.pointers.tolist())):
        along = {0: -1.0}
        for piece in (chains.members[start:end] >> 1).tolist():
            if names[piece]:
                along[names[piece]] = along.get(names[piece], 0.0) + length[piece]
        assert found[chain] == min(along, key=lambda name: (-along[name], name))


@given(road_maps())
def test_chains_are_those_of_the_obvious_walk(world: tuple[int, list[Piece], set[int]]) -> None:
    count, pieces, stops = world
    chains = _join(count, pieces, stops)
    driven = [2 * i for i, each in enumerate(pieces) if each[3]]
    driven += [2 * i + 1 for i, each in enumerate(pieces) if each[4]]
    assert sorted(chains.members.tolist()) == sorted(driven)
    passed = {node for node in range(count) if _passed(node, pieces, stops)}
    ends = []
    for start, beyond in pairwise(chains.pointers.tolist()):
        rows = [_driven(pieces, each) for each in chains.members[start:beyond].tolist()]
        assert len({pieces[each >> 1][2] for each in chains.members[start:beyond]}) == 1
        ends.append((rows[0][0], rows[-1][1]))
        ring = {tail for tail, _ in rows} <= passed
        assert rows[0][0] == rows[-1][1] == min(tail for tail, _ in rows) if ring else True
        assert ring or not {rows[0][0], rows[-1][1]} & passed
        for before, after in pairwise(rows):
            assert before[1] == after[0]
            assert before[1] in passed
    assert ends == sorted(ends)


def _driven(pieces: list[Piece], member: int) -> tuple[int, int]:
    first, second = pieces[member >> 1][:2]
    return (second, first) if member & 1 else (first, second)


@given(road_maps())
def test_nothing_is_lost(world: tuple[int, list[Piece], set[int]]) -> None:
    count, pieces, stops = world
    chains = _join(count, pieces, stops)
    values = np.arange(2.0 * len(pieces))
    assert chains.total(values).sum() == values[chains.members].sum()


def test_two_roads_to_the_same_neighbour_do_not_go_on() -> None:
    # Two one-way roads between nodes 0 and 1: what arrives at 1 on one may only turn back.
    opened = np.array([True, False, True, False])
    ends = PieceEnds(np.array([0, 1, 1, 0]), np.array([1, 0, 0, 1]), np.zeros(2, np.int64), opened)
    assert join_pieces(ends, np.zeros(2, dtype=np.bool_)).pointers.tolist() == [0, 1, 2]
