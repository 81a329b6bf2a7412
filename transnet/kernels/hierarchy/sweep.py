"""Fastest times from many origins at once: up the hierarchy, then one pass down for all of them.

PHAST (Delling, Goldberg, Nowatzyk & Werneck 2011) and its restriction to the nodes above some
destinations (RPHAST: Delling, Goldberg & Werneck 2011), 16 origins in the lanes of a register.
All heads of a node are its ancestors in the elimination tree. Passing down in preorder, their
labels are still in the few rows kept for the path to the root: these stay in the first cache level
while the arcs stream by once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import UNREACHABLE_MS, BoolArray, Index, Int32Array, UInt32Array
from transnet.kernels._jit import kernel
from transnet.kernels.hierarchy.elimination import Hierarchy
from transnet.kernels.hierarchy.lanes import LANES, Lanes, least, load_lanes, plus, spread, store

_CLOSED = np.uint32(UNREACHABLE_MS)

GROUP = 4
"""Downward arcs come in groups of four: a mispredicted end of a loop costs more than spare arcs."""


class Weights(NamedTuple):
    """A customised metric, seen from one direction of travel.

    shortcuts  uint32[2 * a], basic weights
    distances  uint32[2 * a], perfect weights; the basic ones again where they are not known
    backwards  0: travel starts at the origins; 1: it ends there
    """

    shortcuts: UInt32Array
    distances: UInt32Array
    backwards: int


class Descent(NamedTuple):
    """Arcs that lead down to some c nodes, in preorder, which are closed under going up.

    places   int32[n], place of each node among the c, -1 for one left out
    row      uint32[c], the row in which the label of a node is kept
    indptr   uint32[c + 1], groups of arcs of a node, one at least
    words    uint32[g, GROUP], where the row of the upper end starts: LANES words to a row
    weights  uint32[g, GROUP], UNREACHABLE_MS where an arc only fills its group
    """

    places: Int32Array
    row: UInt32Array
    indptr: UInt32Array
    words: UInt32Array
    weights: UInt32Array


class Labels(NamedTuple):
    """Upward times of a batch of origins, and room for the labels on the path to the root.

    nodes  int32[b], those above an origin, ascending; room for them before the climb, and their
           places in a descent once they are to be passed down
    times  uint32[b * LANES], of each of them, in the same order
    place  int32[n], scratch; -1 everywhere between batches
    rows   uint32[rows * LANES]
    """

    nodes: Int32Array
    times: UInt32Array
    place: Int32Array
    rows: UInt32Array


@kernel
def find_descent(hierarchy: Hierarchy, weights: Weights, chosen: Int32Array) -> Descent:
    """Return the downward arcs to the chosen nodes (ascending) that a fastest path may need."""
    groups = 0
    for node in chosen:
        groups += (hierarchy.indptr[node + 1] - hierarchy.indptr[node] + GROUP - 1) // GROUP
    places = np.full(len(hierarchy.number), -1, np.int32)
    row, indptr = np.empty(len(chosen), np.uint32), np.zeros(len(chosen) + 1, np.uint32)
    words = np.zeros((groups + len(chosen)) * GROUP, np.uint32)
    kept_weights = np.full(len(words), _CLOSED, np.uint32)
    kept = 0
    for place in range(len(chosen)):
        node = chosen[place]
        places[node] = place
        row[place] = hierarchy.row[node]
        least_kept = kept + 1
        for arc in range(hierarchy.indptr[node], hierarchy.indptr[node + 1]):
            word = 2 * arc + 1 - weights.backwards
            if _is_needed(weights, word):
                words[kept] = hierarchy.row[hierarchy.heads[arc]] * LANES
                kept_weights[kept] = weights.shortcuts[word]
                kept += 1
        kept = (max(kept, least_kept) + GROUP - 1) // GROUP * GROUP
        indptr[place + 1] = kept // GROUP
    return Descent(places, row, indptr, words[:kept].copy(), kept_weights[:kept].copy())


@kernel
def _is_needed(weights: Weights, word: int) -> bool:
    weight = weights.shortcuts[word]
    return bool(weight < _CLOSED and weight == weights.distances[word])


@kernel
def nodes_above(parent: Int32Array, nodes: Int32Array) -> Int32Array:
    """Return the nodes and all their ancestors, ascending, each once."""
    seen: BoolArray = np.zeros(len(parent), np.bool_)
    for start in nodes:
        node = start
        while node >= 0 and not seen[node]:
            seen[node] = True
            node = parent[node]
    return np.flatnonzero(seen).astype(np.int32)


@kernel
def climb(hierarchy: Hierarchy, weights: Weights, origins: Int32Array, room: Labels) -> Labels:
    """Return the upward times from at most LANES origins, in the room given."""
    nodes, times, place, rows = room
    count = 0
    for lane in range(len(origins)):
        node = origins[lane]
        while node >= 0 and place[node] < 0:
            place[node] = 0
            nodes[count] = node
            count += 1
            node = hierarchy.parent[node]
    nodes[:count].sort()
    for i in range(count):
        place[nodes[i]] = i
        store(times, i * LANES, spread(_CLOSED))
    for lane in range(len(origins)):
        times[place[origins[lane]] * LANES + lane] = 0
    for i in range(count - 1, -1, -1):
        here = load_lanes(times, i * LANES)
        for arc in range(hierarchy.indptr[nodes[i]], hierarchy.indptr[nodes[i] + 1]):
            above = place[hierarchy.heads[arc]] * LANES
            there = plus(here, weights.shortcuts[2 * arc + weights.backwards])
            store(times, above, least(load_lanes(times, above), there))
        place[nodes[i]] = -1
    return Labels(nodes[:count], times, place, rows)


@kernel
def starting_from(descent: Descent, labels: Labels) -> Labels:
    """Return the labels of those nodes that the descent has, by place."""
    count = 0
    for i in range(len(labels.nodes)):
        place = descent.places[labels.nodes[i]]
        if place >= 0:
            labels.nodes[count] = place
            store(labels.times, count * LANES, load_lanes(labels.times, i * LANES))
            count += 1
    return Labels(labels.nodes[:count], labels.times, labels.place, labels.rows)


@kernel
def pass_down(
    descent: Descent, labels: Labels, first: Index, span: tuple[Index, Index], times: UInt32Array
) -> Index:
    """Settle the places of a span; what is above them has been settled.

    labels   by place; the first that isn't before the span is at position `first`
    times    filled with LANES times for each place of the span
    returns  position of the first label behind the span
    """
    label: Index = np.int64(first)
    place: Index = np.int64(span[0])
    stop = np.int64(span[1])
    while place < stop:
        upward = spread(_CLOSED)
        if place == place_at(labels, label, stop):
            upward = load_lanes(labels.times, label * LANES)
            label += 1
        until = min(place_at(labels, label, stop), stop)
        # Unsigned: a negative index would count from the end, and asking for that costs time.
        for each in range(np.uint64(place), np.uint64(until)):
            settled = _settle(descent, each, upward, labels.rows)
            store(times, (np.int64(each) - span[0]) * LANES, settled)
            upward = spread(_CLOSED)
        place = until
    return label


@kernel
def place_at(labels: Labels, position: Index, beyond: Index) -> Index:
    """Return the place of a label, or what lies beyond the last."""
    return np.int64(labels.nodes[position]) if position < len(labels.nodes) else np.int64(beyond)


@kernel
def _settle(descent: Descent, place: Index, label: Lanes, rows: UInt32Array) -> Lanes:
    """Return the label of a node, given its upward times, and keep it in its row."""
    group, last = descent.indptr[place], descent.indptr[place + np.uint64(1)]
    while True:
        arc = np.int64(group) * GROUP
        one = _by_arc(descent, arc, rows)
        two = _by_arc(descent, arc + 1, rows)
        three = _by_arc(descent, arc + 2, rows)
        four = _by_arc(descent, arc + 3, rows)
        label = least(label, least(least(one, two), least(three, four)))
        group += np.uint32(1)
        if group >= last:
            break
    store(rows, np.int64(descent.row[place]) * LANES, label)
    return label


@kernel
def _by_arc(descent: Descent, arc: Index, rows: UInt32Array) -> Lanes:
    return plus(load_lanes(rows, np.int64(descent.words[arc])), descent.weights[arc])
