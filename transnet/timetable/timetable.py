"""A timetable, and what one can ask it: when one can be where, by which trains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

from transnet.base.errors import Notice
from transnet.timetable.access_ways import AccessWays
from transnet.timetable.departure_window import cutoffs_given, departures_of
from transnet.timetable.edits.timetable_edits import TimetableEdit, edited_timetable
from transnet.timetable.parts import Calls, Routes, Services, Stops, Transfers, Trips
from transnet.timetable.timetable_columns import TimetableColumns, checked_columns
from transnet.timetable.timetable_day import TimetableDay
from transnet.timetable.travel_window import TravelTimes, window_opportunities, window_travel_times

if TYPE_CHECKING:
    import pandas as pd


class Timetable(TimetableColumns):
    """Trips by the second, on the days on which they run; made by `build_timetable`."""

    def travel_times(
        self,
        origins: AccessWays | Sequence[str],
        destinations: AccessWays | Sequence[str],
        *,
        date: date | str,
        window: tuple[str, str] = ("07:00", "09:00"),
        percentiles: Sequence[float] = (5, 50, 95),
        longest_min: int = 120,
    ) -> TravelTimes:
        """Return percentiles of travel time over the departures of a window, a minute apart.

        origins, destinations  ids of stops, from and to which one may also walk by a transfer; or
                               places with their ways on foot to and from stops
        date                   a day of the calendar, as a date or as YYYY-MM-DD
        window                 the first departure and the end of the window, which is none of them,
                               "HH:MM" by local clocks; hours may run on past 24. Of a time that
                               clocks show twice, the first is meant
        percentiles            above 0, up to 100; of n departures the least time that a share of so
                               many don't exceed (nearest rank; Hyndman & Fan 1996, definition 1)
        longest_min            longer times count as unreachable

        Times are from the wish to leave to the arrival, waits included, in whole minutes, begun
        ones counted: what takes 60 min and a second isn't within 60. Method: each stop holds the
        last departure from which one is there by now, and one scan of the day's arrivals and
        departures raises it for all departures and 64 origins at once; the order of the scan is
        that of the connection scan (Dibbelt, Pajor, Strasser & Wagner 2018).
        Raises InputError for a day outside of the calendar (it names its ends), a window that ends
        before it begins or at a time that clocks skip, and values of another kind; UnknownNameError
        for a stop that isn't there.
        """
        departures = departures_of(self, date, window, longest_min)
        return window_travel_times(self, (origins, destinations), departures, percentiles)

    def opportunities(
        self,
        origins: AccessWays | Sequence[str],
        opportunities: pd.Series | tuple[AccessWays, pd.Series],
        *,
        date: date | str,
        window: tuple[str, str] = ("07:00", "09:00"),
        cutoffs_min: Sequence[int] = (30, 60),
        percentile: float = 50,
    ) -> pd.DataFrame:
        """Return the opportunities within each cutoff by timetable, float64 by origin and cutoff.

        origins        as `travel_times` takes them
        opportunities  how many there are, by id of a stop; or places with their ways on foot, and
                       how many there are by id of these
        percentile     of travel time over the departures of the window, as in `travel_times`: 50
                       asks that half of the departures make it within the cutoff

        The sums of `accessibility.cumulative` on the matrix of that percentile, to rounding,
        without the matrix. Raises InputError and UnknownNameError as `travel_times`, and for
        amounts that are negative or missing.
        """
        cutoffs = cutoffs_given(cutoffs_min)
        departures = departures_of(self, date, window, max(cutoffs))
        ends = (origins, opportunities)
        return window_opportunities(self, ends, departures, cutoffs, percentile)

    def on(self, date: date | str) -> TimetableDay:
        """Return a day, ready for single searches: arrivals, departures, journeys, connections.

        Raises InputError for a day outside of the calendar (it names its ends).
        """
        return TimetableDay(self, date)

    def edited(self, edits: Sequence[TimetableEdit]) -> tuple[Timetable, tuple[Notice, ...]]:
        """Return the timetable with edits made in order, and what is noticed about them.

        edits  of `transnet.timetable.edits`, such as `AddLine`, `SetHeadway` and `RemoveTrips`
        This one stays as it is. Each edit sees what those before it did. Raises ScenarioError, with
        all that is wrong, for edits that name what isn't there, or change nothing.
        """
        made = edited_timetable(self, edits)
        return made.timetable, made.notices


def build_timetable(
    stops: Stops,
    routes: Routes,
    trips: Trips,
    calls: Calls,
    services: Services,
    transfers: Transfers | None = None,
) -> Timetable:
    """Return the timetable of some columns, which are copied and frozen.

    Shapes and units are those of the classes in `parts`. Raises InputError, which names the column
    and the value, for columns of different lengths, ids that repeat, rows that aren't there, times
    that decrease along a trip, trips of one call, and pairs of stops that are joined twice.
    """
    columns = checked_columns(stops, routes, trips, calls, services, transfers or Transfers())
    return Timetable(**{each.name: getattr(columns, each.name) for each in fields(columns)})
