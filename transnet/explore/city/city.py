"""A city: its timetable and its streets by who uses them, read when they are first asked for."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from transnet.base.language import Message, said
from transnet.explore.city.city_address import CityAddress, CityMode, Point
from transnet.explore.city.city_drawn import city_edits
from transnet.explore.city.city_files import CityFiles
from transnet.explore.city.city_lines import (
    Columns,
    busiest_day,
    middle_of,
    stop_columns,
    usual_time,
)
from transnet.explore.city.city_places import CityPlaces, no_places, read_city_places
from transnet.explore.drawn_lines import Drawn
from transnet.explore.once import Once
from transnet.explore.refusals import bad_address
from transnet.timetable.departure_window import Departures, departures_from

if TYPE_CHECKING:
    from transnet.roads.graph import RoadGraph
    from transnet.roads.isochrones.clicked_reach import ClickedReach
    from transnet.timetable.timetable import Timetable
    from transnet.transit.clicked_region import ClickedRegion
    from transnet.transit.transit_network import TransitNetwork
    from transnet.travel.clicked_roads import ClickedRoads

WITHIN_MIN = {
    "transit": (15.0, 30.0, 45.0, 60.0, 75.0, 90.0),
    "drive": (5.0, 10.0, 15.0, 20.0, 30.0, 45.0),
    "cycle": (5.0, 10.0, 15.0, 20.0, 30.0, 45.0),
    "walk": (5.0, 10.0, 15.0, 20.0, 30.0, 45.0),
}
"""Minutes of the areas on the map, by means."""
_PROFILES = {"drive": "car", "cycle": "bicycle", "walk": "walk"}
_KEPT_DRAWN = 3
_BEYOND_MIN = 5  # so that contours of the longest time have values on both sides


class City:
    """What can be asked of a city.

    files   what it is read from
    doing   called with what is being read
    """

    def __init__(self, files: CityFiles, doing: Callable[[Message], None]) -> None:
        self.files, self._doing = files, doing
        self._locks = {mode: Lock() for mode in _PROFILES}
        self._graphs: dict[str, RoadGraph] = {}
        self._clicked: dict[str, ClickedRoads] = {}
        self._drawn: Once[tuple[Drawn, ...], ClickedRegion] = Once(_KEPT_DRAWN)

    @property
    def modes(self) -> tuple[CityMode, ...]:
        """The means that there are files for, the one that is shown first before others."""
        by_road: tuple[CityMode, ...] = ()
        if self.files.streets:
            by_road = ("drive", "cycle", "walk") if self.files.is_of_osm else ("drive",)
        return ("transit", *by_road) if self.files.feeds else by_road

    @cached_property
    def places(self) -> CityPlaces:
        """The places whose people, jobs and so on are counted."""
        return read_city_places(Path(self.files.places)) if self.files.places else no_places()

    @cached_property
    def network(self) -> TransitNetwork | None:
        """The feeds with the streets to walk on; None without feeds."""
        from transnet.transit.transit_network import TransitNetwork

        if not self.files.feeds:
            return None
        streets = self.graph("walk" if self.files.is_of_osm else "drive")
        self._doing(said("reads the timetable"))
        return TransitNetwork(self.files.feeds, streets)

    @property
    def timetable(self) -> Timetable | None:
        """What runs; None without feeds."""
        return None if self.network is None else self.network.timetable

    @property
    def drawn(self) -> RoadGraph | None:
        """The streets that the map draws; None without any."""
        return self.graph("walk" if self.files.feeds and self.files.is_of_osm else "drive")

    @cached_property
    def stops(self) -> Columns:
        """The stops that one can walk to, as `stop_columns` has them."""
        is_served = self.region.is_served if self.files.feeds else None
        return stop_columns(self.timetable, is_served)

    @cached_property
    def start(self) -> Point:
        """Where the map begins to look from."""
        return middle_of(self.stops, self.drawn)

    @cached_property
    def region(self) -> ClickedRegion:
        """The feeds, ready for clicks."""
        from transnet.transit.clicked_region import ClickedRegion

        if self.network is None:
            raise TypeError("a city without feeds has no timetable")
        self._doing(said("finds the ways to stops"))
        return ClickedRegion(self.network, (self.places.lon, self.places.lat))

    def region_with(self, drawn: tuple[Drawn, ...]) -> ClickedRegion:
        """Return the feeds ready for clicks, some drawn lines running beside their own.

        Raises ScenarioError for lines that can't be.
        """
        return self._drawn.get(drawn, lambda: self._made_with(drawn)) if drawn else self.region

    def _made_with(self, drawn: tuple[Drawn, ...]) -> ClickedRegion:
        from transnet.transit.clicked_region import ClickedRegion

        network = self.region.network
        made, _ = network.timetable.edited(city_edits(drawn, self.stops))
        with_lines = network.with_timetable(made)
        return ClickedRegion(with_lines, (self.places.lon, self.places.lat))

    def graph(self, mode: str) -> RoadGraph | None:
        """Return the streets for a means; None without any."""
        from transnet.io.road_formats import read_roads

        if not self.files.streets:
            return None
        with self._locks[mode]:
            if mode not in self._graphs:
                self._doing(said("reads the streets"))
                profile = _PROFILES[mode] if self.files.is_of_osm else "car"
                self._graphs[mode], _ = read_roads(self.files.streets, profile=profile)
            return self._graphs[mode]

    def load(self) -> None:
        """Read what the first answer needs; raises InputError for files that can't be read."""
        _ = self.places, self.drawn
        if self.files.feeds:
            _ = self.region

    def read_on(self) -> None:
        """Read what other means need, so that nobody waits for it."""
        for mode in self.modes:
            if mode != "transit":
                self._roads(mode)

    def reach(self, address: CityAddress, at: Point) -> ClickedReach:
        """Return what one reaches from a point.

        Raises RefusedError for means that there are no files for, InputError as `departures`.
        """
        mode = self.mode_of(address)
        if mode == "transit":
            departures = self.departures(address)
            region = self.region_with(address.drawn)
            return region.reach(at, departures, address.percentile, WITHIN_MIN[mode])
        return self._roads(mode).reach(at, WITHIN_MIN[mode])

    def mode_of(self, address: CityAddress) -> CityMode:
        """Return the means of an address; raises RefusedError where the city hasn't its files."""
        mode = address.mode or self.modes[0]
        if mode not in self.modes:
            raise bad_address(said("there are no files for mode={mode}", mode=mode))
        return mode

    def departures(self, address: CityAddress) -> Departures:
        """Return the departures of an address; raises InputError for a day without a timetable."""
        longest = math.ceil(WITHIN_MIN["transit"][-1]) + _BEYOND_MIN
        moment = self.moment(address)
        if self.timetable is None:
            raise TypeError("a city without feeds has no departures")
        return departures_from(self.timetable, moment, address.window_min, longest)

    def moment(self, address: CityAddress) -> str:
        """Return the first departure of an address: YYYY-MM-DD HH:MM."""
        return f"{address.date or self.busiest_day} {address.time or self.usual_time}"

    @cached_property
    def busiest_day(self) -> str:
        """The day on which most trips run."""
        if self.timetable is None:
            raise TypeError("a city without feeds has no days")
        return busiest_day(self.timetable, is_one_feed=len(self.files.feeds) == 1)

    @cached_property
    def usual_time(self) -> str:
        """The first departure unless one is asked for, HH:MM."""
        if self.timetable is None:
            raise TypeError("a city without feeds has no departures")
        return usual_time(self.timetable, self.busiest_day, is_one_feed=len(self.files.feeds) == 1)

    def _roads(self, mode: str) -> ClickedRoads:
        from transnet.travel.clicked_roads import ClickedRoads

        graph = self.graph(mode)
        if graph is None:
            raise TypeError("a city without streets has no roads")
        with self._locks[mode]:
            if mode not in self._clicked:
                self._clicked[mode] = ClickedRoads(graph, (self.places.lon, self.places.lat))
            return self._clicked[mode]
