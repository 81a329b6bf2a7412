"""Travel times and what is within reach, by timetable, over a window of departures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from transnet.base.arrays import real_numbers
from transnet.base.errors import UnknownNameError
from transnet.base.given import wrong_type
from transnet.base.language import said
from transnet.base.shown import Shown, cut
from transnet.base.units import FloatArray
from transnet.timetable.access_ways import AccessWays, DirectWays, goals_of, starts_of
from transnet.timetable.compiled_window import CompiledWindow
from transnet.timetable.departure_window import Departures, percentiles_given
from transnet.timetable.part_checks import part_refuser
from transnet.timetable.timetable_columns import TimetableColumns

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class TravelTimes(Shown):
    """Percentiles of travel time over the departures of a window.

    origins, destinations  ids, [o] and [d]
    percentiles            [p]
    whole_min              int16[p, d, o], minutes, begun ones counted; longest_min + 1 where a
                           destination isn't reached within longest_min
    """

    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    percentiles: tuple[float, ...]
    longest_min: int
    whole_min: npt.NDArray[np.int16]

    def __repr__(self) -> str:
        asked = cut(", ".join(f"p{each:g}" for each in self.percentiles), 60)
        ends = f"{len(self.origins):,} origins, {len(self.destinations):,} destinations"
        return f"<TravelTimes: {ends}, {asked}, up to {self.longest_min} min>"

    def matrix(self, percentile: float) -> pd.DataFrame:
        """Return the minutes of a percentile, float64[o, d] by ids; inf where unreachable.

        Raises UnknownNameError for a percentile that wasn't asked for.
        """
        import pandas as pd

        if percentile not in self.percentiles:
            raise UnknownNameError(said("percentile"), percentile, map(str, self.percentiles))
        minutes = self._minutes()[self.percentiles.index(percentile)].T
        return pd.DataFrame(minutes, index=[*self.origins], columns=[*self.destinations])

    def table(self) -> pd.DataFrame:
        """Return a row for each pair: from_id, to_id and minutes p5, p50 and so on.

        inf where unreachable.
        """
        import pandas as pd

        columns: dict[str, object] = {
            "from_id": np.repeat(np.array(self.origins, dtype=object), len(self.destinations)),
            "to_id": np.tile(np.array(self.destinations, dtype=object), len(self.origins)),
        }
        for percentile, minutes in zip(self.percentiles, self._minutes(), strict=True):
            columns[f"p{percentile:g}"] = minutes.T.ravel()
        return pd.DataFrame(columns)

    def _minutes(self) -> npt.NDArray[np.float64]:
        return np.where(self.whole_min > self.longest_min, np.inf, self.whole_min)


def window_travel_times(
    timetable: TimetableColumns,
    ends: tuple[object, object],
    departures: Departures,
    percentiles: Sequence[float],
    direct: DirectWays | None = None,
) -> TravelTimes:
    """Return percentiles of travel time; see `Timetable.travel_times`."""
    asked = percentiles_given(percentiles)
    starts, goals = starts_of(timetable, ends[0]), goals_of(timetable, ends[1])
    starts = replace(starts, direct=direct)
    found = CompiledWindow(timetable, departures, goals).percentile_minutes(starts, asked)
    minutes = np.ascontiguousarray(found[:, goals.row_of]) if goals.is_folded else found
    return TravelTimes(starts.ids, goals.ids, asked, departures.longest_min, minutes)


def window_opportunities(
    timetable: TimetableColumns,
    ends: tuple[object, object],
    departures: Departures,
    cutoffs: Sequence[int],
    percentile: float,
    direct: DirectWays | None = None,
) -> pd.DataFrame:
    """Return the opportunities within reach; see `Timetable.opportunities`.

    cutoffs  minutes, up to the longest of the departures
    """
    import pandas as pd

    (asked,) = percentiles_given([percentile])
    destinations, amounts = _amounts(ends[1])
    starts, goals = starts_of(timetable, ends[0]), goals_of(timetable, destinations)
    starts = replace(starts, direct=direct)
    if len(goals.ids) != len(amounts):
        hint = said("must have an amount for each of {count} places", count=len(goals.ids))
        raise wrong_type(ends[1], "opportunities", hint)
    by_row = np.zeros(len(goals.rows))
    np.add.at(by_row, goals.row_of, amounts)
    made = CompiledWindow(timetable, departures, goals)
    ascending = sorted(cutoffs)
    found = made.sums_within(starts, by_row, np.array(ascending, dtype=np.int32), asked)
    return pd.DataFrame(found.T, index=[*starts.ids], columns=ascending)[[*cutoffs]]


def _amounts(opportunities: object) -> tuple[object, FloatArray]:
    """Return destinations and float64[k], what each of them has."""
    import pandas as pd

    places, amounts = (
        opportunities
        if isinstance(opportunities, tuple) and len(opportunities) == 2
        else (None, opportunities)
    )
    if not isinstance(amounts, pd.Series):
        raise wrong_type(amounts, "opportunities", said("must be a Series by id"))
    if places is None:
        places = [str(each) for each in amounts.index]
    elif isinstance(places, AccessWays):
        amounts = amounts.reindex([*places.ids])
    values = real_numbers(amounts.to_numpy(), part_refuser("opportunities"))
    if not np.all(np.isfinite(values) & (values >= 0)):
        raise wrong_type(amounts, "opportunities", said("must be numbers of 0 or more, by id"))
    return places, values
