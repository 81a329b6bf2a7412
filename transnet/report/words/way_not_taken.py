"""The way not taken: the best trip by what opens, where another one beats it."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

from transnet.report.words.leg_words import departures, leg_ends, via
from transnet.report.words.words import Text, join, minutes, same

if TYPE_CHECKING:
    from transnet.study.result import Result
    from transnet.travel.other_ways import WaysBy
    from transnet.travel.paths import Path

_WORTH_SAYING = 2.0


class NotTaken:
    """The best ways of a result by the trains and flights that run after and not before."""

    def __init__(self, result: Result) -> None:
        self._result = result
        self._known: dict[tuple[str, str], Path | None] = {}

    def way(self, start: str, end: str, taken_min: float) -> Text:
        """Say what the best way by what opens takes between two places; '' without one.

        taken_min  minutes of the trip that is taken; one of more than twice them isn't spoken of
        """
        ways = self._ways
        if ways is None:
            return same("")
        if (start, end) not in self._known:
            self._known[start, end] = ways.best(start, end)
        found = self._known[start, end]
        if found is None or not found.travel_min <= _WORTH_SAYING * taken_min:
            return same("")
        return self._said(found, taken_min)

    def served(self) -> list[str]:
        """Return the places at whose stations what opens calls."""
        network = self._result.after.model.network
        stops = network["stops"]
        called = stops.loc[stops["service_id"].isin(self._opened), "station_id"]
        stations = network["stations"]
        places = stations.loc[stations["station_id"].isin(called), "place_id"]
        return sorted({str(place) for place in places})

    @cached_property
    def _opened(self) -> frozenset[str]:
        from transnet.travel.other_ways import running

        before, after = (each.model for each in (self._result.before, self._result.after))
        return running(after) - running(before)

    @cached_property
    def _ways(self) -> WaysBy | None:
        from transnet.travel.other_ways import WaysBy

        return WaysBy(self._result.after.model, self._opened) if self._opened else None

    def _said(self, found: Path, taken_min: float) -> Text:
        rides = (
            leg
            for leg in found.legs.to_dict("records")
            if set(str(leg["services"]).split(";")) & self._opened
        )
        ride = max(rides, key=lambda leg: float(leg["minutes"]))
        more = minutes(found.travel_min - taken_min)
        where = join([leg_ends(ride), via(ride), departures(ride)], "，", ", ")
        longer = (
            Text(f"，多 {more.zh}", f", {more.en} longer")
            if math.isfinite(taken_min) and found.travel_min - taken_min >= 0.5
            else same("")
        )
        took = minutes(found.travel_min)
        return Text(
            f"乘新开的班次最快 {took.zh}{longer.zh}（{where.zh}）",
            f"by what opens {took.en} at best{longer.en} ({where.en})",
        )
