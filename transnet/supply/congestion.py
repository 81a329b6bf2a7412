"""Traffic of the weekday peak: how much longer roads take then, by class, city and direction.

A city is where its people live: discs around the seats of its districts, as large as the urban
residents need at `urban_density_per_km2`. A way lies in a city as far as the straight line between
its ends does; where discs of two cities meet, the nearer centre's counts. It leads into the city
when its end is nearer the city's seat than its start, and out of it otherwise. Of the rows of
`congestion`, the city's own comes before that for any city, and that of a direction before `both`;
off all cities, only rows for any city and both directions hold. Where no row holds, a way takes as
long as off the peak.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.collector import refusal
from transnet.base.language import said
from transnet.base.sphere import EARTH_RADIUS_KM, great_circle_km
from transnet.base.units import FloatArray
from transnet.model.network import Network

IntArray = npt.NDArray[np.int64]
Classes = npt.NDArray[np.object_]
Traffic = Literal["off_peak", "peak"]

TABLE = "congestion"
_PERIOD = "weekday_peak"
_DISTRICT = "district"
_BOTH = "both"
_INTO, _OUT_OF = "in", "out"
ACCESS = "access_"
"""Before the class of a way between a road node and a stop, in `congestion.road_class`."""
_TOWN = f"{ACCESS}urban"


@dataclass(frozen=True)
class Ways:
    """Ways from one point to another, n of them.

    classes  str[n], as `congestion.road_class` has them: of roads their class, of ways to stops
             'access_' and their class
    tail_lon, tail_lat, head_lon, head_lat  f64[n], degrees; NaN where not known, so in no city
    """

    classes: Classes
    tail_lon: FloatArray
    tail_lat: FloatArray
    head_lon: FloatArray
    head_lat: FloatArray


@dataclass(frozen=True)
class Stretches:
    """Parts of n ways, each in one city or off all, [n, k]: share of the way, city, 1 inwards."""

    share: FloatArray
    city: IntArray
    inwards: IntArray


@dataclass(frozen=True)
class Congestion:
    """What the tables say of the peak.

    cities     ids of the cities that have a disc
    seat_lon, seat_lat  f64[cities], their seats
    disc_city  int64[discs], position in cities; disc_lon, disc_lat, disc_km  f64[discs]
    factors    (city id or '', class, direction) -> travel time over that off the peak
    """

    cities: tuple[str, ...]
    seat_lon: FloatArray
    seat_lat: FloatArray
    disc_city: IntArray
    disc_lon: FloatArray
    disc_lat: FloatArray
    disc_km: FloatArray
    factors: dict[tuple[str, str, str], float]

    def slower(self, ways: Ways) -> FloatArray:
        """Return how much longer each way takes at the peak, f64[n]; 1 is no longer.

        Each stretch of a way counts with what holds where it lies.
        """
        return self.slower_along(ways.classes, self.stretches(ways))

    def slower_along(self, classes: Classes, stretches: Stretches) -> FloatArray:
        """Return the same for ways of some classes whose stretches are known."""
        held = self._held(classes, stretches.city, stretches.inwards)
        slower: FloatArray = (stretches.share * held).sum(axis=1)
        return slower

    def slower_short(self, ways: Ways) -> FloatArray:
        """Return the same for ways so short that where their head lies says it all, f64[n]."""
        city = self.city_at(ways.head_lon, ways.head_lat)[:, np.newaxis]
        return self._held(ways.classes, city, self._inwards(ways, city))[:, 0]

    def stretches(self, ways: Ways) -> Stretches:
        """Return what parts of each way lie where; it hangs on the cities alone."""
        cuts = self._cuts(ways)
        share = np.diff(cuts, axis=1)
        # Most discs cut no way, and where a stretch without length lies doesn't count.
        way, nth = np.nonzero(share > 0)
        middle = (cuts[way, nth + 1] + cuts[way, nth]) / 2.0
        city = np.full(share.shape, len(self.cities), dtype=np.int64)
        city[way, nth] = self.city_at(
            ways.tail_lon[way] + middle * _turn(ways)[way],
            ways.tail_lat[way] + middle * (ways.head_lat - ways.tail_lat)[way],
        )
        return Stretches(share, city, self._inwards(ways, city))

    def city_at(self, lon: FloatArray, lat: FloatArray) -> IntArray:
        """Return the city that each point lies in, int[k]: place in `cities`, or their number."""
        best = np.full(lon.shape, np.inf)
        city = np.full(lon.shape, len(self.cities), dtype=np.int64)
        for disc, radius_km in enumerate(self.disc_km.tolist()):
            away = great_circle_km(lon, lat, self.disc_lon[disc], self.disc_lat[disc])
            nearer = (away <= radius_km) & (away < best)
            best[nearer], city[nearer] = away[nearer], self.disc_city[disc]
        return city

    def factor(self, city: str, road_class: str, direction: str) -> float:
        """Return what holds for a class and direction in a city; '' is off all cities."""
        keys = [(city, road_class, direction), (city, road_class, _BOTH)]
        keys += [("", road_class, direction), ("", road_class, _BOTH)] if city else []
        return next((self.factors[key] for key in keys if key in self.factors), 1.0)

    def _held(self, classes: Classes, city: IntArray, inwards: IntArray) -> FloatArray:
        """Return the factor of each stretch, f64[n, k], for the city of each, int64[n, k]."""
        names, of_class = np.unique(classes.astype(str), return_inverse=True)
        table = np.array(
            [
                [[self.factor(each, name, way) for way in (_OUT_OF, _INTO)] for name in names]
                for each in self.cities
            ]
            + [[[self.factor("", name, _BOTH)] * 2 for name in names]],
            dtype=np.float64,
        ).reshape(len(self.cities) + 1, len(names), 2)  # also where there are no ways
        return table[city, of_class[:, np.newaxis], inwards]

    def _inwards(self, ways: Ways, city: IntArray) -> IntArray:
        inwards = np.zeros(city.shape, dtype=np.int64)
        for at, (lon, lat) in enumerate(zip(self.seat_lon, self.seat_lat, strict=True)):
            before = great_circle_km(ways.tail_lon, ways.tail_lat, lon, lat)
            after = great_circle_km(ways.head_lon, ways.head_lat, lon, lat)
            inwards |= (city == at) & (after < before)[:, np.newaxis]
        return inwards

    def _cuts(self, ways: Ways) -> FloatArray:
        """Return where along each way a disc begins or ends, f64[n, k], from 0 to 1 in order."""
        ends = [np.zeros(len(ways.classes)), np.ones(len(ways.classes))]
        for lon, lat, radius in zip(self.disc_lon, self.disc_lat, self.disc_km, strict=True):
            ends += _crossings(ways, (float(lon), float(lat)), float(radius))
        return np.sort(np.column_stack(ends), axis=1)


def congestion_of(network: Network) -> Congestion:
    """Return what a network says of the weekday peak.

    Raises InputError where it says nothing: then there is no peak to be asked for.
    """
    rows = network.tables.get(TABLE, pd.DataFrame())
    if rows.empty:
        hint = said(
            "{network_id} has no rows in {table}.csv, so the peak isn't known",
            network_id=network.info.network_id,
            table=TABLE,
        )
        raise refusal(said("the weekday peak can't be computed"), "no_congestion", TABLE, hint)
    columns = ("city_id", "road_class", "direction", "period", "time_factor")
    cells = zip(*(rows[column].tolist() for column in columns), strict=True)
    cities, places = network["cities"], network["places"].set_index("place_id", drop=False)
    seats = dict(zip(cities["city_id"], cities["seat_place_id"], strict=True))
    seats = {city: seat for city, seat in seats.items() if seat in places.index}
    at_seat = places.loc[list(seats.values()), ["lon", "lat"]].to_numpy(np.float64)
    is_disc = (places["kind"] == _DISTRICT) | places.index.isin(list(seats.values()))
    discs = places[is_disc & places["city_id"].isin(list(seats))]
    order = {city: at for at, city in enumerate(seats)}
    return Congestion(
        cities=tuple(seats),
        seat_lon=at_seat[:, 0],
        seat_lat=at_seat[:, 1],
        disc_city=np.array([order[city] for city in discs["city_id"]], dtype=np.int64),
        disc_lon=discs["lon"].to_numpy(np.float64),
        disc_lat=discs["lat"].to_numpy(np.float64),
        disc_km=urban_radius_km(network, discs),
        factors={
            (str(city), str(kind), str(way)): float(factor)
            for city, kind, way, period, factor in cells
            if period == _PERIOD
        },
    )


def urban_radius_km(network: Network, places: pd.DataFrame) -> FloatArray:
    """Return the radius of the disc that the urban residents of each place need, f64[places]."""
    urban = places["population_urban"].fillna(0.0).to_numpy(np.float64)
    radius: FloatArray = np.sqrt(urban / network.parameter("urban_density_per_km2") / np.pi)
    return radius


def _turn(ways: Ways) -> FloatArray:
    """Return the degrees of longitude from each tail to its head, the short way round."""
    turn: FloatArray = (ways.head_lon - ways.tail_lon + 180.0) % 360.0 - 180.0
    return turn


def _crossings(
    ways: Ways, centre: tuple[float, float], radius_km: float
) -> tuple[FloatArray, FloatArray]:
    """Return where each line cuts a circle, from 0 at its tail to 1 at its head; 0 and 0 if not.

    On the plane that touches the sphere at the centre, which is right to the metre for a city.
    """
    east = EARTH_RADIUS_KM * np.cos(np.radians(centre[1]))
    tail_x = np.radians((ways.tail_lon - centre[0] + 180.0) % 360.0 - 180.0) * east
    tail_y = np.radians(ways.tail_lat - centre[1]) * EARTH_RADIUS_KM
    step_x = np.radians(_turn(ways)) * east
    step_y = np.radians(ways.head_lat - ways.tail_lat) * EARTH_RADIUS_KM
    square = step_x**2 + step_y**2
    half = tail_x * step_x + tail_y * step_y
    under_root = half**2 - square * (tail_x**2 + tail_y**2 - radius_km**2)
    cuts = (square > 0) & (under_root > 0)
    root, square = np.sqrt(np.where(cuts, under_root, 0.0)), np.where(cuts, square, 1.0)
    first, last = (
        np.where(cuts, np.clip((sign * root - half) / square, 0.0, 1.0), 0.0) for sign in (-1, 1)
    )
    return first, last


def slower_towns(network: Network) -> FloatArray:
    """Return how much longer the way through its own town takes at the peak, f64[places].

    The ways are those from homes to the place's seat, of the class of urban ways to stops: within
    a city those that lead into it. Raises InputError as `congestion_of`.
    """
    columns = (
        (name, str(each))
        for name in (TABLE, "places", "cities", "parameters")
        if name in network.tables
        for each in network[name].columns
    )
    return network.made_of(_slower_towns, *columns)


def _slower_towns(network: Network) -> FloatArray:
    congestion, places = congestion_of(network), network["places"]
    in_city = (places["kind"] == _DISTRICT) | places["place_id"].isin(
        network["cities"]["seat_place_id"]
    )
    cities = places["city_id"].where(in_city, "").tolist()
    return np.array([congestion.factor(city, _TOWN, _INTO) for city in cities], dtype=np.float64)
