"""What each of some losses takes from a topology: arcs, rides, changes, and goals of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.model.network import BoolArray, Network
from transnet.study.lost_sets import Lost
from transnet.study.stop_groups import StopGroups
from transnet.supply.arc_records import kinds_over
from transnet.supply.boardings import boardings_of
from transnet.supply.kinds import ArcKind
from transnet.supply.topology import Topology

if TYPE_CHECKING:
    from transnet.travel.used_by_trips import PartsOf

KEYS = {
    "tracks": "track_id", "stations": "station_id", "roads": "road_id",
    "airports": "airport_id", "flights": "flight_id", "services": "service_id",
}  # fmt: skip
"""Tables of rows that may be lost, with their ids."""

_AT_STOPS = (ArcKind.BOARD, ArcKind.ALIGHT, ArcKind.TRANSFER_AT_STOP)
_Rows = Mapping[str, Any]
_Part = tuple[npt.NDArray[np.integer], Any]


@dataclass(frozen=True, eq=False)
class LostThings:
    """What closes with each of k losses, alone or with others.

    parts  of trips
    goals  sparse bool[g, k], stops and road nodes that groups of stops hold, as `StopGroups`
    rows   sparse bool[rows, k] by table, losses one behind the other
    """

    parts: PartsOf
    goals: Any
    rows: Mapping[str, Any]

    def closed(self, table: str, lost: Sequence[int]) -> BoolArray:
        """Return the rows of a table that close with some losses, bool[rows]."""
        rows = self.rows[table]
        found = np.zeros(rows.shape[0], dtype=np.bool_)
        for loss in lost:
            found[rows.indices[rows.indptr[loss] : rows.indptr[loss + 1]]] = True
        return found


def lost_things(
    network: Network, topology: Topology, groups: StopGroups, losses: Sequence[Lost]
) -> LostThings:
    """Return what losses take from a topology without streets."""
    from transnet.travel.used_by_trips import PartsOf

    rows = {table: _of_rows(network, table, losses) for table in KEYS}
    stops = _of_stops(topology, rows)
    arcs = _arcs(topology, rows, stops)
    links = _links(topology, arcs)
    parts = PartsOf(arcs, _entries(topology, rows, stops), links)
    by_loss = {table: each.tocsc() for table, each in rows.items()}
    return LostThings(parts, _goals(topology, groups, rows, stops), by_loss)


def _sparse(at: npt.ArrayLike, thing: npt.ArrayLike, shape: tuple[int, int]) -> Any:
    from scipy.sparse import csr_array

    rows, columns = np.asarray(at, dtype=np.int64), np.asarray(thing, dtype=np.int64)
    found = csr_array((np.ones(len(rows), np.int32), (rows, columns)), shape=shape)
    found.sum_duplicates()
    return found


def _stacked(parts: Sequence[_Part], shape: tuple[int, int]) -> Any:
    """Return the things of parts, each given by its place and a row of things."""
    places, things = [], []
    for at, of_part in parts:
        here = of_part.tocoo()
        places.append(at[here.row])
        things.append(here.col)
    none = [np.zeros(0, np.int64)]
    return _sparse(np.concatenate(none + places), np.concatenate(none + things), shape)


def _of_rows(network: Network, table: str, losses: Sequence[Lost]) -> Any:
    """Return the losses of each row of a table."""
    listed = [(name, at) for at, loss in enumerate(losses) for name in loss.get(table, ())]
    if table not in network.tables:
        return _sparse([], [], (0, len(losses)))
    index = pd.Index(network[table][KEYS[table]].astype(str))
    rows = index.get_indexer(pd.Index([name for name, _ in listed], dtype=object))
    things = np.array([at for _, at in listed], dtype=np.int64)
    return _sparse(rows[rows >= 0], things[rows >= 0], (len(index), len(losses)))


def _of_stops(topology: Topology, rows: _Rows) -> Any:
    stops = topology.stops
    shape = len(stops.ids), rows["stations"].shape[1]
    parts = [
        (np.flatnonzero(chosen), rows[table][stops.row[chosen]])
        for table, chosen in (("stations", ~stops.airport), ("airports", stops.airport))
        if chosen.any()
    ]
    return _stacked(parts, shape)


def _arcs(topology: Topology, rows: _Rows, stops: Any) -> Any:
    parts = [(topology.arcs_of[kind], stops[topology.rows_of[kind]]) for kind in _AT_STOPS]
    parts += [
        (topology.arcs_of[kind], rows["roads"][topology.rows_of[kind]])
        for kind in kinds_over("roads")
    ]
    for kind, ends in (
        (ArcKind.ACCESS, (topology.heads,)),
        (ArcKind.EGRESS, (topology.tails,)),
        (ArcKind.TRANSFER_WALK, (topology.tails, topology.heads)),
    ):
        arcs = topology.arcs_of[kind]
        parts += [(arcs, stops[topology.node_row[nodes[arcs]]]) for nodes in ends]
    return _stacked(parts, (len(topology.heads), stops.shape[1]))


def _links(topology: Topology, arcs: Any) -> Any:
    """Return the losses of changes, by the arcs that they are made of."""
    link_arcs = boardings_of(topology).link_arcs
    parts = []
    for nth in range(link_arcs.shape[1]):
        known = np.flatnonzero(link_arcs[:, nth] >= 0)
        parts.append((known, arcs[link_arcs[known, nth]]))
    return _stacked(parts, (len(link_arcs), arcs.shape[1]))


def _entries(topology: Topology, rows: _Rows, stops: Any) -> Any:
    """Return the losses of rides: by what runs, over which tracks, from where and to where."""
    lines, pairs = topology.lines, topology.pairs
    every = np.arange(len(pairs.pattern))
    parts: list[_Part] = [
        (every, stops[lines.stop[position]]) for position in (pairs.from_pos, pairs.to_pos)
    ]
    for table, here in (("services", ~lines.flight), ("flights", lines.flight)):
        chosen = np.flatnonzero(here[pairs.pattern])
        if rows[table].nnz and len(chosen):
            parts.append((chosen, rows[table][lines.row[pairs.pattern[chosen]]]))
    first, last = lines.track_first[pairs.from_pos + 1], lines.track_first[pairs.to_pos + 1]
    by_loss = rows["tracks"].tocsc()
    for loss in np.flatnonzero(np.diff(by_loss.indptr)).tolist():
        own: BoolArray = np.zeros(by_loss.shape[0], dtype=np.bool_)
        own[by_loss.indices[by_loss.indptr[loss] : by_loss.indptr[loss + 1]]] = True
        so_far = np.append(0, np.cumsum(own[lines.tracks]))
        over = np.flatnonzero(so_far[last] > so_far[first])
        column = np.full(len(over), loss)
        parts.append((over, _sparse(np.arange(len(over)), column, (len(over), stops.shape[1]))))
    return _stacked(parts, (len(every), stops.shape[1]))


def _goals(topology: Topology, groups: StopGroups, rows: _Rows, stops: Any) -> Any:
    """Return the losses of stops, of what calls there, and of road nodes."""
    lines, count = topology.lines, len(topology.stops.ids)
    parts: list[_Part] = [(np.arange(count), stops)]
    if rows["services"].nnz:
        of_pattern = np.flatnonzero(~lines.flight[lines.of_position])
        services = rows["services"][lines.row[lines.of_position[of_pattern]]]
        parts.append((lines.stop[of_pattern], services))
    parts += [(count + ends, rows["roads"]) for ends in groups.road_ends.T]
    return _stacked(parts, (len(groups.goals), stops.shape[1]))
