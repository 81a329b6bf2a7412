"""Both ends of trips from door to door: places, their ways on foot, and doubts about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.collector import Notices
from transnet.base.errors import UnknownNameError
from transnet.base.given import wrong_type
from transnet.base.language import said
from transnet.timetable.access_ways import AccessWays, DirectWays
from transnet.timetable.itineraries import Journey, Leg
from transnet.timetable.window_apart import Origins
from transnet.transit.given_points import Points
from transnet.transit.ways_on_foot import Tied

_NAMED = 3


@dataclass(frozen=True, eq=False)
class DoorEnds:
    """Origins and destinations of a question.

    ways     those from origins to stops and from stops to destinations
    direct   those on foot all the way
    notices  as dicts: places that no street is near, feeds of which nothing runs
    """

    origins: Points
    destinations: Points
    ways: tuple[AccessWays, AccessWays]
    direct: DirectWays
    notices: list[dict[str, Any]]

    @property
    def starts(self) -> Origins:
        """Return the ways from the origins."""
        return Origins(self.ways[0], self.direct)

    def labelled(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table of all pairs with the ids that were handed over, and the notices."""
        one, other = self.origins.ids, self.destinations.ids
        ends = {
            "from_id": one.repeat(len(other)),
            "to_id": other.take(np.tile(np.arange(len(other)), len(one))),
        }
        made = table.assign(**ends)
        made.attrs["notices"] = self.notices
        return made

    def with_walk(self, journeys: Sequence[Journey], now_s: int, later_min: int) -> list[Journey]:
        """Return the journeys of one pair that a walk all the way doesn't better, and that walk."""
        if not len(self.direct.seconds):
            return list(journeys)
        there = now_s + int(self.direct.seconds[0])
        ends = (self.origins.texts[0], self.destinations.texts[0])
        walk = Journey(now_s, there, 0, (Leg("walk", *ends, now_s, there),))
        kept = [each for each in journeys if each.arrival_s < there]
        late = bool(kept) and there > kept[0].arrival_s + 60 * later_min
        return kept if late else [*kept, walk]


def untied(points: Points, tied: Tied, name: str) -> list[dict[str, Any]]:
    """Return a notice of places that no street is near, as a dict; none where there is no such."""
    if tied.streets is None or tied.streets.tied.all():
        return []
    far = np.flatnonzero(~tied.streets.tied)
    found = Notices(name)
    hint = said(
        "{count:,} of {all:,} lie too far from any street to be walked from or to ({named}); "
        "snap tells how far",
        count=len(far),
        all=len(points.ids),
        named=", ".join(points.texts[row] for row in far[:_NAMED].tolist()),
    )
    found.add("place_off_streets", hint)
    return [each.as_dict() for each in found.notices]


def places_with(opportunities: object) -> tuple[pd.DataFrame, str]:
    """Return places and the column that says what they have; raises InputError for others."""
    if isinstance(opportunities, tuple) and len(opportunities) == 2:
        places, column = opportunities
        if isinstance(places, pd.DataFrame) and isinstance(column, str):
            if column not in places:
                raise UnknownNameError(said("column"), column, [str(each) for each in places])
            return places, column
    hint = said('must be places and a column of theirs, such as (hexagons, "jobs")')
    raise wrong_type(opportunities, "opportunities", hint)
