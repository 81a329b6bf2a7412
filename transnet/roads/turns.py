"""Turns that are banned or cost time, as copies of nodes: the graph stays a plain directed one.

A banned sequence of arcs is a word that a journey must not contain. The words become the automaton
of Aho and Corasick (Efficient string matching, Communications of the ACM 18(6), 1975); each of its
states that a journey can be in is a copy of the node that its last arc leads to. So a search on
arcs is needed nowhere: shortest paths over the copies are those that obey every ban.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.units import UNREACHABLE_MS
from transnet.roads.arc_shapes import packed_shapes
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph
from transnet.roads.names import RoadNames

Ints = npt.NDArray[np.integer[Any]]
TurnCost = Callable[[Ints, Ints], npt.ArrayLike]
_ROOT = 0


@dataclass(slots=True)
class _Automaton:
    """States of what a journey has driven of banned sequences; state 0 is nothing of any.

    last     arc each state ends with
    dead     whether a banned sequence is complete
    shorter  longest other state that is a suffix of this one
    """

    children: list[dict[int, int]] = field(default_factory=lambda: [{}])
    last: list[int] = field(default_factory=lambda: [-1])
    dead: list[bool] = field(default_factory=lambda: [False])
    shorter: list[int] = field(default_factory=lambda: [_ROOT])

    def add(self, sequence: Sequence[int]) -> int:
        """Add the states of a sequence and return its last one."""
        state = _ROOT
        for arc in sequence:
            if arc not in self.children[state]:
                self.children[state][arc] = len(self.last)
                self.children.append({})
                self.last.append(arc)
                self.dead.append(False)
                self.shorter.append(_ROOT)
            state = self.children[state][arc]
        return state

    def close(self) -> None:
        """Link each state to its longest suffix; what ends in a banned sequence is dead too."""
        left = deque(self.children[_ROOT].values())
        while left:
            state = left.popleft()
            self.dead[state] |= self.dead[self.shorter[state]]
            for arc, child in self.children[state].items():
                self.shorter[child] = self.follow(self.shorter[state], arc)
                left.append(child)

    def follow(self, state: int, arc: int) -> int:
        """Return the state after one more arc."""
        while state != _ROOT and arc not in self.children[state]:
            state = self.shorter[state]
        return self.children[state].get(arc, _ROOT)

    def live(self) -> list[int]:
        """Return the states that a journey can be in, but for the root."""
        found, left = [], deque([_ROOT])
        while left:
            for child in self.children[left.popleft()].values():
                if not self.dead[child]:
                    found.append(child)
                    left.append(child)
        return found


def expand_turns(
    graph: RoadGraph, banned: Iterable[Sequence[int]], turn_ms: TurnCost | None = None
) -> RoadGraph:
    """Return the graph with as many copies of nodes as the turns need.

    graph    has no copies
    banned   sequences of two or more arcs, each leaving where the one before ends, that no journey
             may hold
    turn_ms  milliseconds lost from arcs [k] into arcs [k]; every arc then leads to a copy of its
             own, so there are as many copies as arcs, and about three times as many arcs
    Original nodes keep their positions. Raises ValueError for a sequence that is none.
    """
    automaton = _Automaton()
    for sequence in banned:
        _check(graph, sequence)
        automaton.dead[automaton.add(sequence)] = True
    automaton.close()
    states = np.array(automaton.live(), dtype=np.int64)
    last = np.array(automaton.last, dtype=np.int64)[states]
    if turn_ms is not None:  # the other arcs have states too, of which no sequence goes on
        last = np.append(last, np.setdiff1d(np.arange(graph.arc_count), _first_arcs(automaton)))
    if not len(last):
        return graph
    place = {state: graph.node_count + rank for rank, state in enumerate(states.tolist())}
    target = graph.heads.astype(np.int64)
    for arc, state in automaton.children[_ROOT].items():
        target[arc] = place[state]
    target[last[len(states) :]] = graph.node_count + np.arange(len(states), len(last))
    rank, arcs = _leaving(graph, last)
    heads = _heads(automaton, place, rank, arcs, target[arcs])
    kept = heads >= 0
    rank, arcs, heads = rank[kept], arcs[kept], heads[kept]
    lost = None if turn_ms is None else np.asarray(turn_ms(last[rank], arcs), dtype=np.int64)
    copied = (rank + graph.node_count, heads, arcs)
    return _rebuilt(graph, last, target, copied, lost)


def close_to_through(graph: RoadGraph, nodes: Ints) -> RoadGraph:
    """Return the graph with some nodes closed to what passes: ways begin and end there alone.

    graph  has no copies
    nodes  [k], positions of the nodes
    Arcs into such a node lead to a copy of it that no arc leaves.
    """
    passable = np.diff(graph.indptr) > 0
    into = np.flatnonzero(np.isin(graph.heads, nodes) & passable[graph.heads])
    closed, first = np.unique(graph.heads[into], return_index=True)
    if not len(closed):
        return graph
    place = np.arange(graph.node_count)
    place[closed] = graph.node_count + np.arange(len(closed))
    none = np.empty(0, dtype=np.int64)
    return _rebuilt(graph, into[first], place[graph.heads], (none, none, none), None)


def _first_arcs(automaton: _Automaton) -> Ints:
    return np.array(list(automaton.children[_ROOT]), dtype=np.int64)


def _check(graph: RoadGraph, sequence: Sequence[int]) -> None:
    arcs = np.asarray(sequence)
    if len(arcs) < 2 or arcs.min() < 0 or arcs.max() >= graph.arc_count:
        raise ValueError(f"a banned turn needs two arcs or more of the graph: {sequence}")
    if np.any(graph.heads[arcs[:-1]] != graph.tails_of(arcs[1:])):
        raise ValueError(f"these arcs don't follow each other: {sequence}")


def _leaving(graph: RoadGraph, last: Ints) -> tuple[Ints, Ints]:
    """Return all pairs of a copy (its rank) and an arc that leaves the node it stands for."""
    nodes = graph.heads[last]
    first, counts = graph.indptr[nodes], np.diff(graph.indptr)[nodes]
    rank = np.repeat(np.arange(len(last), dtype=np.int64), counts)
    before = np.cumsum(counts) - counts
    return rank, np.arange(len(rank)) + np.repeat(first - before, counts)


def _heads(
    automaton: _Automaton, place: dict[int, int], rank: Ints, arcs: Ints, heads: Ints
) -> Ints:
    """Return where each arc from a copy leads: to what is usual for it, elsewhere, or nowhere."""
    states = list(place)
    known = int(np.searchsorted(rank, len(states)))  # pairs of the automaton's own states
    for pair in range(known):
        after = automaton.follow(states[rank[pair]], int(arcs[pair]))
        if after != _ROOT:
            heads[pair] = -1 if automaton.dead[after] else place[after]
    return heads


def _rebuilt(
    graph: RoadGraph, last: Ints, target: Ints, copied: tuple[Ints, Ints, Ints], lost: Any
) -> RoadGraph:
    tails, heads, arcs = copied
    rows = np.concatenate((np.arange(graph.arc_count), arcs))
    time = graph.time_ms[rows].astype(np.int64)
    if lost is not None:
        time[graph.arc_count :] += lost
    nodes = np.concatenate((np.arange(graph.node_count), graph.heads[last]))
    made = Arcs(
        tails=np.concatenate((graph.tails, tails)),
        heads=np.concatenate((target, heads)),
        time_ms=np.minimum(time, UNREACHABLE_MS - 1),
        free_kmh=graph.free_kmh[rows],
        length_km=graph.length_km[rows],
        road_class=graph.road_class[rows],
        oneway=graph.oneway[rows],
        way_ids=graph.way_ids[rows],
        ways=graph.ways.of(rows),
        names=RoadNames(graph.name_codes[rows], graph.name_table),
        shapes=packed_shapes((graph.shape_ptr, graph.shape_lon, graph.shape_lat), rows),
    )
    return build_road_graph(graph.node_ids[nodes], graph.lon[nodes], graph.lat[nodes], made, nodes)
