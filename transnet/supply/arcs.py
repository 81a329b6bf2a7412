"""Arcs of the graph: every step that could ever be open, each with the row that sets its weight.

door_out -> access_road -> stop_in -> dep -> arr -> stop_out -> egress_road -> door_in is a trip
that rides; door_out -> access_road -> door_in is a drive. Nothing leads back from the road after a
ride to the road before it, so a trip is either a drive or access, rides and egress.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.language import said
from transnet.base.units import Int32Array
from transnet.model.called_rows import row_words
from transnet.supply.common_lines import CommonLines
from transnet.supply.kinds import ArcKind, Mode, NodeKind
from transnet.supply.lookup import Lookup, ids
from transnet.supply.nodes import Nodes
from transnet.supply.stops import Stops

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Arcs:
    """Arcs as lists: tails, heads int64[m]; kind int8[m]; row int32[m], counted as in `ArcKind`."""

    tails: IntArray
    heads: IntArray
    kind: npt.NDArray[np.int8]
    row: Int32Array


@dataclass(frozen=True)
class _Part:
    """Arcs of one kind."""

    kind: ArcKind
    tails: IntArray
    heads: IntArray
    row: npt.NDArray[np.integer]


@dataclass(frozen=True)
class Ends:
    """Rows and positions that the tables' ids stand for.

    place_node  int32[places], row of each place's road node
    roads       rows of both nodes of each road; oneway  bool[roads]
    tied        int64[k], rows of the nodes tied to a road layer; none without one
    access      rows of the node and positions of the stop of each access link
    transfers   positions of both stops of each transfer
    """

    place_node: Int32Array
    roads: tuple[Int32Array, Int32Array]
    tied: IntArray
    oneway: npt.NDArray[np.bool_]
    access: tuple[Int32Array, Int32Array]
    transfers: tuple[Int32Array, Int32Array]


def build_arcs(nodes: Nodes, ends: Ends, pairs: CommonLines) -> Arcs:
    """Return all arcs, kind by kind in the order of the rows."""
    parts = [*_doors(nodes, ends), *_roads(nodes, ends), *_streets(nodes, ends)]
    parts += [*_access(nodes, ends)]
    parts += [*_platforms(nodes), *_changes(nodes, ends), _rides(nodes, pairs)]
    return Arcs(
        tails=np.concatenate([part.tails for part in parts]),
        heads=np.concatenate([part.heads for part in parts]),
        kind=np.concatenate([np.full(len(part.row), part.kind, np.int8) for part in parts]),
        row=np.concatenate([part.row for part in parts]).astype(np.int32),
    )


def find_ends(stops: Stops, lookup: Lookup, tied: IntArray) -> Ends:
    """Return where roads, access links and transfers end; what is unknown goes to the notices.

    tied  rows of the nodes that are tied to a road layer
    """
    node = lookup.index("nodes", "node_id")

    def pick(table: str, *columns: tuple[pd.Index[str], str]) -> tuple[Int32Array, Int32Array]:
        start, end = (lookup.rows(known, (table, column)) for known, column in columns)
        return start, end

    return Ends(
        place_node=_place_nodes(lookup),
        roads=pick("roads", (node, "from_node"), (node, "to_node")),
        tied=tied,
        oneway=lookup.network["roads"]["oneway"].to_numpy(np.bool_),
        access=pick("access", (node, "node_id"), (stops.index, "stop_id")),
        transfers=pick("transfers", (stops.index, "from_stop"), (stops.index, "to_stop")),
    )


def _place_nodes(lookup: Lookup) -> Int32Array:
    """Row of the one road node of each place, int32[places]."""
    place = lookup.index("places", "place_id")
    names = ids(lookup.network, "nodes", "place_id")
    rows = np.flatnonzero(names.astype(str) != "").astype(np.int32)
    owner = lookup.positions(place, names[rows], ("nodes", "place_id"), rows)
    counts = np.bincount(owner[owner >= 0], minlength=len(place))
    for row in np.flatnonzero(counts != 1).tolist():
        hint = said("needs one road node with this place_id and has {counts}", counts=counts[row])
        named = row_words(lookup.network, "places", row)
        lookup.notice("place_node", ("places", row, "place_id"), named, hint)
    found = np.full(len(place), -1, dtype=np.int32)
    found[owner[owner >= 0]] = rows[owner >= 0]
    return found


def _doors(nodes: Nodes, ends: Ends) -> Iterator[_Part]:
    place = np.arange(len(ends.place_node))
    out, into = (nodes.doors(kind, place) for kind in (NodeKind.DOOR_OUT, NodeKind.DOOR_IN))
    before = nodes.roads(NodeKind.ACCESS_ROAD, ends.place_node)
    after = nodes.roads(NodeKind.EGRESS_ROAD, ends.place_node)
    yield _Part(ArcKind.DEPART, out, before, place)
    yield _Part(ArcKind.PARK, before, into, place)
    yield _Part(ArcKind.ARRIVE, after, into, place)


def _roads(nodes: Nodes, ends: Ends) -> Iterator[_Part]:
    row = np.arange(len(ends.oneway))
    both = np.flatnonzero(~ends.oneway)
    for kind, layer in (
        (ArcKind.DRIVE, NodeKind.ACCESS_ROAD),
        (ArcKind.TAXI, NodeKind.EGRESS_ROAD),
    ):
        start, end = (nodes.roads(layer, rows) for rows in ends.roads)
        yield _Part(kind, start, end, row)
        yield _Part(kind, end[both], start[both], both)


def _streets(nodes: Nodes, ends: Ends) -> Iterator[_Part]:
    start, end = (each.ravel() for each in np.meshgrid(ends.tied, ends.tied, indexing="ij"))
    row = np.flatnonzero(start != end)
    for kind, layer in (
        (ArcKind.STREET, NodeKind.ACCESS_ROAD),
        (ArcKind.STREET_TAXI, NodeKind.EGRESS_ROAD),
    ):
        yield _Part(kind, nodes.roads(layer, start[row]), nodes.roads(layer, end[row]), row)


def _access(nodes: Nodes, ends: Ends) -> Iterator[_Part]:
    node, stop = ends.access
    row = np.arange(len(node))
    before = nodes.roads(NodeKind.ACCESS_ROAD, node)
    after = nodes.roads(NodeKind.EGRESS_ROAD, node)
    yield _Part(ArcKind.ACCESS, before, nodes.stops(NodeKind.STOP_IN, stop), row)
    yield _Part(ArcKind.EGRESS, nodes.stops(NodeKind.STOP_OUT, stop), after, row)


def _platforms(nodes: Nodes) -> Iterator[_Part]:
    stop, mode = np.nonzero(nodes.platform >= 0)
    dep = nodes.platforms(NodeKind.DEP, stop, mode)
    arr = nodes.platforms(NodeKind.ARR, stop, mode)
    yield _Part(ArcKind.BOARD, nodes.stops(NodeKind.STOP_IN, stop), dep, stop)
    yield _Part(ArcKind.ALIGHT, arr, nodes.stops(NodeKind.STOP_OUT, stop), stop)
    for other in Mode:
        served = nodes.platform[stop, other] >= 0
        boarded = nodes.platforms(NodeKind.DEP, stop[served], np.full(served.sum(), other))
        yield _Part(ArcKind.TRANSFER_AT_STOP, arr[served], boarded, stop[served])


def _changes(nodes: Nodes, ends: Ends) -> Iterator[_Part]:
    start, end = ends.transfers
    row = np.arange(len(start))
    for tail, head in ((start, end), (end, start)):
        out, into = nodes.stops(NodeKind.STOP_OUT, tail), nodes.stops(NodeKind.STOP_IN, head)
        yield _Part(ArcKind.TRANSFER_WALK, out, into, row)


def _rides(nodes: Nodes, pairs: CommonLines) -> _Part:
    dep = nodes.platforms(NodeKind.DEP, pairs.from_stop, pairs.mode)
    arr = nodes.platforms(NodeKind.ARR, pairs.to_stop, pairs.mode)
    return _Part(ArcKind.RIDE, dep, arr, np.arange(len(pairs)))
