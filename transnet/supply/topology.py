"""The topology: compiled once from every row that could ever be open, shared by all scenarios."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from transnet.base.cache import Cache
from transnet.base.collector import refusal
from transnet.base.errors import UnknownNameError
from transnet.base.language import said
from transnet.base.units import FloatArray, Int32Array
from transnet.model.network import Network
from transnet.routing.csr import build_csr, locality_order, prove_csr
from transnet.supply.arcs import build_arcs, find_ends
from transnet.supply.common_lines import CommonLines, compile_pairs
from transnet.supply.kinds import ArcKind, Mode, NodeKind
from transnet.supply.lookup import Lookup
from transnet.supply.nodes import build_nodes
from transnet.supply.patterns import StopPatterns, compile_lines
from transnet.supply.stops import Stops, compile_stops
from transnet.supply.streets import Streets, compile_streets
from transnet.supply.structure import structure_of
from transnet.supply.supply_tables import SupplyTables

_PREFIXES = {kind.prefix: kind for kind in NodeKind}


@dataclass(frozen=True)
class Topology:
    """Nodes and arcs of a network, open or not; weights come from `arc_times`.

    node_keys  str[n], such as 'place_out:140106', 'access_road:J_X', 'in:R006', 'dep:R006:emu'
    node_kind, node_mode  int8[n], NodeKind and Mode (-1 where it has none)
    node_row   int32[n], row in places or nodes, or position in `stops`
    node_lon, node_lat  f64[n], degrees WGS-84
    indptr, heads, tails  int32[n + 1], int32[m], int32[m]: arcs sorted by tail and head, proved
    arc_kind, arc_row  int8[m], int32[m]: ArcKind, and the row in that kind's table
    stops, lines, pairs  what platforms and rides are made of
    structure  hash of the ids and ends it was compiled from, row by row
    streets  the road layer under it, made ready; None without one
    """

    node_keys: list[str]
    node_kind: npt.NDArray[np.int8]
    node_mode: npt.NDArray[np.int8]
    node_row: Int32Array
    node_lon: FloatArray
    node_lat: FloatArray
    indptr: Int32Array
    heads: Int32Array
    tails: Int32Array
    arc_kind: npt.NDArray[np.int8]
    arc_row: Int32Array
    stops: Stops
    lines: StopPatterns
    pairs: CommonLines
    structure: str
    streets: Streets | None

    def __repr__(self) -> str:
        return (
            f"<Topology: {len(self.node_keys)} nodes, {len(self.heads)} arcs, "
            f"{len(self.pairs)} ride pairs>"
        )

    @cached_property
    def node_index(self) -> dict[str, int]:
        """Node by key."""
        return {key: node for node, key in enumerate(self.node_keys)}

    @cached_property
    def arcs_of(self) -> dict[ArcKind, npt.NDArray[np.int64]]:
        """Arcs of each kind, int64[k], in order."""
        return {kind: np.flatnonzero(self.arc_kind == kind) for kind in ArcKind}

    @cached_property
    def arc_mode(self) -> npt.NDArray[np.int8]:
        """Mode of the platform an arc leads to or comes from, int8[m]; -1 off the platforms."""
        at_head = self.node_mode[self.heads]
        return np.where(at_head >= 0, at_head, self.node_mode[self.tails])

    @cached_property
    def rows_of(self) -> dict[ArcKind, Int32Array]:
        """Row in its kind's table of each arc of a kind, int32[k]."""
        return {kind: self.arc_row[arcs] for kind, arcs in self.arcs_of.items()}

    @cached_property
    def modes(self) -> list[Mode]:
        """The modes that some service runs in."""
        return [Mode(value) for value in np.unique(self.lines.mode)]

    @cached_property
    def tables(self) -> SupplyTables:
        """What is known of the networks that have these rows."""
        return SupplyTables()

    def node(self, kind: str, name: str, mode: str = "") -> int:
        """Return a node: kind is the first part of its key, name the id, mode for dep and arr.

        Raises UnknownNameError with the nearest keys.
        """
        key = f"{kind}:{name}:{mode}" if mode else f"{kind}:{name}"
        if key not in self.node_index:
            raise UnknownNameError(said("node"), key, self.node_index)
        return self.node_index[key]

    def name(self, node: int) -> str:
        """Return the id in a node's key: of a place, a road node or a stop."""
        name = self.node_keys[node].partition(":")[2]
        return name.rpartition(":")[0] if self.node_mode[node] >= 0 else name

    def nodes(self, kind: str, names: Iterable[str]) -> Int32Array:
        """Return the node of each name, int32[k]; raises UnknownNameError."""
        return np.array([self.node(kind, name) for name in names], dtype=np.int32)

    def platforms(self, kind: str, stop: str, modes: Iterable[Mode] = tuple(Mode)) -> Int32Array:
        """Return the dep or arr nodes of a stop that some of the modes serve, int32[k], k >= 0."""
        keys = (f"{kind}:{stop}:{mode.label}" for mode in modes)
        found = [self.node_index[key] for key in keys if key in self.node_index]
        return np.array(found, dtype=np.int32)

    def require(self, network: Network) -> None:
        """Raise InputError unless the network has the rows and ends this was compiled from."""
        if structure_of(network, self.tables) != self.structure:
            hint = said(
                "has other rows or ends than the topology was compiled from; compile it again"
            )
            raise refusal(
                said("the topology belongs to another network"),
                "topology_mismatch",
                "network",
                hint,
            )


def compile_topology(network: Network) -> Topology:
    """Return the graph of everything that could ever be open.

    Travel times over it don't depend on the order of rows. Raises InputError with a notice for
    each id that is unknown or repeated, each place without its one road node, and each service
    without stops.
    """
    lookup = Lookup(network)
    stops = compile_stops(network, lookup)
    lines = compile_lines(network, stops, lookup)
    streets = compile_streets(network)
    none_tied = np.zeros(0, dtype=np.int64)
    ends = find_ends(stops, lookup, none_tied if streets is None else streets.rows)
    lookup.raise_if_any()
    pairs = compile_pairs(lines, len(stops.ids))
    nodes = build_nodes(network, stops, pairs)
    arcs = build_arcs(nodes, ends, pairs)
    count = len(nodes.table)
    new = locality_order(count, arcs.tails, arcs.heads, Cache())
    csr = build_csr(count, new[arcs.tails], new[arcs.heads])
    prove_csr(csr.indptr, csr.heads)
    table = nodes.table.iloc[np.argsort(new)]
    return Topology(
        node_keys=table["key"].tolist(),
        node_kind=table["kind"].to_numpy(np.int8),
        node_mode=table["mode"].to_numpy(np.int8),
        node_row=table["row"].to_numpy(np.int32),
        node_lon=table["lon"].to_numpy(np.float64),
        node_lat=table["lat"].to_numpy(np.float64),
        indptr=csr.indptr,
        heads=csr.heads,
        tails=csr.tails,
        arc_kind=arcs.kind[csr.order],
        arc_row=arcs.row[csr.order],
        stops=stops,
        lines=lines,
        pairs=pairs,
        structure=structure_of(network),
        streets=streets,
    )
