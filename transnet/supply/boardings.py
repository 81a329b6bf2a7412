"""What one can board, where, and after which change: the topology as optimal strategies see it.

A platform is a stop with a mode. One boards a pattern at a stop position, rides an entry of the
ride pairs to a platform, and leaves there by road or takes a link to a platform to board again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.sphere import chord_km, on_sphere
from transnet.base.units import FloatArray, Int32Array
from transnet.supply.kinds import ArcKind, Mode, NodeKind
from transnet.supply.topology import Topology

_NO_ARC = -1


class Groups(NamedTuple):
    """Members by group: those of group i are members[first[i]:first[i + 1]], int32."""

    first: Int32Array
    members: Int32Array


@dataclass(frozen=True, eq=False)
class Boardings:
    """Platforms, positions, entries and links of a topology, open or not.

    stop, mode      int32[q], int8[q]: stop and Mode of each platform
    board, alight   int32[q], the BOARD arc onto a platform and the ALIGHT arc off it
    platform        int32[p], platform of each stop position; -1 where no ride begins or ends
    nth             int32[p], which of the positions of its platform each one is
    pattern         int32[p], pattern of each stop position
    from_position, to_platform  int32[e], where each entry is boarded, and where it ends
    entry_km        float64[e], great circle from stop to stop
    least_km        float64[q], of the shortest entry to each platform
    entries_from    entries by the position that they are boarded at
    entries_into    entries by the platform that they end at
    positions_at    positions by platform
    link_from, link_to  int32[l], platforms between which one changes, sorted by `link_to`
    links_into      links by the platform that they lead to
    link_arcs       int32[l, 3], arcs of a link: one inside a stop, three between two; -1 for none
    slot_first      int32[l + 1], slots of each link: one for each position of `link_to`
    slot_link, slot_position  int32[s], the link and the position of each slot
    room_first      int32[q + 1], how many slots lead on from each platform, added up
    """

    stop: Int32Array
    mode: Int32Array
    board: Int32Array
    alight: Int32Array
    platform: Int32Array
    nth: Int32Array
    pattern: Int32Array
    from_position: Int32Array
    to_platform: Int32Array
    entry_km: FloatArray
    least_km: FloatArray
    entries_from: Groups
    entries_into: Groups
    positions_at: Groups
    link_from: Int32Array
    link_to: Int32Array
    links_into: Groups
    link_arcs: Int32Array
    slot_first: Int32Array
    slot_link: Int32Array
    slot_position: Int32Array
    room_first: Int32Array


def boardings_of(topology: Topology) -> Boardings:
    """Return the boardings of a topology, compiled once for all who ask."""
    return topology.tables.kept("boardings", (), partial(_compile_boardings, topology))


def doors_into(topology: Topology) -> Int32Array:
    """Return where trips to places end, nodes int32[places]."""
    doors = np.flatnonzero(topology.node_kind == NodeKind.DOOR_IN).astype(np.int32)
    found: Int32Array = doors[np.argsort(topology.node_row[doors])]
    return found


def _compile_boardings(topology: Topology) -> Boardings:
    """Return the boardings of a topology."""
    lines, pairs = topology.lines, topology.pairs
    departs = np.flatnonzero(topology.node_kind == NodeKind.DEP)
    stop = topology.node_row[departs]
    mode = topology.node_mode[departs].astype(np.int32)
    of_platform = np.full((len(topology.stops.ids), len(Mode)), -1, dtype=np.int32)
    of_platform[stop, mode] = np.arange(len(departs))
    platform = of_platform[lines.stop, lines.mode[lines.of_position]]
    to_platform = platform[pairs.to_pos]
    link_from, link_to, link_arcs = _links(topology, of_platform)
    order = np.lexsort((link_arcs[:, 0], link_from, link_to))
    link_from, link_to = link_from[order], link_to[order]
    count = len(departs)
    positions_at = _group(platform, count)
    place_in_group = np.zeros(len(platform), dtype=np.int32)
    counts = np.diff(positions_at.first)
    starts = np.repeat(positions_at.first[:-1], counts)
    place_in_group[positions_at.members] = np.arange(len(positions_at.members)) - starts
    slots = counts[link_to]
    entry_km, least_km = _entry_km(topology), np.full(count, np.inf)
    np.minimum.at(least_km, to_platform, entry_km)
    slot_first = _added_up(slots)
    slot_link = np.repeat(np.arange(len(link_to), dtype=np.int32), slots)
    nth = np.arange(len(slot_link)) - slot_first[slot_link]
    return Boardings(
        stop=stop,
        mode=mode,
        board=_arc_by_platform(topology, ArcKind.BOARD, of_platform),
        alight=_arc_by_platform(topology, ArcKind.ALIGHT, of_platform),
        platform=platform,
        nth=place_in_group,
        pattern=lines.of_position,
        from_position=pairs.from_pos,
        to_platform=to_platform,
        entry_km=entry_km,
        least_km=least_km,
        entries_from=_group(pairs.from_pos, len(lines.stop)),
        entries_into=_group(to_platform, count),
        positions_at=positions_at,
        link_from=link_from,
        link_to=link_to,
        links_into=_group(link_to, count),
        link_arcs=link_arcs[order],
        slot_first=slot_first,
        slot_link=slot_link,
        slot_position=positions_at.members[positions_at.first[link_to][slot_link] + nth],
        room_first=_added_up(np.bincount(link_from, slots, minlength=count).astype(np.int64)),
    )


def _arc_by_platform(topology: Topology, kind: ArcKind, of_platform: Int32Array) -> Int32Array:
    arcs = topology.arcs_of[kind]
    found = np.empty(len(arcs), dtype=np.int32)
    found[of_platform[topology.arc_row[arcs], topology.arc_mode[arcs]]] = arcs
    return found


def _links(
    topology: Topology, of_platform: Int32Array
) -> tuple[Int32Array, Int32Array, Int32Array]:
    """Platforms and arcs of all changes: inside a stop, and out of one and into another."""
    inside = topology.arcs_of[ArcKind.TRANSFER_AT_STOP]
    rows = [
        (_platform_of(topology, of_platform, topology.tails[inside])),
        (_platform_of(topology, of_platform, topology.heads[inside])),
    ]
    arcs = np.full((len(inside), 3), _NO_ARC, dtype=np.int32)
    arcs[:, 0] = inside
    between = topology.arcs_of[ArcKind.TRANSFER_WALK]
    ends = [topology.node_row[nodes[between]] for nodes in (topology.tails, topology.heads)]
    leave = _arc_by_platform(topology, ArcKind.ALIGHT, of_platform)
    board = _arc_by_platform(topology, ArcKind.BOARD, of_platform)
    parts = [(rows[0], rows[1], arcs)]
    for first in Mode:
        for second in Mode:
            start, end = of_platform[ends[0], first], of_platform[ends[1], second]
            served = (start >= 0) & (end >= 0)
            start, end = start[served], end[served]
            changes = np.stack([leave[start], between[served], board[end]], axis=1)
            parts.append((start, end, changes.astype(np.int32)))
    tails, heads, of_link = (np.concatenate(part) for part in zip(*parts, strict=True))
    return tails.astype(np.int32), heads.astype(np.int32), of_link


def _platform_of(topology: Topology, of_platform: Int32Array, nodes: Int32Array) -> Int32Array:
    return of_platform[topology.node_row[nodes], topology.node_mode[nodes]]


def _entry_km(topology: Topology) -> FloatArray:
    """Great circle between the ends of each entry, f64[e]."""
    out = np.flatnonzero(topology.node_kind == NodeKind.STOP_OUT)
    points = pd.DataFrame({"lon": topology.node_lon[out], "lat": topology.node_lat[out]})
    at = np.empty((len(out), 3))
    at[topology.node_row[out]] = on_sphere(points)
    pairs, lines = topology.pairs, topology.lines
    start, end = lines.stop[pairs.from_pos], lines.stop[pairs.to_pos]
    return chord_km(np.linalg.norm(at[end] - at[start], axis=1))


def _group(group: Int32Array, count: int) -> Groups:
    """Members by group in their order; those of group -1 belong to none."""
    known = np.flatnonzero(group >= 0)
    order = known[np.argsort(group[known], kind="stable")].astype(np.int32)
    return Groups(_added_up(np.bincount(group[known], minlength=count)), order)


def _added_up(counts: npt.NDArray[np.int64]) -> Int32Array:
    """Where each of some lists begins if they stand one behind the other, int32[n + 1]."""
    return np.append(0, np.cumsum(counts)).astype(np.int32)
