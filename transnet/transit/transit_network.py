"""A region by timetable: feeds and streets, asked from door to door."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from transnet.base.collector import Notices
from transnet.base.errors import Notice
from transnet.base.given import given, wrong_type
from transnet.base.language import said
from transnet.base.on_executor import AnyExecutor, executor_given
from transnet.base.shown import Shown
from transnet.base.units import FloatArray
from transnet.io.gtfs.read_feeds import read_gtfs
from transnet.roads.graph import RoadGraph
from transnet.roads.isochrones.reach_tables import Shape, nothing_reached, times_given
from transnet.timetable.access_ways import AccessWays, DirectWays
from transnet.timetable.departure_window import (
    Departures,
    cutoffs_given,
    departures_from,
    percentiles_given,
)
from transnet.timetable.timetable import Timetable
from transnet.timetable.timetable_day import MOST_RIDES, TimetableDay
from transnet.timetable.travel_window import window_opportunities, window_travel_times
from transnet.timetable.window_apart import (
    WindowQuestion,
    opportunities_apart,
    travel_times_apart,
)
from transnet.transit.door_ends import DoorEnds, places_with, untied
from transnet.transit.foot_streets import FootStreets
from transnet.transit.given_points import points_given
from transnet.transit.journey_table import connection_table, journey_table
from transnet.transit.quiet_feeds import QuietFeeds
from transnet.transit.stop_walks import with_walks
from transnet.transit.transit_isochrones import WindowTimes, window_isochrones
from transnet.transit.walking import Walking, walking_given
from transnet.transit.ways_on_foot import CrowFlies, OnFoot

if TYPE_CHECKING:
    import pandas as pd
    from geopandas.geodataframe import GeoDataFrame

Moment = str | datetime


class TransitNetwork(Shown):
    """Trains and buses of one or several feeds, and the streets by which one comes to them.

    gtfs     feeds, zips or folders, as `read_gtfs` takes them; or a Timetable, edited perhaps
    streets  ways for those who walk, such as `read_roads("city.osm.pbf", profile="walk")[0]`;
             None: one walks as the crow flies and some more
    walking  how one walks; see `Walking` for what counts by default

    Whoever asks names places: a table with `lon` and `lat` (degrees WGS-84) or a GeoDataFrame of
    points, whose ids are those of the column `id`, else of the index; or one point (lon, lat).
    Times are those of local clocks, of the first feed where there are several.
    timetable  what runs, with the ways on foot between stops
    notices    what was noticed about feeds and streets
    Raises InputError as `read_gtfs` does, for streets without lengths, and for other types.
    """

    def __init__(
        self,
        gtfs: str | Path | Timetable | Sequence[str | Path],
        streets: RoadGraph | None = None,
        walking: Walking | None = None,
    ) -> None:
        self.walking = walking_given(walking)
        self.streets = streets
        timetable, notices = (gtfs, []) if isinstance(gtfs, Timetable) else read_gtfs(gtfs)
        self._is_one_feed = isinstance(gtfs, str | Path | Timetable) or len(gtfs) == 1
        self._on_foot: OnFoot
        if streets is None:
            self._on_foot = CrowFlies(self.walking)
        else:
            hint = said('read_roads("city.osm.pbf", profile="walk") gives one')
            self._on_foot = FootStreets(given(streets, RoadGraph, "streets", hint), self.walking)
        self._take(timetable, notices)

    def _take(self, timetable: Timetable, notices: Sequence[Notice]) -> None:
        lon, lat = timetable.stop_lon, timetable.stop_lat
        self._stops = self._on_foot.tie(lon, lat)
        walks = self._on_foot.between(self._stops, self._stops, self.walking.transfer_min)
        self.timetable = with_walks(timetable, walks)
        self.notices = [*notices, *self._doubts()]
        self._days: dict[date, TimetableDay] = {}
        self._quiet = QuietFeeds(self.timetable, is_one=self._is_one_feed)

    def __repr__(self) -> str:
        over = "crow-fly walks" if self.streets is None else repr(self.streets)
        return f"<TransitNetwork: {self.timetable!r}, {over}>"

    def with_timetable(self, timetable: Timetable) -> TransitNetwork:
        """Return a network of other trips over the same streets, such as with a new line."""
        made = TransitNetwork.__new__(TransitNetwork)
        made.walking, made.streets, made._on_foot = self.walking, self.streets, self._on_foot
        made._is_one_feed = self._is_one_feed
        hint = said("build_timetable and read_gtfs give one")
        made._take(given(timetable, Timetable, "timetable", hint), ())
        return made

    def travel_times(  # noqa: PLR0913, each says what is asked or how
        self,
        origins: pd.DataFrame | tuple[float, float],
        destinations: pd.DataFrame | tuple[float, float] | None = None,
        *,
        departure: Moment,
        window: int | timedelta = 120,
        percentiles: Sequence[float] = (5, 50, 95),
        longest_min: int = 120,
        executor: AnyExecutor = None,
    ) -> pd.DataFrame:
        """Return travel times from door to door over a window of departures, a row for each pair.

        destinations  without, the origins
        departure     the first departure by local clocks, "2026-03-02 07:00" or a datetime; of a
                      time that they show twice the first, or the second by a datetime of fold 1
        window        minutes in which one may leave, or a timedelta: a departure each minute
        percentiles   above 0, up to 100; of n departures the least time that a share of so many
                      don't exceed
        longest_min   longer times count as unreachable; any number of minutes up to seven days
        executor      one of `concurrent.futures` or a client of Dask, which gets origins in
                      batches; the same bytes as without
        returns       from_id, to_id, travel_min: minutes of percentile 50, or else of the first,
                      and p5, p50 and so on: those of each; float64, inf where unreachable

        Minutes are whole, begun ones counted, and hold the walk to the first stop, waits, rides,
        changes, the walk from the last stop, and the walk all the way where that is faster. The
        table is what the measures of `transnet.accessibility` take. Places too far from any street
        are named in its attrs["notices"] (`snap` tells how far they are), and so are feeds of which
        no trip runs in that time.
        Raises InputError for a day outside of the calendar (it names its ends) and for places,
        times and numbers that can't be meant.
        """
        departures = departures_from(self.timetable, departure, window, longest_min)
        ends, workers = self._ends(origins, destinations, departures), executor_given(executor)
        asked = percentiles_given(percentiles)
        if workers is not None and len(ends.origins.ids):
            question = WindowQuestion(ends.ways[1], departures, asked)
            found = travel_times_apart(workers, self.timetable, question, ends.starts)
        else:
            found = window_travel_times(self.timetable, ends.ways, departures, asked, ends.direct)
        table = found.table()
        middle = 50.0 if 50.0 in found.percentiles else found.percentiles[0]
        table.insert(2, "travel_min", table[f"p{middle:g}"])
        return ends.labelled(table)

    def opportunities(  # noqa: PLR0913, as `travel_times`
        self,
        origins: pd.DataFrame | tuple[float, float],
        opportunities: tuple[pd.DataFrame, str],
        *,
        departure: Moment,
        window: int | timedelta = 120,
        cutoffs_min: Sequence[int] = (30, 60),
        percentile: float = 50,
        executor: AnyExecutor = None,
    ) -> pd.DataFrame:
        """Return the opportunities within each cutoff from door to door, by origin and cutoff.

        opportunities  places, and the column of theirs that says how many there are
        departure, window, executor  as in `travel_times`
        percentile     of travel time: 50 asks that half of the departures make it in time

        The sums of `accessibility.cumulative` on that percentile, to rounding, without the matrix.
        Raises InputError as `travel_times`, and for amounts that are negative or lack.
        """
        import pandas as pd

        cutoffs = cutoffs_given(cutoffs_min)
        departures = departures_from(self.timetable, departure, window, max(cutoffs))
        places, column = places_with(opportunities)
        ends = self._ends(origins, places, departures)
        amounts = pd.Series(places[column].to_numpy(), index=ends.destinations.texts)
        goals = (ends.ways[1], amounts)
        workers = executor_given(executor)
        if workers is not None and len(ends.origins.ids):
            question = WindowQuestion(goals, departures, (cutoffs, percentile))
            found = opportunities_apart(workers, self.timetable, question, ends.starts)
        else:
            asked = (departures, cutoffs, percentile, ends.direct)
            found = window_opportunities(self.timetable, (ends.ways[0], goals), *asked)
        found.index = ends.origins.ids
        found.attrs["notices"] = ends.notices
        return found

    def isochrones(  # noqa: PLR0913, as `travel_times` has them
        self,
        origin: pd.DataFrame | tuple[float, float],
        minutes: Sequence[float],
        *,
        departure: Moment,
        window: int | timedelta = 120,
        percentile: float = 50,
        shape: Shape = "areas",
        cell_m: float | None = None,
    ) -> GeoDataFrame:
        """Return what one reaches within each time in a percentile of departures, as geometry.

        origin   one place
        minutes  at most 24 times, of 0.1 or more
        departure, window  as in `travel_times`
        percentile  above 0, up to 100: 50 asks that half of the departures make it in time
        shape    areas, or lines of equal time
        cell_m   side of a cell; by default so that there are 20,000, of 10 m or more
        returns  GeoDataFrame: from_id, within_min, area_km2 or length_km, geometry, empty where
                 nothing is reached; notices of the place and of feeds in its attrs["notices"]

        The percentile is that of whole trips from door to door, asked for each point of a grid; it
        can't be had of percentiles at stops, for departures differ in the stop that serves a point
        best. Contours between are interpolated (marching squares); where a walk ends for its length
        or for want of streets the edge lies within half a cell.
        Raises InputError as `travel_times`, and for more than one place.
        """
        limits = times_given(minutes)
        place = points_given(origin, "origin")
        if len(place.ids) != 1:
            raise wrong_type(place.ids, "origin", said("must be one place"))
        asked = departures_from(self.timetable, departure, window, math.ceil(limits[-1]))
        start = (float(place.lon[0]), float(place.lat[0]))

        def times(goals: pd.DataFrame, at: float, longest_min: int) -> FloatArray:
            departures = departures_from(self.timetable, departure, window, longest_min)
            ends = self._ends(start, goals)
            found = window_travel_times(
                self.timetable, ends.ways, departures, (at,), ends.direct
            ).table()
            return found[found.columns[-1]].to_numpy(dtype=np.float64)

        known = WindowTimes(start, self._stop_points, self.walking, times)
        table = window_isochrones(known, limits, percentile, shape, cell_m)
        table.insert(0, "from_id", place.ids[0])
        doubts = [each.as_dict() for each in nothing_reached(table, place.texts[0])]
        table.attrs["notices"] = [*self._ends(origin, None, asked).notices, *doubts]
        return table

    def journeys(
        self,
        origin: pd.DataFrame | tuple[float, float],
        destination: pd.DataFrame | tuple[float, float],
        *,
        departure: Moment,
        most_rides: int = MOST_RIDES,
        later_min: int = 60,
    ) -> pd.DataFrame:
        """Return the best journeys from door to door, a row for each leg.

        Those of which none arrives as early by as few rides, the earliest first; one that takes
        fewer rides may come up to `later_min` minutes later.
        returns  journey (from 1 on), mode, from_id, from_name, to_id, to_name, departure, arrival
                 (HH:MM:SS by local clocks, past 24 on the next day), minutes, route, route_name,
                 trips, trip_names
        No rows where one can't get there by the end of the next day. Raises InputError as
        `travel_times`, and for more than one place.
        """
        moment = departures_from(self.timetable, departure, 1, 1)
        ends = self._pair(origin, destination)
        day = self._day(moment)
        now = moment.first_s
        found = day.journeys(*ends.ways, now, most_rides=most_rides, later_min=later_min)
        return journey_table(day, ends.with_walk(found, now, later_min))

    def connections(
        self,
        origin: pd.DataFrame | tuple[float, float],
        destination: pd.DataFrame | tuple[float, float],
        *,
        departure: Moment,
        window: int | timedelta = 120,
    ) -> pd.DataFrame:
        """Return all connections from door to door, but those bettered by one that leaves later.

        departure, window  as in `travel_times`: when one may leave, by the second
        returns  departure, arrival (HH:MM:SS by local clocks, past 24 on the next day) and minutes,
                 in order; what is doubtful of the places in its attrs["notices"]

        The last may be that of who leaves at the end of the window and waits. Those that take no
        less than a walk all the way are left out; one may set out on it whenever one likes. How one
        rides `journeys` tells, asked for a departure. Raises InputError as `journeys`.
        """
        asked = departures_from(self.timetable, departure, window, 1)
        ends = self._pair(origin, destination)
        day, first = self._day(asked), asked.first_s
        found = day.connections(*ends.ways, (first, first + 60 * asked.count - 1))
        walks_s = ends.direct.seconds[:1].tolist()
        table = connection_table(day, found, *walks_s)
        table.attrs["notices"] = ends.notices
        return table

    def snap(self, places: pd.DataFrame | tuple[float, float]) -> pd.DataFrame:
        """Return where places meet the streets: id, lon, lat, distance_m, is_tied.

        Without streets each meets itself. One that isn't tied is farther than `walking.snap_m`.
        """
        import pandas as pd

        points = points_given(places, "places")
        streets = self._on_foot.tie(points.lon, points.lat).streets
        columns: dict[str, Any] = {"id": points.ids, "lon": points.lon, "lat": points.lat}
        columns |= {"distance_m": 0.0, "is_tied": True}
        if streets is not None:
            columns |= {"lon": streets.lon, "lat": streets.lat, "is_tied": streets.tied}
            columns["distance_m"] = 1000.0 * streets.distance_km
        return pd.DataFrame(columns)

    @property
    def _stop_points(self) -> pd.DataFrame:
        """Where the stops are that have a place: lon, lat."""
        import pandas as pd

        timetable = self.timetable
        points = pd.DataFrame({"lon": timetable.stop_lon, "lat": timetable.stop_lat})
        return points.dropna().reset_index(drop=True)

    def _doubts(self) -> list[Notice]:
        """Return what is doubtful of the streets and of how stops lie to them."""
        found = Notices("streets")
        if isinstance(self._on_foot, FootStreets) and self._on_foot.is_for_cars:
            hint = said(
                "they have no footways, so they look like those for cars: walked in both "
                'directions; read_roads(…, profile="walk") reads those for who walks'
            )
            found.add("streets_for_cars", hint)
        tied = self._stops.streets
        if tied is not None and not tied.tied.all():
            far = np.flatnonzero(~tied.tied)
            hint = said(
                "{count:,} of {all:,} stops lie farther than {snap_m:g} m from any street "
                "({named}): one changes there but doesn't walk",
                count=len(far),
                all=len(tied.tied),
                snap_m=self.walking.snap_m,
                named=", ".join(self.timetable.stop_ids[far[:3]].tolist()),
            )
            found.add("stop_off_streets", hint)
        return list(found.notices)

    def _day(self, moment: Departures) -> TimetableDay:
        day = self.timetable.day_given(moment.day)
        if day not in self._days:
            self._days[day] = self.timetable.on(day)
        return self._days[day]

    def _pair(self, origin: object, destination: object) -> DoorEnds:
        """Return both ends of a trip; raises InputError unless each is one place."""
        ends = self._ends(origin, destination)
        for each, name in ((ends.origins, "origin"), (ends.destinations, "destination")):
            if len(each.ids) != 1:
                raise wrong_type(each.ids, name, said("must be one place"))
        return ends

    def _ends(
        self, origins: object, destinations: object, departures: Departures | None = None
    ) -> DoorEnds:
        """Return both ends of trips, and what is doubtful of them and of a window."""
        one = points_given(origins, "origins")
        other = one if destinations is None else points_given(destinations, "destinations")
        tied = self._on_foot.tie(one.lon, one.lat)
        there = tied if other is one else self._on_foot.tie(other.lon, other.lat)
        longest = self.walking.longest_min
        access = self._on_foot.between(tied, self._stops, longest)
        egress = self._on_foot.between(self._stops, there, longest)
        direct = self._on_foot.between(tied, there, longest)
        ways = (
            AccessWays(one.texts, access.of, access.to, access.seconds),
            AccessWays(other.texts, egress.to, egress.of, egress.seconds),
        )
        notices = untied(one, tied, "origins")
        notices += untied(other, there, "destinations") if other is not one else []
        notices += self._quiet.notices(departures) if departures is not None else []
        return DoorEnds(one, other, ways, DirectWays(direct.of, direct.to, direct.seconds), notices)
