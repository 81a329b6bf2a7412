"""Trips by optimal strategies over a topology: the arrays that the kernels take, made from weights.

What an arc or an entry costs may be its time or its generalised cost; what is added up along the
way is anything by arc and by entry. What one gets to by road stands in `road_ways`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.units import MS_PER_MIN, FloatArray, Int32Array, beyond_range
from transnet.kernels.strategies.nearest_platforms import pools_by_place
from transnet.kernels.strategies.optimal import NEVER, Supply, Wait
from transnet.kernels.strategies.problem import Access, Pools, Values
from transnet.supply.boardings import Boardings, Groups, boardings_of
from transnet.supply.common_lines import TRAINS_UNIT
from transnet.supply.road_ways import Amounts
from transnet.supply.supply_tables import SupplyTables
from transnet.supply.topology import Topology

DAY_MIN = 1440.0
_LARGEST = np.iinfo(np.int64).max // 4
Int64Array = npt.NDArray[np.int64]


def supply_of(
    topology: Topology, amounts: Amounts, trains: Int64Array, span_min: FloatArray
) -> Supply:
    """Return what runs in a state; like states share it.

    trains    int64[e], departures a day in ten-thousandths; 0 where closed
    span_min  f64[modes], minutes of operation a day
    Raises InputError for more departures than can be added up.
    """
    tables, boardings = topology.tables, boardings_of(topology)
    link_cost = _link_sums(boardings.link_arcs, np.minimum(amounts.arcs, NEVER)[np.newaxis])[:, 0]
    span = tables.one("spans", span_min)
    own = amounts.entries, tables.one("link costs", link_cost), trains, span
    return tables.made(_supply, boardings, *own)


def _supply(
    boardings: Boardings,
    entries: Int64Array,
    link_cost: Int64Array,
    trains: Int64Array,
    span_min: FloatArray,
) -> Supply:
    mode = boardings.mode[boardings.to_platform]
    spans = np.where(span_min > 0, span_min, DAY_MIN)[mode]
    rate = np.rint(trains * (DAY_MIN / spans)).astype(np.int64)
    is_open = (rate > 0) & (entries < NEVER)
    if float(rate[is_open].sum()) * float(NEVER) > _LARGEST * float(len(rate) or 1):
        raise beyond_range("services", "there are more departures a day than can be added up")
    ride = np.where(is_open, entries, NEVER)
    out_of, into = (
        _open_ones(each, is_open) for each in (boardings.entries_from, boardings.entries_into)
    )
    return Supply(
        pattern=boardings.pattern,
        to_platform=boardings.to_platform,
        from_position=boardings.from_position,
        entry_km=boardings.entry_km,
        least_km=boardings.least_km,
        from_first=out_of.first,
        from_entries=out_of.members,
        into_first=into.first,
        into_entries=into.members,
        into_position=boardings.from_position[into.members],
        into_ride=ride[into.members],
        into_km=boardings.entry_km[into.members],
        position_platform=boardings.platform,
        position_nth=boardings.nth,
        at_first=boardings.positions_at.first,
        at_positions=boardings.positions_at.members,
        link_first=boardings.links_into.first,
        link_from=boardings.link_from,
        slot_first=boardings.slot_first,
        slot_link=boardings.slot_link,
        slot_position=boardings.slot_position,
        slot_pattern=boardings.pattern[boardings.slot_position],
        room_first=boardings.room_first,
        rate=np.where(is_open, rate, 0),
        ride=ride,
        link_cost=link_cost.copy(),  # kernels are compiled for arrays that can be written
    )


def _open_ones(groups: Groups, is_open: npt.NDArray[np.bool_]) -> Groups:
    kept = is_open[groups.members]
    before = np.append(0, np.cumsum(kept)).astype(np.int32)
    return Groups(before[groups.first], groups.members[kept])


def wait_of(share: float, cap_min: float, beyond_share: float, cost_per_ms: float = 1.0) -> Wait:
    """Return the cost of a wait by departures a day of 24 hours, in ten-thousandths.

    share, cap_min, beyond_share  as in `pairs.Wait`; a beyond_share of 1 makes all of it count
    """
    full = share * cost_per_ms * DAY_MIN / 2 * MS_PER_MIN * TRAINS_UNIT
    to_cap = share * cost_per_ms * (1 - beyond_share) * cap_min * MS_PER_MIN
    return Wait(round(full), round(beyond_share * full), round(to_cap))


def values_of(topology: Topology, amounts: Amounts, transfer: int, legs: int) -> Values:
    """Return the values of entries and links; all time of a link belongs to the leg `transfer`."""
    made, one = topology.tables.made, topology.tables.one
    arcs, links = made(_arcs_of_links, boardings_of(topology))
    values = one("link values", amounts.arc_values.at(arcs))
    return Values(amounts.entry_values, made(_link_values, links, values, transfer, legs))


def _arcs_of_links(boardings: Boardings) -> tuple[Int32Array, Int32Array]:
    """Return the arcs that links are made of, and which of them each link has, int32[l, 3]."""
    arcs, which = np.unique(boardings.link_arcs, return_inverse=True)
    none = int(len(arcs) > 0 and arcs[0] < 0)
    which = which.reshape(boardings.link_arcs.shape) - none
    return arcs[none:].astype(np.int32), which.astype(np.int32)


def _link_values(links: Int32Array, values: Int32Array, transfer: int, legs: int) -> Int64Array:
    found = _link_sums(links, values.astype(np.int64))
    time = found[:, :legs].sum(axis=1)
    found[:, :legs] = 0
    found[:, transfer] = time
    return found


def _link_sums(link_arcs: Int32Array, values: Int64Array) -> Int64Array:
    """Add up the arcs of each link, int64[l, c]; NEVER at most.

    link_arcs  int32[l, 3], columns of `values`; -1 for none
    """
    padded = np.concatenate([values, np.zeros((len(values), 1), np.int64)], axis=1)
    sums = padded[:, link_arcs].sum(axis=2).T
    return np.ascontiguousarray(np.minimum(sums, NEVER))


def pools_of(
    tables: SupplyTables, access: Access, place: Int32Array, least_wait: Int64Array
) -> Pools:
    """Return the pools of departures that leave from one place, places in ascending order.

    place       int32[q], which place each platform belongs to
    least_wait  int64[places], cost of the wait for whatever leaves there, as `least_waits`
    """
    first, begins, order, nearest, at = tables.made(_by_place, access, place)
    return Pools(first, begins, order, nearest, least_wait[at])


def _by_place(access: Access, place: Int32Array) -> tuple[npt.NDArray[Any], ...]:
    """Return all of `Pools` but the waits, which hang on how they are read; and where they are."""
    first, begins, order = pools_by_place(access, place, int(place.max(initial=-1)) + 1)
    nearest = order[begins[:-1]]
    return first, begins, order, access.cost[nearest], place[access.platform[nearest]]


def pools_of_all(access: Access) -> Pools:
    """Return the pools of departures that leave from anywhere, one of each origin."""
    count, served = len(access.platform), np.diff(access.first) > 0
    return Pools(
        first=np.append(0, np.cumsum(served)).astype(np.int32),
        begins=np.append(access.first[:-1][served], count).astype(np.int32),
        place=np.arange(count, dtype=np.int32),
        nearest=access.cost[access.first[:-1][served]],
        least_wait=np.zeros(int(served.sum()), dtype=np.int64),
    )


def no_pools(access: Access) -> Pools:
    """Return the pools of those who never start so."""
    none = np.zeros(0, dtype=np.int32)
    of_pools = np.zeros((2, 0), dtype=np.int64)
    return Pools(np.zeros_like(access.first), np.zeros(1, np.int32), none, *of_pools)


def least_waits(supply: Supply, boardings: Boardings, place: Int32Array, wait: Wait) -> Int64Array:
    """Return what the wait for whatever leaves from a place costs, int64[places]; NEVER for none.

    place  int32[q], which place each platform belongs to. No set of departures costs less to wait
           for: of a pattern that stops there twice both departures are counted.
    """
    of_position, (first, entries) = np.zeros(len(boardings.pattern)), boardings.entries_from
    boarded = np.flatnonzero(np.diff(first))
    if len(boarded):
        of_position[boarded] = np.maximum.reduceat(supply.rate[entries], first[boarded])
    served = boardings.platform >= 0
    at, places = place[boardings.platform[served]], int(place.max(initial=-1)) + 1
    rate = np.bincount(at, of_position[served], places)
    each = np.maximum(rate, 1.0)
    least = np.floor(np.minimum(wait.full / each, wait.to_cap + wait.beyond / each))
    return np.where(rate > 0, np.minimum(least, NEVER), NEVER).astype(np.int64)
