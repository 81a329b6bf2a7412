"""The way not taken: the best trip by what opens, where another one beats it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from transnet.base.kept_values import records_of
from transnet.base.language import both
from transnet.report.words.leg_words import departures, leg_ends, via
from transnet.report.words.trip_parts import PART_NAMES, Parts, parts_more, parts_of_path
from transnet.report.words.words import Text, in_prose, join, minutes, same

if TYPE_CHECKING:
    from transnet.study.result import Result
    from transnet.travel.drives_over import DrivesOver
    from transnet.travel.other_ways import WaysBy
    from transnet.travel.trip_path import Path

_WORTH_SAYING = 2.0
"""Times the minutes of the trip that is taken; a longer way isn't spoken of."""
_LARGEST = 3  # parts that are said in brief
_NONE = dict.fromkeys(PART_NAMES, 0.0)


@dataclass(frozen=True)
class _Way:
    """A way by what opens: its minutes, what they are made of, and where it leads."""

    travel_min: float
    parts: Parts
    where: Text
    by_road: bool


class NotTaken:
    """The best ways of a result by what runs, or is open to cars, after and not before."""

    def __init__(self, result: Result) -> None:
        self._result = result
        self._known: dict[tuple[str, str, bool], _Way | None] = {}

    @property
    def opens(self) -> bool:
        """Whether anything opens that a way may lead over."""
        return bool(self._opened or self._roads)

    def way(self, start: str, end: str, taken_min: float) -> Text:
        """Say what the best way by what opens takes between two places; '' without one.

        taken_min  minutes of the trip that is taken; one of more than twice them isn't spoken of
        """
        found = self._found(start, end, alone=False)
        if found is None or not found.travel_min <= _WORTH_SAYING * taken_min:
            return same("")
        more = found.travel_min - taken_min
        return _said(found, more if math.isfinite(taken_min) else 0.0, same(""))

    def beside(
        self, pair: tuple[str, str], taken_min: float, taken: Parts, *, alone: bool, brief: bool
    ) -> Text:
        """Say the same with the parts in which it takes more or less than the trip that is taken.

        alone  by what opens only, where the trip that is taken leads over it for a part
        brief  the largest parts alone, and not where it leads
        """
        found = self._found(*pair, alone=alone)
        if found is None or not found.travel_min <= _WORTH_SAYING * taken_min:
            return same("")
        parts = parts_more(taken, found.parts, most=_LARGEST if brief else len(taken))
        if brief:
            found = replace(found, where=same(""))
        return _said(found, found.travel_min - taken_min, parts, alone)

    def served(self) -> list[str]:
        """Return the places at whose stations what opens calls."""
        network = self._result.after.network
        stops = network["stops"]
        called = stops.loc[stops["service_id"].isin(self._opened), "station_id"]
        stations = network["stations"]
        places = stations.loc[stations["station_id"].isin(called), "place_id"]
        return sorted({str(place) for place in places})

    @cached_property
    def _opened(self) -> frozenset[str]:
        return frozenset(self._result.known("what runs after alone", self._running_after_alone))

    def _running_after_alone(self) -> list[str]:
        from transnet.travel.other_ways import running

        before, after = (each.model for each in (self._result.before, self._result.after))
        return sorted(running(after) - running(before))

    @cached_property
    def _roads(self) -> frozenset[str]:
        return frozenset(self._result.known("roads that open", self._opened_roads))

    def _opened_roads(self) -> list[str]:
        from transnet.travel.drives_over import opened_roads

        before, after = (each.network for each in (self._result.before, self._result.after))
        return sorted(opened_roads(before, after))

    @cached_property
    def _ways(self) -> WaysBy | None:
        from transnet.travel.other_ways import WaysBy

        return WaysBy(self._result.after.model, self._opened) if self._opened else None

    @cached_property
    def _drives(self) -> DrivesOver | None:
        from transnet.travel.drives_over import DrivesOver

        return DrivesOver(self._result.after.model, self._roads) if self._roads else None

    def _found(self, start: str, end: str, *, alone: bool) -> _Way | None:
        key = (start, end, alone)
        if key not in self._known:
            self._known[key] = self._result.known(
                "way not taken",
                lambda: self._best(start, end, alone=alone),
                by=key,
                records=records_of(_Way, Text),
            )
        return self._known[key]

    def _best(self, start: str, end: str, *, alone: bool) -> _Way | None:
        ways = [self._ride(start, end, alone=alone), self._drive(start, end)]
        return min((way for way in ways if way), key=lambda way: way.travel_min, default=None)

    def _ride(self, start: str, end: str, *, alone: bool) -> _Way | None:
        if self._ways is None:
            return None
        path = (self._ways.alone if alone else self._ways.best)(start, end)
        if path is None:
            return None
        return _Way(path.travel_min, parts_of_path(path), self._where(path), by_road=False)

    def _where(self, path: Path) -> Text:
        """Return the longest ride of a trip by what opens."""
        rides = (
            leg
            for leg in path.legs.to_dict("records")
            if set(str(leg["services"]).split(";")) & self._opened
        )
        ride = max(rides, key=lambda leg: float(leg["minutes"]))
        return join([leg_ends(ride), via(ride), departures(ride)], "，", ", ")

    def _drive(self, start: str, end: str) -> _Way | None:
        drive = self._drives.best(start, end) if self._drives else None
        if drive is None:
            return None
        roads = self._result.after.network["roads"].set_index("road_id")
        rows = roads.loc[list(drive.road_ids), ["name_zh", "name_en"]]
        names = dict.fromkeys(Text(str(zh), str(en)) for zh, en in rows.itertuples(index=False))
        parts = {**_NONE, "drive": drive.travel_min}
        return _Way(drive.travel_min, parts, join(names, "、", ", "), by_road=True)


def _said(way: _Way, more_min: float, parts: Text, alone: bool = False) -> Text:
    """Say what a way takes, and how much more than the trip that is taken, or was before."""
    took, more = minutes(way.travel_min), minutes(abs(more_min))
    if alone and not way.by_road:
        best = both("by what opens alone {took}", took=took)
    elif way.by_road:
        best = both("over the road that opens {took} at best", took=took)
    else:
        best = both("by what opens {took} at best", took=took)
    if abs(more_min) < 0.5:
        longer = same("")
    elif alone:
        longer = (
            both(", {more} longer than before", more=more)
            if more_min > 0
            else both(", {more} shorter than before", more=more)
        )
    elif more_min > 0:
        longer = both(", {more} longer", more=more)
    else:
        longer = both(", {more} shorter", more=more)
    each = Text(f"：{parts.zh}", f": {parts.en}") if parts else same("")
    where = Text(f"（{way.where.zh}）", f" ({way.where.en})") if way.where else same("")
    return in_prose(best + longer + each + where)
