"""The number that a train bears at a station: it has another wherever its direction changes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from transnet.model.network import Network


class TrainNumbers:
    """The numbers of a network's trains, as its timetable has them."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def at(self, train: str, station_id: str) -> str:
        """Return the number of a train at a station; its own where the table doesn't know it."""
        row = self._row_of.get(train, ""), self._names.get(station_id, "")
        return self._numbers.get(row, train)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        stations = self._network["stations"]
        return dict(zip(stations["station_id"], stations["name_zh"], strict=True))

    @cached_property
    def _row_of(self) -> Mapping[str, str]:
        table = self._network["timetable"].iloc[::-1]  # the first train of a number stays
        return dict(zip(table["train_no"].astype(str), table["train_id"], strict=True))

    @cached_property
    def _numbers(self) -> Mapping[tuple[str, str], str]:
        table = self._network["timetable"].iloc[::-1]
        ends = zip(table["train_id"], table["station_zh"], strict=True)
        return dict(zip(ends, table["train_no"].astype(str), strict=True))
