"""One trip, opened: its legs, and the rows that each leg's minutes come from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Any

import pandas as pd

from transnet.base.units import MS_PER_MIN, Int32Array, ms_to_minutes
from transnet.model.network import Network
from transnet.supply.arc_records import STREETS
from transnet.supply.describe import describe_arcs
from transnet.supply.kinds import WALK, ArcKind, NodeKind
from transnet.supply.own_legs import are_walked
from transnet.supply.topology import Topology
from transnet.supply.weights import ArcTimes
from transnet.travel.drive_rests import NO_REST, Rest
from transnet.travel.leg_costs import LEG_COST_COLUMNS, NO_COST_CELLS, CostBook, PieceCost
from transnet.travel.leg_facts import LEG_FACTS, Rides, UsualRide, doubt_cells
from transnet.travel.provenance import Row, Trust, ride_entries, rows_behind
from transnet.travel.street_names import OWN_WAYS, road_names
from transnet.travel.trip_path import End, Path

LEG_COLUMNS = (
    "leg", "mode", "from_id", "from_zh", "from_en", "to_id", "to_zh", "to_en", "minutes",
    "length_km", "via_zh", "via_en", "links", "services", "trains_per_day", "share", "basis",
    "confidence",
    *LEG_FACTS,
    *LEG_COST_COLUMNS,
)  # fmt: skip

_MODE_NAMES = {
    "air": "air", "emu": "rail", "conventional": "rail", "metro": "metro", "coach": "bus",
    "bus": "bus",
}  # fmt: skip
_LINK_TABLES = ("roads", "access", "transfers", STREETS)
_USUAL = 0.5 - 1e-9


@dataclass(frozen=True)
class Graph:
    """What a path is read from: the tables and what was made of them.

    times  of the services that are taken
    book   what they cost; None leaves costs out
    """

    network: Network
    topology: Topology
    times: ArcTimes
    book: CostBook | None = None

    def end(self, node: int) -> End:
        """Return the place, road node or stop that a node stands for."""
        kind = NodeKind(int(self.topology.node_kind[node]))
        row = int(self.topology.node_row[node])
        if kind in (NodeKind.DOOR_OUT, NodeKind.DOOR_IN):
            table, key = "places", "place_id"
        elif kind in (NodeKind.ACCESS_ROAD, NodeKind.EGRESS_ROAD):
            table, key = "nodes", "node_id"
        else:
            stops = self.topology.stops
            table = "airports" if stops.airport[row] else "stations"
            key, row = f"{table[:-1]}_id", int(stops.row[row])
        cells = self.network[table]
        own_id, zh, en = (str(cells[name].iloc[row]) for name in (key, "name_zh", "name_en"))
        return End(own_id, zh or en, en)

    def road_mode(self, arcs: Sequence[int]) -> str:
        """Return how one goes along arcs to a stop or from it: road, or without a car."""
        own_mode = self.book.costs.own_mode if self.book else ""
        if own_mode and are_walked(self.network, self.topology, arcs):
            return WALK
        return own_mode or "road"

    def way_names(self, arcs: Sequence[int], rows: Sequence[Row]) -> tuple[str, str]:
        """Return what the ways of a leg are called: without a car the means first, then roads."""
        roads = road_names(self.network, self.topology, self.times, rows)
        means = OWN_WAYS.get(self.road_mode(arcs), ("", ""))
        zh, en = (
            "; ".join(filter(None, dict.fromkeys([mean, *names])))
            for mean, names in zip(means, roads, strict=True)
        )
        return zh, en


@dataclass(frozen=True)
class _Piece:
    """A part of an arc that belongs to one leg."""

    leg: str
    arc: int
    minutes: float
    is_wait: bool = False


def read_path(
    graph: Graph, arcs: Int32Array, ends: tuple[int, int], using: str, rest: Rest = NO_REST
) -> Path:
    """Return the trip along some arcs, in travel order, between two nodes.

    using  how the arcs were weighed; 'in_train' counts the fastest train and no wait
    rest   on a drive, part of its leg
    """
    described = describe_arcs(graph.network, graph.topology, graph.times, arcs)
    in_train = using == "in_train"
    pieces = list(_pieces(graph, described, in_train=in_train))
    book = graph.book
    costs = book.pieces((piece.arc, piece.is_wait) for piece in pieces) if book else []
    if rest.ms:
        pieces.append(_Piece("drive", pieces[-1].arc, rest.ms / MS_PER_MIN))
        costs += [PieceCost(0, rest.fen, 0, ())] if book else []
    both = zip_longest(pieces, costs)
    groups = [list(group) for _, group in groupby(both, key=lambda pair: pair[0].leg)]
    by_arc = described.set_index("arc")
    legs = [_leg(graph, by_arc, group, fastest=in_train) for group in groups]
    table = pd.DataFrame(legs, columns=list(LEG_COLUMNS))
    found = len(arcs) > 0 or ends[0] == ends[1]
    totals = book.totals(costs) if book and found else (math.nan,) * 3
    ms = sum(round(piece.minutes * MS_PER_MIN) for piece in pieces)
    return Path(
        graph.end(ends[0]),
        graph.end(ends[1]),
        using,
        float(ms) / MS_PER_MIN if found else math.inf,
        trip_mode(table),
        table,
        book.costs.impedance if book else "time",
        *totals,
    )


def _pieces(graph: Graph, described: pd.DataFrame, *, in_train: bool) -> Iterator[_Piece]:
    drives = (described["kind"] == "park").any()
    for row in described.itertuples():
        arc = int(row.arc)  # type: ignore[arg-type]
        if drives:
            yield _Piece("drive", arc, float(row.minutes))  # type: ignore[arg-type]
        elif row.kind != "ride":
            yield _Piece(str(row.leg), arc, float(row.minutes))  # type: ignore[arg-type]
        elif in_train:
            pair = int(graph.topology.arc_row[arc])
            yield _Piece("ride", arc, float(ms_to_minutes(graph.times.pairs.fastest[pair])))
        else:
            if row.wait_min:
                yield _Piece("wait", arc, float(row.wait_min), is_wait=True)  # type: ignore[arg-type]
            yield _Piece("ride", arc, float(row.ride_min))  # type: ignore[arg-type]


def _leg(
    graph: Graph,
    described: pd.DataFrame,
    parts: Sequence[tuple[_Piece, PieceCost | None]],
    *,
    fastest: bool,
) -> tuple[Any, ...]:
    pieces = [piece for piece, _ in parts]
    costs = [cost for _, cost in parts if cost is not None]
    leg, arcs = pieces[0].leg, list(dict.fromkeys(piece.arc for piece in pieces))
    rows = described.loc[arcs]
    start, end = _leg_ends(graph, leg, arcs)
    behind = list(_rows_behind_leg(graph, leg, arcs, fastest=fastest))
    moves = leg != "wait"
    services = [row for table, row in behind if table in ("services", "flights")]
    table = "flights" if any(table == "flights" for table, _ in behind) else "services"
    trust = Trust.of(graph.network, behind)
    named = zip(rows["table"], rows["row_id"], strict=True)
    links = [f"{table}/{row_id}" for table, row_id in named if table in _LINK_TABLES and moves]
    rides = Rides(graph.network, graph.topology, graph.times.pairs.departures.trains)
    taken = _taken(graph, arcs, fastest=fastest) if leg in ("wait", "ride") else []
    entries = [entry for each in taken for entry in each]
    usual, mode = UsualRide(), _leg_mode(graph, leg, rows)
    if leg == "ride":
        usual = _usual(rides, taken)
        links = rides.links(usual.entries)
    elif moves:
        usual = UsualRide(*graph.way_names(arcs if mode in OWN_WAYS else [], behind))
    return (
        leg,
        mode,
        *(start.id, start.name_zh, start.name_en),
        *(end.id, end.name_zh, end.name_en),
        sum(piece.minutes for piece in pieces),
        float(rows["length_km"].sum(skipna=False)) if moves else 0.0,
        usual.zh,
        usual.en,
        ";".join(dict.fromkeys(links)),
        ";".join(graph.network[table].iloc[services, 0]) if services else "",
        sum(map(rides.trains_per_day, taken)) if entries else math.nan,
        1.0,
        trust.basis,
        trust.confidence,
        usual.share,
        usual.trains_per_day,
        rides.departures(entries),
        *("1", "1", 0.0),
        *doubt_cells(graph.network, leg, [*rows["mode"], mode], behind),
        *(graph.book.cells(costs, behind) if graph.book else NO_COST_CELLS),
    )


def _leg_ends(graph: Graph, leg: str, arcs: Sequence[int]) -> tuple[End, End]:
    """Where a leg begins and ends; a wait stays where it is."""
    topology = graph.topology
    start, end = int(topology.tails[arcs[0]]), int(topology.heads[arcs[-1]])
    if leg == "wait":
        end = int(topology.tails[arcs[-1]])
    return graph.end(start), graph.end(end)


def _leg_mode(graph: Graph, leg: str, rows: pd.DataFrame) -> str:
    road_mode = graph.road_mode(rows.index.tolist())
    if leg == "drive":
        return "drive" if road_mode == "road" else road_mode
    modes = [mode for mode in rows["mode"] if mode]
    return str(modes[-1]) if modes else road_mode


def _rows_behind_leg(
    graph: Graph, leg: str, arcs: Sequence[int], *, fastest: bool
) -> Iterator[Row]:
    seen: set[Row] = set()
    for arc in arcs:
        for row in rows_behind(graph.network, graph.topology, graph.times, arc, fastest=fastest):
            if row not in seen and (leg != "wait" or row[0] in ("services", "flights")):
                seen.add(row)
                yield row


def _taken(graph: Graph, arcs: Sequence[int], *, fastest: bool) -> list[list[int]]:
    """Return the entries of the ride pairs that are taken or waited for, for each ride."""
    topology, times = graph.topology, graph.times
    return [
        ride_entries(topology, times, int(topology.arc_row[arc]), fastest=fastest)
        for arc in arcs
        if topology.arc_kind[arc] == ArcKind.RIDE
    ]


def _usual(rides: Rides, taken: Iterable[Sequence[int]]) -> UsualRide:
    """Return what most trains of a leg's rides are called."""
    parts = [rides.usual({at: float(rides.trains[at]) for at in each}) for each in taken]
    return UsualRide(
        "; ".join(dict.fromkeys(part.zh for part in parts)),
        "; ".join(dict.fromkeys(part.en for part in parts)),
        min(part.share for part in parts),
        sum(part.trains_per_day for part in parts),
        tuple(part.entries[0] for part in parts),
    )


def trip_mode(legs: pd.DataFrame) -> str:
    """Return the farthest-reaching means of a trip that half of its departures or more take."""
    driven = legs.loc[legs["leg"] == "drive", "mode"]
    if len(driven):
        return str(driven.iloc[0])
    rides = legs[legs["leg"] == "ride"]
    means = rides["mode"].map(_MODE_NAMES)
    shares = rides["share"].groupby(means).sum()
    for name in dict.fromkeys(_MODE_NAMES.values()):
        if shares.get(name, 0.0) >= _USUAL:
            return name
    return str(shares.idxmax()) if len(shares) else "walk" if len(legs) else ""
