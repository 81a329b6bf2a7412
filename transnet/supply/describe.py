"""Arcs and ride pairs back to tables: which row stands behind a weight, how long, how far."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.units import FloatArray, Int32Array, ms_to_minutes
from transnet.model.network import Network
from transnet.supply.arc_records import ARCS, STREETS, kinds_over
from transnet.supply.common_lines import TRAINS_UNIT
from transnet.supply.kinds import STREET_KINDS, ArcKind, Mode
from transnet.supply.lookup import ids
from transnet.supply.streets import Streets, StreetTimes
from transnet.supply.topology import Topology
from transnet.supply.weights import ArcTimes


def describe_arcs(
    network: Network, topology: Topology, times: ArcTimes, arcs: npt.ArrayLike
) -> pd.DataFrame:
    """Return one row per arc, in the order given.

    arc, kind (ArcKind in lower case), leg (see `ArcRecord`), mode ("" off the platforms),
    table, row_id (what stands behind it; "" for rides, see `pair_services`), pair (-1 off rides),
    from_id, to_id (place, road node or stop), minutes (inf where closed), wait_min, ride_min,
    length_km (0 at doors and platforms, NaN where a ride leaves the tracks)
    """
    arc = np.asarray(arcs, dtype=np.int64)
    kinds = [ArcKind(value) for value in topology.arc_kind[arc].tolist()]
    modes = topology.arc_mode[arc].tolist()
    row = topology.arc_row[arc]
    is_ride = topology.arc_kind[arc] == ArcKind.RIDE
    from_id, to_id = (
        [topology.name(node) for node in nodes[arc].tolist()]
        for nodes in (topology.tails, topology.heads)
    )
    table = [_table_of(kind) for kind in kinds]
    return pd.DataFrame(
        {
            "arc": arc,
            "kind": [kind.name.lower() for kind in kinds],
            "leg": [ARCS[kind].leg for kind in kinds],
            "mode": ["" if mode < 0 else Mode(mode).label for mode in modes],
            "table": np.where(is_ride, "services", table),
            "row_id": _row_ids(network, topology, arc),
            "pair": np.where(is_ride, row, -1),
            "from_id": from_id,
            "to_id": to_id,
            "minutes": ms_to_minutes(times.total[arc]),
            "wait_min": ms_to_minutes(times.wait[arc]),
            "ride_min": ms_to_minutes(times.ride[arc]),
            "length_km": _lengths(network, topology, times, arc),
        }
    )


class ArcFact(NamedTuple):
    """One arc as `describe_arcs` has it."""

    mode: str
    table: str
    row_id: str
    length_km: float


def arc_fact(network: Network, topology: Topology, times: ArcTimes, arc: int) -> ArcFact:
    """Return what an arc is; as `describe_arcs`, without its times, and much quicker for one."""
    kind, row = ArcKind(int(topology.arc_kind[arc])), int(topology.arc_row[arc])
    mode, record = int(topology.arc_mode[arc]), ARCS[kind]
    own = np.array([arc], dtype=np.int64)
    if record.table:
        row_id = str(network[record.table][record.key].iloc[row])
    elif kind in STREET_KINDS or kind == ArcKind.RIDE:
        row_id = str(_row_ids(network, topology, own)[0])
    else:
        row_id = str(topology.stops.ids[row])
    lengths = kinds_over("roads", "access")
    if kind in lengths:
        length_km = float(network[lengths[kind]]["length_km"].iloc[row])
    elif kind in STREET_KINDS or kind == ArcKind.RIDE:
        length_km = float(_lengths(network, topology, times, own)[0])
    else:
        length_km = 0.0
    table = "services" if kind == ArcKind.RIDE else _table_of(kind)
    return ArcFact("" if mode < 0 else Mode(mode).label, table, row_id, length_km)


def _table_of(kind: ArcKind) -> str:
    if kind in STREET_KINDS:
        return STREETS
    return ARCS[kind].table or "stops"


def pair_services(topology: Topology, times: ArcTimes, pair: int) -> pd.DataFrame:
    """Return the open services of a ride pair, fastest first.

    service_id (or flight id), mode, trains_per_day, ride_min, chosen (whether a traveller who
    waits for the first of the best set takes it)
    """
    entries = topology.pairs.entries(pair)
    departures = times.pairs.departures
    trains = departures.trains[entries]
    table = pd.DataFrame(
        {
            "service_id": topology.lines.ids[topology.pairs.pattern[entries]],
            "mode": Mode(int(topology.pairs.mode[pair])).label,
            "trains_per_day": trains / TRAINS_UNIT,
            "ride_min": ms_to_minutes(departures.ride_ms[entries]),
            "chosen": times.pairs.chosen[entries],
        }
    )
    return table[trains > 0].sort_values(["ride_min", "service_id"], ignore_index=True)


def pair_km(network: Network, topology: Topology, times: ArcTimes) -> FloatArray:
    """Return the length along the tracks of each pair's fastest open service, f64[pairs].

    NaN where no service is open or the fastest one leaves the tracks.
    """
    pairs, departures = topology.pairs, times.pairs.departures
    is_open = departures.trains > 0
    order = np.lexsort((departures.ride_ms, ~is_open, pairs.of_entry))
    fastest = order[pairs.first[:-1]]
    return np.where(is_open[fastest], entry_track_km(network, topology)[fastest], np.nan)


def entry_track_km(network: Network, topology: Topology) -> FloatArray:
    """Return the length along the tracks of each entry, f64[e]; NaN where it leaves them."""
    lines, pairs = topology.lines, topology.pairs
    length = network["tracks"]["length_km"].to_numpy(np.float64)[lines.tracks]
    along = np.append(0.0, np.cumsum(length))
    counts = np.diff(lines.track_first)
    run_km = along[lines.track_first[1:]] - along[lines.track_first[:-1]]
    run_km[lines.first[:-1]] = 0.0
    missing = counts == 0
    missing[lines.first[:-1]] = False
    travelled, gaps = np.cumsum(run_km), np.cumsum(missing)
    entry_km: FloatArray = travelled[pairs.to_pos] - travelled[pairs.from_pos]
    entry_km[gaps[pairs.to_pos] > gaps[pairs.from_pos]] = np.nan
    return entry_km


def _row_ids(
    network: Network, topology: Topology, arcs: npt.NDArray[np.int64]
) -> npt.NDArray[np.object_]:
    kind, row = topology.arc_kind[arcs], topology.arc_row[arcs]
    found = np.full(len(arcs), "", dtype=object)
    for arc_kind in ArcKind:
        here = kind == arc_kind
        record = ARCS[arc_kind]
        if record.table:
            found[here] = ids(network, record.table, record.key)[row[here]]
        elif arc_kind in STREET_KINDS:
            found[here] = _street_ids(network, topology, row[here])
        elif arc_kind != ArcKind.RIDE:
            found[here] = topology.stops.ids[row[here]]
    return found


def _street_ids(network: Network, topology: Topology, rows: Int32Array) -> list[str]:
    """Return the ids of both ends of some ways over the streets, joined by /."""
    if topology.streets is None:
        return []
    tied = ids(network, "nodes", "node_id")[topology.streets.rows]
    return [f"{tied[row // len(tied)]}/{tied[row % len(tied)]}" for row in rows.tolist()]


def _way_km(streets: Streets, times: StreetTimes, kind: int, row: int) -> float:
    return streets.way_km(times, streets.row_of(ArcKind(kind), row))


def _lengths(
    network: Network, topology: Topology, times: ArcTimes, arcs: npt.NDArray[np.int64]
) -> FloatArray:
    kind, row = topology.arc_kind[arcs], topology.arc_row[arcs]
    found = np.zeros(len(arcs))
    for arc_kind, table in kinds_over("roads", "access").items():
        here = kind == arc_kind
        found[here] = network[table]["length_km"].to_numpy(np.float64)[row[here]]
    if topology.streets is not None and times.streets is not None:
        for at in np.flatnonzero(np.isin(kind, STREET_KINDS)).tolist():
            found[at] = _way_km(topology.streets, times.streets, int(kind[at]), int(row[at]))
    here = kind == ArcKind.RIDE
    if here.any():
        found[here] = pair_km(network, topology, times)[row[here]]
    return found
