"""What a ride without a change costs."""

from __future__ import annotations

import numpy as np

from transnet.base.units import FEN_PER_YUAN, UNREACHABLE_MS
from transnet.supply.costs import ArcCosts
from transnet.supply.kinds import ArcKind, Mode
from transnet.supply.topology import Topology


def ride_fare(topology: Topology, costs: ArcCosts, ends: tuple[str, str], mode: Mode) -> float:
    """Return the yuan of a ride between two stations, the flat part included; inf if none runs.

    costs  of a network with prices
    Raises UnknownNameError for a station that isn't known.
    """
    money = costs.amounts["money"]
    for station in ends:
        topology.node("in", station)
    start, end = (
        topology.platforms(kind, station, [mode])
        for kind, station in zip(("dep", "arr"), ends, strict=True)
    )
    found = np.isin(topology.tails, start) & np.isin(topology.heads, end)
    rides = np.flatnonzero(found & (costs.times.total < UNREACHABLE_MS))
    if not len(rides):
        return float("inf")
    boards = topology.arcs_of[ArcKind.BOARD]
    (board,) = boards[np.isin(topology.heads[boards], start)]
    return float(money[rides[0]] + money[board]) / FEN_PER_YUAN
