"""Which projects decide what a topology holds: arcs, entries of ride pairs, goals of people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from transnet.model.network import BoolArray, Network
from transnet.scenario.project_rows import ProjectRows
from transnet.study.stop_groups import StopGroups
from transnet.supply.arc_records import kinds_over
from transnet.supply.boardings import boardings_of
from transnet.supply.kinds import TRAIN_MODES, ArcKind
from transnet.supply.topology import Topology

_AT_STOPS = (ArcKind.BOARD, ArcKind.ALIGHT, ArcKind.TRANSFER_AT_STOP)


@dataclass(frozen=True, eq=False)
class Owners:
    """What each of k projects decides, alone or together with others.

    arcs     bool[k, m], arcs that open or take less time with it, rides left out
    entries  bool[k, e], entries of the ride pairs that run, or more often or faster, with it
    links    bool[k, l], changes between platforms
    goals    bool[k, g], stops and road nodes that groups of stops hold with it, as `StopGroups`
    trains   bool[k], whether it decides anything of rides by train
    roads    bool[k], whether it decides anything of roads
    """

    arcs: BoolArray
    entries: BoolArray
    links: BoolArray
    goals: BoolArray
    trains: BoolArray
    roads: BoolArray


def owners_of(
    rows: ProjectRows, network: Network, topology: Topology, groups: StopGroups
) -> Owners:
    """Return what projects decide of a topology without streets, by what they open and change."""
    either = _Either(rows, network)
    opened = _of_stops(topology, lambda table: either.of(rows.opened, table))
    arcs = _arcs(topology, either, _of_stops(topology, either.__getitem__))
    entries = _entries(topology, either, opened)
    links = boardings_of(topology).link_arcs
    of_links: BoolArray = np.logical_or.reduce(arcs[:, links] & (links >= 0), axis=2)
    changes = topology.arcs_of[ArcKind.TRANSFER_AT_STOP]
    on_trains = np.isin(topology.node_mode, TRAIN_MODES)
    changes = changes[on_trains[topology.tails[changes]] & on_trains[topology.heads[changes]]]
    by_train = np.isin(topology.pairs.mode[topology.pairs.of_entry], TRAIN_MODES)
    return Owners(
        arcs=arcs,
        entries=entries,
        links=of_links,
        goals=_goals(topology, rows, groups, opened),
        trains=_any(np.concatenate([entries[:, by_train], arcs[:, changes]], axis=1)),
        roads=_any(either["roads"]),
    )


def _any(rows: BoolArray) -> BoolArray:
    found: BoolArray = np.logical_or.reduce(rows, axis=1)
    return found


@dataclass(frozen=True)
class _Either:
    """Rows that open or change with each project, bool[k, rows] by table."""

    rows: ProjectRows
    network: Network

    def __getitem__(self, table: str) -> BoolArray:
        return self.of(self.rows.opened, table) | self.of(self.rows.improved, table)

    def of(self, rows: Mapping[str, BoolArray], table: str) -> BoolArray:
        """Return the rows of one of both; none where there are none."""
        shape = len(self.rows.projects), len(self.network[table])
        return rows[table] if table in rows else np.zeros(shape, dtype=np.bool_)


def _of_stops(topology: Topology, of: Callable[[str], BoolArray]) -> BoolArray:
    """Return what stops have of the rows of stations and airports, bool[k, stops]."""
    stops, stations = topology.stops, of("stations")
    found = np.zeros((len(stations), len(stops.ids)), dtype=np.bool_)
    found[:, ~stops.airport] = stations[:, stops.row[~stops.airport]]
    found[:, stops.airport] = of("airports")[:, stops.row[stops.airport]]
    return found


def _arcs(topology: Topology, either: _Either, stops: BoolArray) -> BoolArray:
    """Return which arcs but rides each project decides, given the stops that it does."""
    found = np.zeros((len(stops), len(topology.heads)), dtype=np.bool_)
    for kind in _AT_STOPS:
        found[:, topology.arcs_of[kind]] = stops[:, topology.rows_of[kind]]
    for kind, table in kinds_over("roads", "access", "transfers").items():
        arcs, rows = topology.arcs_of[kind], topology.rows_of[kind]
        found[:, arcs] = either[table][:, rows]
    ends = topology.tails, topology.heads
    for kind, of_end in (
        (ArcKind.ACCESS, ends[1:]),
        (ArcKind.EGRESS, ends[:1]),
        (ArcKind.TRANSFER_WALK, ends),
    ):
        arcs = topology.arcs_of[kind]
        for nodes in of_end:
            found[:, arcs] |= stops[:, topology.node_row[nodes[arcs]]]
    return found


def _entries(topology: Topology, either: _Either, stops: BoolArray) -> BoolArray:
    """Return which entries each project decides: by what runs, over which tracks, to where."""
    lines, pairs = topology.lines, topology.pairs
    patterns = np.zeros((len(stops), len(lines.row)), dtype=np.bool_)
    for table, here in (("services", ~lines.flight), ("flights", lines.flight)):
        patterns[:, here] = either[table][:, lines.row[here]]
    found: BoolArray = patterns[:, pairs.pattern]
    for position in (pairs.from_pos, pairs.to_pos):
        found |= stops[:, lines.stop[position]]
    first, last = lines.track_first[pairs.from_pos + 1], lines.track_first[pairs.to_pos + 1]
    for at, own in enumerate(either["tracks"]):
        so_far = np.append(0, np.cumsum(own[lines.tracks]))
        found[at] |= so_far[last] > so_far[first]
    return found


def _goals(
    topology: Topology, rows: ProjectRows, groups: StopGroups, stops: BoolArray
) -> BoolArray:
    """Return which goals each project decides: stops that open or are called at, and road nodes."""
    lines = topology.lines
    found = np.zeros((len(rows.projects), len(groups.goals)), dtype=np.bool_)
    found[:, : len(topology.stops.ids)] = stops
    for at, runs in enumerate(rows.opened["services"]):
        patterns = np.zeros(len(lines.row), dtype=np.bool_)
        patterns[~lines.flight] = runs[lines.row[~lines.flight]]
        found[at, lines.stop[patterns[lines.of_position]]] = True
    for at, roads in enumerate(rows.opened["roads"]):
        found[at, len(topology.stops.ids) + groups.road_ends[roads]] = True
    return found
