"""Where people live around the seats, and how many of them are within a time.

A county's people are not at its seat. Its urban residents are spread evenly over a disc around the
seat, as large as `urban_density_per_km2` makes it; the others evenly over a disc of the county's
area. Within a disc of radius R the share of people no farther than d from the centre is (d / R)^2,
and time grows with distance: minutes = d * detour_factor / speed * 60. So the share within a time
is smooth, and each county is counted in part. A table of population points replaces the discs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.arrays import is_real, real_numbers
from transnet.base.collector import refusal
from transnet.base.errors import InputError, Notice
from transnet.base.given import given, names_given
from transnet.base.language import Message, said
from transnet.base.shown import Shown
from transnet.base.sphere import nearest_km
from transnet.base.units import FloatArray
from transnet.model.anchors import anchors_of, datum_notices
from transnet.model.datum import Datum, to_wgs84
from transnet.model.network import BoolArray, Network
from transnet.model.residents import population_factors
from transnet.supply.congestion import slower_towns, urban_radius_km
from transnet.travel.population_points import outside_notices, read_points

if TYPE_CHECKING:
    from transnet.kernels.outcomes.homes_within import Homes

IntArray = npt.NDArray[np.intp]

_ANCHORS_PER_POINT = 4
_FARTHEST_POINT_KM = 100.0


@dataclass(frozen=True, eq=False)
class People(Shown):
    """Groups of people, each with the places that it travels through.

    place_ids   the places, in table order
    homes       intp[g], place that a group is counted for (position in place_ids)
    anchors     intp[g, k], places through which a group may travel
    offsets_min float64[g, k], minutes from a group to each anchor
    spread_min  float64[g], minutes from the centre of a group's disc to its edge; 0 is a point
    people      float64[g]
    in_town     bool[g], whether a group lives in the town around its seat
    notices     what a reader should know of where they are
    """

    place_ids: tuple[str, ...]
    homes: IntArray
    anchors: IntArray
    offsets_min: FloatArray
    spread_min: FloatArray
    people: FloatArray
    in_town: BoolArray
    source: str
    notices: tuple[Notice, ...] = ()

    def __repr__(self) -> str:
        return (
            f"<People: {self.people.sum():,.0f} in {len(self.people)} groups around "
            f"{len(self.place_ids)} places, from {self.source}>"
        )

    @property
    def total(self) -> float:
        """How many people there are."""
        return float(self.people.sum())

    @classmethod
    def from_network(cls, network: Network) -> People:
        """Return the residents of the network's counties, spread around their seats.

        A county without an urban count has rural residents only; one without an area is as large as
        they make it at `urban_density_per_km2`. Raises UnknownNameError when a parameter of the
        spread is missing.
        """
        counties = _counties(given(network, Network, "network", said("load_network gives one")))
        inside = (network["places"]["kind"] != "external").to_numpy(dtype=np.bool_)
        grown = population_factors(network)[inside]
        total = counties["population"].fillna(0.0).to_numpy(dtype=np.float64)
        urban = counties["population_urban"].fillna(0.0).to_numpy(dtype=np.float64)
        urban, total = np.minimum(urban, total) * grown, total * grown
        density = network.parameter("urban_density_per_km2")
        known = counties["area_km2"].fillna(counties["population"] * grown / density)
        area = known.fillna(0.0).to_numpy(dtype=np.float64)
        built_up = np.minimum(urban / density, area)
        count = len(counties)
        return cls(
            place_ids=tuple(counties["place_id"]),
            homes=np.tile(np.arange(count), 2),
            anchors=np.tile(np.arange(count), 2)[:, np.newaxis],
            offsets_min=np.zeros((2 * count, 1)),
            spread_min=np.concatenate(
                [
                    _edge_min(network, built_up, network.parameter("access_speed_kmh", "urban")),
                    _edge_min(network, area, network.parameter("spread_speed_kmh")),
                ]
            ),
            people=np.concatenate([urban, total - urban]),
            in_town=np.arange(2 * count) < count,
            source="residents spread around the seats",
        )

    @classmethod
    def from_points(cls, network: Network, points: pd.DataFrame, crs: Datum = "WGS-84") -> People:
        """Return people at points of one's own in place of the counties' discs.

        points  id, lon, lat (degrees), people; cells may be numbers or plain text
        crs     coordinates of the points: WGS-84, GCJ-02 or BD-09, which are moved to WGS-84

        A point is counted for the county of the nearest seat, and travels through whichever of the
        four nearest seats is best: great circle times detour_factor, at spread_speed_kmh; or over
        the streets of the network's road layer. Raises InputError that names each bad cell, row and
        column.
        """
        given(network, Network, "network", said("load_network gives one"))
        asked = given(points, pd.DataFrame, "points", said("with id, lon, lat and people"))
        table, notices = read_points(asked)
        notices += datum_notices(table, crs, anchors_of(network), "points")
        table["lon"], table["lat"] = to_wgs84(table["lon"], table["lat"], crs)
        counties = _counties(network)
        distance_km, nearest = nearest_km(table, counties, _ANCHORS_PER_POINT)
        if outside := outside_notices(distance_km[:, 0], _FARTHEST_POINT_KM):
            raise InputError(said("the population points don't fit the network"), outside)
        minutes_per_km = _minutes_per_km(network, network.parameter("spread_speed_kmh"))
        offsets = distance_km * minutes_per_km
        if network.road_layer is not None:
            from transnet.travel.street_points import street_minutes

            seats = [str(place) for place in counties["place_id"]]
            by_street, far = street_minutes(network, table, seats, nearest)
            offsets = np.where(np.isnan(by_street), offsets, by_street)
            notices += far
        return cls(
            place_ids=tuple(counties["place_id"]),
            homes=nearest[:, 0],
            anchors=nearest,
            offsets_min=offsets,
            spread_min=np.zeros(len(table)),
            people=table["people"].to_numpy(dtype=np.float64),
            in_town=distance_km[:, 0] <= urban_radius_km(network, counties)[nearest[:, 0]],
            source="population points",
            notices=tuple(notices),
        )

    def at_peak(self, network: Network) -> People:
        """Return the same people in the weekday peak: it takes longer through the own town.

        network  the one that they were counted in
        Raises InputError where it has no rows in congestion.csv.
        """
        given(network, Network, "network", said("the one that they were counted in"))
        towns = dict(zip(network["places"]["place_id"], slower_towns(network), strict=True))
        of_home = np.array([towns[place] for place in self.place_ids], dtype=np.float64)
        slower = np.where(self.in_town, of_home[self.homes], 1.0)
        offsets = self.offsets_min * slower[:, np.newaxis]
        return replace(self, offsets_min=offsets, spread_min=self.spread_min * slower)

    def without_car(self, network: Network, own_kmh: float) -> People:
        """Return the same people, who leave home without a car.

        network  the one that they were counted in
        own_kmh  how fast they go by bus, by cycle or on foot, door to door
        Raises UnknownNameError when a parameter of the spread is missing.
        """
        by_car = given(network, Network, "network", said("the one that they were counted in"))
        in_disc_of_town = self.in_town & (self.spread_min > 0)
        town_kmh, kmh = (
            by_car.parameter(*name)
            for name in (("access_speed_kmh", "urban"), ("spread_speed_kmh",))
        )
        slower = np.where(in_disc_of_town, town_kmh, kmh) / own_kmh
        offsets = self.offsets_min * slower[:, np.newaxis]
        return replace(self, offsets_min=offsets, spread_min=self.spread_min * slower)

    def within(self, minutes: pd.Series[float], cutoff_min: float) -> pd.DataFrame:
        """Return how many people of each county get there within a time.

        minutes     place_id -> minutes from the seat to wherever the question is about; inf or a
                    missing place is unreachable
        returns     place_id, people, people_within; one row per county, in table order

        Never falls as cutoff_min grows; scales with the people. Raises InputError for minutes that
        aren't a series of numbers, and a cutoff that is no number.
        """
        held = given(minutes, pd.Series, "minutes", said("place_id -> minutes"))
        minutes = pd.Series(real_numbers(held, _no_number), held.index)
        if not is_real(cutoff_min):
            raise _no_number(str(cutoff_min), said("must be minutes, a number"))
        known = minutes.reindex(list(self.place_ids)).to_numpy(dtype=np.float64)
        at_places: FloatArray = np.where(np.isnan(known), np.inf, known)
        return pd.DataFrame(
            {
                "place_id": list(self.place_ids),
                "people": self.by_place(),
                "people_within": self.within_each(at_places, cutoff_min),
            }
        )

    def positions(self, places: Sequence[str]) -> IntArray:
        """Return where places stand in `place_ids`, intp[k]; beyond its end for others.

        Raises InputError for what are no names.
        """
        return rows_of_places(self, tuple(names_given(places, "places"))).copy()

    @cached_property
    def _rows(self) -> dict[tuple[str, ...], IntArray]:
        return {}

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {place: position for position, place in enumerate(self.place_ids)}

    def by_place(self) -> FloatArray:
        """Return how many people there are by place, float64[places]."""
        sums = np.bincount(self.homes, self.people, len(self.place_ids))
        return sums.astype(np.float64)

    def within_each(self, minutes: FloatArray, cutoff_min: float) -> FloatArray:
        """Return how many people of each place get there within a time, float64[places].

        minutes  float64[places], as `within` takes them; inf is unreachable
        Raises InputError for another count of minutes, or what are no numbers.
        """
        minutes = real_numbers(minutes, _no_number)
        if not is_real(cutoff_min) or minutes.shape != (len(self.place_ids),):
            raise _no_number(
                str(cutoff_min),
                said("must be minutes, with {count} of places", count=len(self.place_ids)),
            )
        return count_within(self, minutes, cutoff_min)

    def all_within(self, minutes: FloatArray, cutoffs_min: FloatArray) -> FloatArray:
        """Return how many people get there within each of some times, float64[cutoffs].

        minutes  float64[places], as `within_each` takes them
        Raises InputError as `within_each`, and for cutoffs that are no list of numbers.
        """
        minutes, cutoffs_min = (real_numbers(each, _no_number) for each in (minutes, cutoffs_min))
        if cutoffs_min.ndim != 1 or minutes.shape != (len(self.place_ids),):
            hint = said("must be minutes, with {count} of places", count=len(self.place_ids))
            raise _no_number(str(cutoffs_min.shape), hint)
        start_min = (minutes[self.anchors] + self.offsets_min).min(axis=1)
        found: FloatArray = self._shares_within(start_min, cutoffs_min[:, np.newaxis]) @ self.people
        return found

    def _shares_within(self, start_min: FloatArray, cutoff_min: float | FloatArray) -> FloatArray:
        left = cutoff_min - start_min
        is_disc = self.spread_min > 0
        edge = np.where(is_disc, self.spread_min, 1.0)
        disc = np.clip(left / edge, 0.0, 1.0) ** 2
        return np.where(is_disc, disc, (left >= 0).astype(np.float64))

    @cached_property
    def _groups(self) -> Homes:
        from transnet.kernels._arrays import read_only
        from transnet.kernels.outcomes.homes_within import Homes

        anchors = np.ascontiguousarray(self.anchors, dtype=np.int64)
        return Homes(
            read_only(self.homes.astype(np.int64)),
            read_only(anchors),
            read_only(np.ascontiguousarray(self.offsets_min)),
            read_only(np.ascontiguousarray(self.spread_min)),
            read_only(np.ascontiguousarray(self.people)),
        )

    @cached_property
    def lives(self) -> FloatArray:
        """How many people there are by place, and NaN for places beyond, float64[places + 1]."""
        return np.append(self.by_place(), np.nan)


def _no_number(value: str, hint: Message) -> InputError:
    return refusal(
        said("people within a time can't be counted"), "not_a_number", "minutes", hint, value
    )


def _counties(network: Network) -> pd.DataFrame:
    places = network["places"]
    return places[places["kind"] != "external"].reset_index(drop=True)


def _minutes_per_km(network: Network, speed_kmh: float) -> float:
    return network.parameter("detour_factor") / speed_kmh * 60.0


def _edge_min(network: Network, area_km2: FloatArray, speed_kmh: float) -> FloatArray:
    radius_km: FloatArray = np.sqrt(area_km2 / np.pi)
    return radius_km * _minutes_per_km(network, speed_kmh)


def count_within(people: People, minutes: FloatArray, cutoff_min: float) -> FloatArray:
    """Return what `People.within_each` does of minutes that are trusted, float64[places].

    It is a compiled loop over the groups, and checks nothing.
    """
    from transnet.kernels._arrays import read_only
    from transnet.kernels.outcomes.homes_within import add_homes_within

    sums = np.zeros(len(people.place_ids))
    add_homes_within(people._groups, read_only(minutes), float(cutoff_min), sums)
    return sums


def rows_of_places(people: People, places: tuple[str, ...]) -> IntArray:
    """Return what `People.positions` does of ids that are trusted; nobody may change it."""
    known = people._rows
    if places not in known:
        at = people._positions
        known[places] = np.array([at.get(place, len(at)) for place in places], dtype=np.intp)
    return known[places]
