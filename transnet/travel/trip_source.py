"""Whoever answers for single trips: a `TravelModel`, or what it has found before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pandas as pd

    from transnet.model.network import Network
    from transnet.supply.kinds import Impedance, ModeSet
    from transnet.travel.trip_path import Path


class TripSource(Protocol):
    """Trips in one state, found as `TravelModel` finds them."""

    @property
    def network(self) -> Network:
        """The network on its day."""

    def path(self, origin: str, destination: str, *, using: ModeSet, impedance: Impedance) -> Path:
        """Return a trip between two places."""

    def in_train(self, from_stations: list[str], to_stations: list[str]) -> Path:
        """Return the fastest ride between any two of two lists of stations."""

    def travel_times(
        self, origins: list[str], destinations: list[str], *, using: ModeSet
    ) -> pd.DataFrame:
        """Return the minutes door to door: from_id, to_id, travel_min."""
