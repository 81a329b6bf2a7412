"""Timetables of another day: of which days those are that a trip's services were read from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from transnet.travel.provenance import days_of_services

if TYPE_CHECKING:
    from transnet.model.network import Network
    from transnet.supply.topology import Topology
    from transnet.travel.trip_path import Path


def days_of_entries(
    network: Network, topology: Topology, entries: npt.NDArray[np.int64]
) -> tuple[str, ...]:
    """Return the days of the timetables of some ride entries, as `timetables_behind`."""
    lines = topology.lines
    patterns = topology.pairs.pattern[entries]
    return days_of_services(network, lines.row[patterns[~lines.flight[patterns]]])


def timetables_behind(network: Network, trips: Iterable[Path]) -> tuple[str, ...]:
    """Return the days of the timetables that stand for the network's day in some trips.

    returns  days as YYYY-MM-DD, in order: those of `services.timetable` of all services that the
             trips take, but for the network's own day; none for services that come from elsewhere
    """
    ridden = {
        service
        for trip in trips
        for cell in trip.legs["services"]
        for service in str(cell).split(";")
    }
    taken = network["services"]["service_id"].isin(ridden).to_numpy()
    return days_of_services(network, np.flatnonzero(taken))
