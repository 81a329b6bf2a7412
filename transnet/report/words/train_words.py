"""Trains by number, station and minute, in words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from transnet.model.network import Network
from transnet.report.words.words import Text, join, same
from transnet.supply.service_trips import moved_services

_DAY_H = 24


class Trains:
    """The stations of a network, by which its trains are called."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def ride(self, row: Mapping[Any, Any], prefix: str = "") -> Text:
        """Return a ride of `ByTimetable`: train, stations, minutes; empty where there is none."""
        if not row[f"{prefix}departure"]:
            return same("")
        departs, arrives = (
            clock_text(str(row[f"{prefix}{at}"])) for at in ("departure", "arrival")
        )
        start, end = (self._stations[str(row[f"{prefix}{at}"])] for at in ("from_stop", "to_stop"))
        changes = int(row[f"{prefix}rides"]) - 1
        told = join([join([start, departs], " ", " "), join([end, arrives], " ", " ")], "—", " – ")
        told = join([self._train(row, prefix), told], " ", ", ")
        if changes > 0:
            more = Text(
                f"，换乘 {changes} 次", f", {changes} change" + ("s" if changes > 1 else "")
            )
            told += more
        return told

    def _train(self, row: Mapping[Any, Any], prefix: str) -> Text:
        number = str(row[f"{prefix}train"])
        if not number:
            return Text("推定班次", "train by plan")
        is_moved = str(row[f"{prefix}service_id"]) in self._moved
        return same(number) + (Text("（推定时刻）", " (times by plan)") if is_moved else same(""))

    @cached_property
    def _moved(self) -> frozenset[str]:
        ids = self._network["services"]["service_id"][moved_services(self._network)]
        return frozenset(ids.astype(str))

    @cached_property
    def _stations(self) -> Mapping[str, Text]:
        return _names(self._network, "stations", "station_id")


def clock_text(time: str) -> Text:
    """Return HH:MM; past midnight as a time of the next day."""
    hours, minutes = time.split(":")
    if int(hours) < _DAY_H:
        return same(time)
    later = f"{int(hours) - _DAY_H:02}:{minutes}"
    return Text(f"次日 {later}", f"{later} the next day")


def _names(network: Network, table: str, key: str) -> Mapping[str, Text]:
    rows = network[table]
    named = zip(rows[key], rows["name_zh"], rows["name_en"], strict=True)
    return {str(name): Text(str(zh or en), str(en or zh)) for name, zh, en in named}
