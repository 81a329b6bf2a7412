"""Traffic of the weekday peak: how much longer roads take then, by class, city and direction.

A city is where its people live: discs around the seats of its districts (`city_discs`), as large as
the urban residents need at `urban_density_per_km2`. Of the rows of `congestion`, the city's own
comes before that for any city, and that of a direction before `both`; off all cities, only rows for
any city and both directions hold. Where no row holds, a way takes as long as off the peak.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from transnet.base.collector import refusal
from transnet.base.language import said
from transnet.base.units import FloatArray
from transnet.model.network import Network
from transnet.supply.city_discs import CityDiscs, IntArray, Stretches, Ways
from transnet.supply.lookup import Classes

Traffic = Literal["off_peak", "peak"]

TABLE = "congestion"
_PERIOD = "weekday_peak"
_DISTRICT = "district"
_BOTH = "both"
_INTO, _OUT_OF = "in", "out"
ACCESS = "access_"
"""Before the class of a way between a road node and a stop, in `congestion.road_class`."""
_TOWN = f"{ACCESS}urban"


_OF_PLACES = ("place_id", "city_id", "kind", "lon", "lat", "population_urban")
_SEATS = (("cities", "city_id"), ("cities", "seat_place_id"))
_OF_CITIES = (*(("places", name) for name in _OF_PLACES), *_SEATS)
_OF_FACTORS = ("city_id", "road_class", "direction", "period")


@dataclass(frozen=True)
class Congestion:
    """What the tables say of the peak.

    cities     ids of the cities that have a disc
    discs      where they lie
    disc_km    f64[discs], how large their discs are
    factors    (city id or '', class, direction) -> travel time over that off the peak
    """

    cities: tuple[str, ...]
    discs: CityDiscs
    disc_km: FloatArray
    factors: dict[tuple[str, str, str], float]

    def slower(self, ways: Ways) -> FloatArray:
        """Return how much longer each way takes at the peak, f64[n]; 1 is no longer.

        Each stretch of a way counts with what holds where it lies.
        """
        return self.slower_along(ways.classes, self.discs.placed(ways).stretches(self.disc_km))

    def slower_along(self, classes: Classes, stretches: Stretches) -> FloatArray:
        """Return the same for ways of some classes whose stretches are known."""
        table, of_class = self._table(classes), classes.of_row
        slower: FloatArray = table[stretches.city, of_class, stretches.inwards]
        of_parts = of_class[stretches.cut, np.newaxis]
        held = table[stretches.part_city, of_parts, stretches.part_inwards]
        slower[stretches.cut] = (stretches.share * held).sum(axis=1)
        return slower

    def where_short(self, ways: Ways) -> tuple[IntArray, IntArray]:
        """Return where ways lie that are so short that their head says it all, int[n] each.

        returns  place in `cities`, or their number; and 1 where they lead into that city
        """
        city = self.city_at(ways.head_lon, ways.head_lat)
        return city, self.discs.leads_into(ways)[np.arange(len(city)), city]

    def slower_short(self, classes: Classes, where: tuple[IntArray, IntArray]) -> FloatArray:
        """Return how much longer such ways take at the peak, f64[n], by their classes."""
        slower: FloatArray = self._table(classes)[where[0], classes.of_row, where[1]]
        return slower

    def city_at(self, lon: FloatArray, lat: FloatArray) -> IntArray:
        """Return the city that each point lies in, int[k]: place in `cities`, or their number."""
        return self.discs.city_at(lon, lat, self.disc_km)

    def factor(self, city: str, road_class: str, direction: str) -> float:
        """Return what holds for a class and direction in a city; '' is off all cities."""
        keys = [(city, road_class, direction), (city, road_class, _BOTH)]
        keys += [("", road_class, direction), ("", road_class, _BOTH)] if city else []
        return next((self.factors[key] for key in keys if key in self.factors), 1.0)

    def _table(self, classes: Classes) -> FloatArray:
        """Return the factors by city, class and direction, f64[cities + 1, classes, 2]."""
        names = classes.names
        table = np.array(
            [
                [[self.factor(each, name, way) for way in (_OUT_OF, _INTO)] for name in names]
                for each in self.cities
            ]
            + [[[self.factor("", name, _BOTH)] * 2 for name in names]],
            dtype=np.float64,
        )
        return table.reshape(len(self.cities) + 1, len(names), 2)  # also where there are no ways


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
    read = network.made_of
    cities = read(_cities, *_OF_CITIES)
    keys = read(_factor_keys, *((TABLE, name) for name in _OF_FACTORS))
    factors = network[TABLE]["time_factor"].tolist()
    return Congestion(
        cities=cities.ids,
        discs=cities.discs,
        disc_km=_radius_km(network, cities.urban),
        factors={key: float(factors[row]) for key, row in keys},
    )


@dataclass(frozen=True, eq=False)
class _Cities:
    """Ids of cities that have a disc, where they lie, and urban residents of each disc."""

    ids: tuple[str, ...]
    discs: CityDiscs
    urban: FloatArray


def _cities(network: Network) -> _Cities:
    cities, places = network["cities"], network["places"].set_index("place_id", drop=False)
    seats = dict(zip(cities["city_id"], cities["seat_place_id"], strict=True))
    seats = {city: seat for city, seat in seats.items() if seat in places.index}
    at_seat = places.loc[list(seats.values()), ["lon", "lat"]].to_numpy(np.float64)
    is_disc = (places["kind"] == _DISTRICT) | places.index.isin(list(seats.values()))
    discs = places[is_disc & places["city_id"].isin(list(seats))]
    order = {city: at for at, city in enumerate(seats)}
    found = CityDiscs(
        seat_lon=at_seat[:, 0],
        seat_lat=at_seat[:, 1],
        city=np.array([order[city] for city in discs["city_id"]], dtype=np.int64),
        lon=discs["lon"].to_numpy(np.float64),
        lat=discs["lat"].to_numpy(np.float64),
    )
    return _Cities(tuple(seats), found, _urban(discs))


def _factor_keys(network: Network) -> list[tuple[tuple[str, str, str], int]]:
    """Return city, class and direction of the rows that say something of the peak."""
    columns = [network[TABLE][name].tolist() for name in _OF_FACTORS]
    return [
        ((str(city), str(kind), str(way)), row)
        for row, (city, kind, way, period) in enumerate(zip(*columns, strict=True))
        if period == _PERIOD
    ]


def urban_radius_km(network: Network, places: pd.DataFrame) -> FloatArray:
    """Return the radius of the disc that the urban residents of each place need, f64[places]."""
    return _radius_km(network, _urban(places))


def _radius_km(network: Network, urban: FloatArray) -> FloatArray:
    radius: FloatArray = np.sqrt(urban / network.parameter("urban_density_per_km2") / np.pi)
    return radius


def _urban(places: pd.DataFrame) -> FloatArray:
    return places["population_urban"].fillna(0.0).to_numpy(np.float64)


def slower_towns(network: Network) -> FloatArray:
    """Return how much longer the way through its own town takes at the peak, f64[places].

    The ways are those from homes to the place's seat, of the class of urban ways to stops: within
    a city those that lead into it. Raises InputError as `congestion_of`.
    """
    congestion, towns = congestion_of(network), network.made_of(_town_cities, *_OF_CITIES)
    factors = {city: congestion.factor(city, _TOWN, _INTO) for city in set(towns)}
    return np.array([factors[city] for city in towns], dtype=np.float64)


def _town_cities(network: Network) -> list[str]:
    """Return the city that the town around each place's seat belongs to; '' for none."""
    places = network["places"]
    in_city = (places["kind"] == _DISTRICT) | places["place_id"].isin(
        network["cities"]["seat_place_id"]
    )
    cities: list[str] = places["city_id"].where(in_city, "").tolist()
    return cities
