"""Cities as discs around the seats of their districts, and which stretch of a way lies in which.

A way lies in a city as far as the straight line between its ends does; where discs of two cities
meet, the nearer centre's counts. It leads into the city when its end is nearer the city's seat than
its start. How large discs are hangs on a parameter: what doesn't hang on it is found once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.sphere import EARTH_RADIUS_KM, great_circle_km
from transnet.base.units import FloatArray
from transnet.supply.lookup import Classes

IntArray = npt.NDArray[np.int64]
_SLACK_KM = 1e-6


@dataclass(frozen=True)
class Ways:
    """Ways from one point to another, n of them.

    classes  as `congestion.road_class` has them: of roads their class, of ways to stops 'access_'
             and their class
    tail_lon, tail_lat, head_lon, head_lat  f64[n], degrees; NaN where not known, so in no city
    """

    classes: Classes
    tail_lon: FloatArray
    tail_lat: FloatArray
    head_lon: FloatArray
    head_lat: FloatArray


@dataclass(frozen=True)
class Stretches:
    """Where n ways lie: most in one city or off all, m of them in parts of which each does.

    city, inwards  int64[n], position of the city, or their number off all; 1 inwards
    cut            int64[m], ways that a disc cuts; what stands above says nothing of them
    share, part_city, part_inwards  [m, k], of their parts: share of the way, city, 1 inwards
    """

    city: IntArray
    inwards: IntArray
    cut: IntArray
    share: FloatArray
    part_city: IntArray
    part_inwards: IntArray


@dataclass(frozen=True)
class CityDiscs:
    """Where cities lie.

    seat_lon, seat_lat  f64[cities], their seats
    city      int64[discs], position in the cities; lon, lat  f64[discs], centres
    """

    seat_lon: FloatArray
    seat_lat: FloatArray
    city: IntArray
    lon: FloatArray
    lat: FloatArray

    def city_at(self, lon: FloatArray, lat: FloatArray, disc_km: FloatArray) -> IntArray:
        """Return the city that each point lies in, int[k]: position, or the cities' number.

        disc_km  f64[discs], radius of each
        """
        away = np.full((len(lon), len(disc_km)), np.inf)
        # Whoever is farther north or south than a radius is outside; the rest is measured.
        north_km = np.radians(np.abs(lat[:, np.newaxis] - self.lat)) * EARTH_RADIUS_KM
        at, disc = np.nonzero(north_km <= disc_km + _SLACK_KM)
        away[at, disc] = great_circle_km(lon[at], lat[at], self.lon[disc], self.lat[disc])
        return self.nearest(away, disc_km)

    def away_km(self, lon: FloatArray, lat: FloatArray) -> FloatArray:
        """Return how far each point is from the centre of each disc, f64[k, discs]."""
        return great_circle_km(lon[:, np.newaxis], lat[:, np.newaxis], self.lon, self.lat)

    def nearest(self, away_km: FloatArray, disc_km: FloatArray) -> IntArray:
        """Return the city of points by how far they are from the centres, as `away_km`."""
        best = np.full(len(away_km), np.inf)
        city = np.full(len(away_km), len(self.seat_lon), dtype=np.int64)
        for disc, radius_km in enumerate(disc_km.tolist()):
            away = away_km[:, disc]
            nearer = (away <= radius_km) & (away < best)
            best[nearer], city[nearer] = away[nearer], self.city[disc]
        return city

    def leads_into(self, ways: Ways) -> IntArray:
        """Return which ways lead into which city, int64[n, cities + 1]; none of those off all."""
        ends = ((ways.tail_lon, ways.tail_lat), (ways.head_lon, ways.head_lat))
        before, after = (
            great_circle_km(lon[:, np.newaxis], lat[:, np.newaxis], self.seat_lon, self.seat_lat)
            for lon, lat in ends
        )
        found = np.zeros((len(before), len(self.seat_lon) + 1), dtype=np.int64)
        found[:, :-1] = after < before
        return found

    def placed(self, ways: Ways) -> PlacedWays:
        """Return where ways lie beside the discs, on the plane that touches the sphere there.

        That is right to the metre for a city.
        """
        east = EARTH_RADIUS_KM * np.cos(np.radians(self.lat))
        turned = (ways.tail_lon[:, np.newaxis] - self.lon + 180.0) % 360.0 - 180.0
        tail_x = np.radians(turned) * east
        tail_y = np.radians(ways.tail_lat[:, np.newaxis] - self.lat) * EARTH_RADIUS_KM
        turn, rise = _turn(ways), ways.head_lat - ways.tail_lat
        step_x = np.radians(turn)[:, np.newaxis] * east
        step_y = (np.radians(rise) * EARTH_RADIUS_KM)[:, np.newaxis]
        middle = ways.tail_lon + 0.5 * turn, ways.tail_lat + 0.5 * rise
        return PlacedWays(
            discs=self,
            tail_lon=ways.tail_lon,
            tail_lat=ways.tail_lat,
            turn=turn,
            rise=rise,
            square=step_x**2 + step_y**2,
            half=tail_x * step_x + tail_y * step_y,
            off=tail_x**2 + tail_y**2,
            middle_km=self.away_km(*middle),
            into=self.leads_into(ways),
        )


@dataclass(frozen=True)
class PlacedWays:
    """Ways beside discs of whatever size.

    tail_lon, tail_lat, turn, rise  f64[n], where each begins, and degrees from there to its end
    square, half, off  f64[n, discs]: the line is at a distance r from the centre where
                       square * t**2 + 2 * half * t + off == r**2, with t from 0 to 1, in km
    middle_km  f64[n, discs], from the middle of each way to the centres
    into       int64[n, cities + 1], 1 where it leads into a city
    """

    discs: CityDiscs
    tail_lon: FloatArray
    tail_lat: FloatArray
    turn: FloatArray
    rise: FloatArray
    square: FloatArray
    half: FloatArray
    off: FloatArray
    middle_km: FloatArray
    into: IntArray

    def stretches(self, disc_km: FloatArray) -> Stretches:
        """Return what parts of each way lie where, for discs of these radii, f64[discs]."""
        under_root = self.half**2 - self.square * (self.off - disc_km**2)
        cuts = (self.square > 0) & (under_root > 0)
        cut = np.flatnonzero(cuts.any(axis=1))
        city = self.discs.nearest(self.middle_km, disc_km)
        ends = self._ends(cut, cuts[cut], under_root[cut])
        share = np.diff(ends, axis=1)
        # Most discs cut no way, and where a stretch without length lies doesn't count.
        at, nth = np.nonzero(share > 0)
        middle, way = (ends[at, nth + 1] + ends[at, nth]) / 2.0, cut[at]
        part_city = np.full(share.shape, len(self.discs.seat_lon), dtype=np.int64)
        part_city[at, nth] = self.discs.city_at(
            self.tail_lon[way] + middle * self.turn[way],
            self.tail_lat[way] + middle * self.rise[way],
            disc_km,
        )
        inwards = self.into[np.arange(len(city)), city]
        part_inwards = self.into[cut[:, np.newaxis], part_city]
        return Stretches(city, inwards, cut, share, part_city, part_inwards)

    def _ends(
        self, cut: IntArray, cuts: npt.NDArray[np.bool_], under_root: FloatArray
    ) -> FloatArray:
        """Return where discs begin or end along the ways that they cut, from 0 to 1 in order."""
        root = np.sqrt(np.where(cuts, under_root, 0.0))
        square, half = np.where(cuts, self.square[cut], 1.0), self.half[cut]
        first, last = (
            np.where(cuts, np.clip((sign * root - half) / square, 0.0, 1.0), 0.0)
            for sign in (-1, 1)
        )
        whole = np.repeat([[0.0, 1.0]], len(cut), axis=0)
        return np.sort(np.concatenate([whole, first, last], axis=1), axis=1)


def _turn(ways: Ways) -> FloatArray:
    """Return the degrees of longitude from each tail to its head, the short way round."""
    turn: FloatArray = (ways.head_lon - ways.tail_lon + 180.0) % 360.0 - 180.0
    return turn
