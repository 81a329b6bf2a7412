"""Points that lie where they say, and counties that have what readings need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from transnet.base.errors import Notice
from transnet.base.language import Message, said
from transnet.base.sphere import great_circle_km
from transnet.base.units import FloatArray
from transnet.model.checks.rules import (
    BoolArray,
    Draft,
    Rule,
    flagged,
    numbers,
    points,
    row_called,
    straight_km,
    texts,
)

POINT_TABLES = ("places", "nodes", "stations", "airports")
_FAR_KM = 150.0
_FEW_ROWS = 3
_NETWORK_TABLES = ("places", "nodes", "stations")  # an airport may lie anywhere
# Where points of the far west of China come to lie when they are swapped: ice and sea, no road.
_EMPTY_LON, _EMPTY_LAT = (27.0, 50.0), (73.0, 90.0)
# In median distances from the middle, and at least so many km: beyond it a point lies far from the
# others, or among them.
_AWAY, _AMONG = (5.0, 300.0), (3.0, 50.0)


def _within(values: np.ndarray, bounds: tuple[float, float]) -> BoolArray:
    return np.asarray((values >= bounds[0]) & (values <= bounds[1]))


def swapped_points(lon: FloatArray, lat: FloatArray) -> BoolArray:
    """Return which points (degrees) can only be meant with lon and lat swapped, bool[k].

    A latitude beyond 90 that would do as a longitude, or a place in the Arctic where nobody lives
    that is one in China when it is swapped. All of China is told so, since its longitudes are 73
    and more; elsewhere a swapped point may look like any other.
    """
    beyond = (np.abs(lat) > 90) & (np.abs(lat) <= 180) & (np.abs(lon) <= 90)
    return beyond | (_within(lon, _EMPTY_LON) & _within(lat, _EMPTY_LAT))


def impossible_points(draft: Draft, table: str) -> Iterator[Notice]:
    """Yield points that say more about how they were written than where they are."""
    frame = draft[table]
    lon, lat = numbers(frame, "lon"), numbers(frame, "lat")
    zero = (lon == 0) & (lat == 0)
    hint = said("0, 0 lies in the Gulf of Guinea: leave no point empty or zero")
    yield from flagged("zero_point", (table, "lon"), frame, zero, hint)
    swapped = swapped_points(lon, lat)
    hint = said("longitude and latitude are swapped")
    yield from _once_if_most(flagged("swapped_point", (table, "lon"), frame, swapped, hint), frame)
    projected = (np.abs(lon) > 1000) | (np.abs(lat) > 1000)
    hint = said("these look like projected metres: convert them to WGS-84 degrees")
    yield from flagged("projected_point", (table, "lon"), frame, projected, hint)
    pole = (np.abs(lat) > 89) & (np.abs(lat) <= 90)
    yield from flagged("pole_point", (table, "lat"), frame, pole, said("this is a pole"))


def _once_if_most(found: Iterable[Notice], frame: pd.DataFrame) -> list[Notice]:
    """Return one notice in place of those of most rows of a table."""
    listed = list(found)
    if len(listed) < _FEW_ROWS or 2 * len(listed) <= len(frame):
        return listed
    hint = said(
        "{hint}; so it is in {listed_count:,} of {frame_count:,} rows",
        hint=listed[0].hint,
        listed_count=len(listed),
        frame_count=len(frame),
    )
    return [replace(listed[0], hint=hint)]


def swapped_among_others(draft: Draft) -> Iterator[Notice]:
    """Yield points far from all others that lie among them once longitude and latitude change."""
    tables = {
        name: (numbers(draft[name], "lon"), numbers(draft[name], "lat")) for name in _NETWORK_TABLES
    }
    lon, lat = (np.concatenate([each[axis] for each in tables.values()]) for axis in (0, 1))
    known = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    if not known.any():
        return
    middle = float(np.median(lon[known])), float(np.median(lat[known]))
    usual = float(np.median(great_circle_km(lon[known], lat[known], *middle)))
    away, among = (max(times * usual, least) for times, least in (_AWAY, _AMONG))
    for table, (own_lon, own_lat) in tables.items():
        swapped = great_circle_km(own_lon, own_lat, *middle) > away
        swapped &= great_circle_km(own_lat, own_lon, *middle) < among
        swapped &= ~swapped_points(own_lon, own_lat) & (np.abs(own_lon) <= 90)
        hint = said(
            "longitude and latitude look swapped: the other way round it lies among the others"
        )
        found = flagged("swapped_point", (table, "lon"), draft[table], swapped, hint)
        yield from _once_if_most(found, draft[table])


def far_points(draft: Draft, table: str) -> Iterator[Notice]:
    """Yield points far away from the place that they are said to serve."""
    frame = draft[table]
    places = points(draft, "places")
    own = {str(key): point for key, point in points(draft, table).items()}
    column = str(frame.columns[0])
    known = {f"own {key}": point for key, point in own.items()} | places
    starts = [f"own {key}" for key in texts(frame, column)]
    distance = straight_km(known, starts, texts(frame, "place_id"))
    yield from flagged(
        "far_point",
        (table, "place_id"),
        frame,
        distance > _FAR_KM,
        lambda row: said("its place is {distance:.0f} km away", distance=distance[row]),
    )


def county_facts(draft: Draft) -> Iterator[Notice]:
    """Yield counties without the facts that people are spread by."""
    places = draft["places"]
    county = (places["kind"] != "external").to_numpy() & (places["kind"] != "").to_numpy()
    missing = county & np.isnan(numbers(places, "population"))
    hint = said("a place of the region needs it; 0 where nobody lives")
    yield from flagged("missing_county_fact", ("places", "population"), places, missing, hint)
    homeless = (draft.info is not None) & county & (places["city_id"] == "").to_numpy()
    hint = said("a place of the region needs its city; external lies outside")
    yield from flagged("missing_county_fact", ("places", "city_id"), places, homeless, hint)


def urban_people(draft: Draft) -> Iterator[Notice]:
    """Yield places with more urban residents than residents."""
    places = draft["places"]
    total, urban = numbers(places, "population"), numbers(places, "population_urban")
    yield from flagged(
        "urban_exceeds_total",
        ("places", "population_urban"),
        places,
        urban > total,
        lambda row: said("all residents together are {total:.0f}", total=total[row]),
    )


def city_seats(draft: Draft) -> Iterator[Notice]:
    """Yield cities whose seat lies in another city, or whose stations do."""
    places, cities = draft["places"], draft["cities"]
    city_of = dict(zip(texts(places, "place_id"), texts(places, "city_id"), strict=True))
    names = texts(cities, "city_id")
    seats = texts(cities, "seat_place_id")
    wrong = [
        seat in city_of and city_of[seat] != city for city, seat in zip(names, seats, strict=True)
    ]
    yield from flagged(
        "seat_outside_city",
        ("cities", "seat_place_id"),
        cities,
        wrong,
        lambda row: _belongs(draft, seats[row], city_of[seats[row]]),
    )


def _belongs(draft: Draft, place: str, city: str) -> Message:
    seat = row_called(draft, "places", place)
    if not city:
        return said("{seat} belongs to no city", seat=seat)
    named = row_called(draft, "cities", city)
    return said("{seat} belongs to city {city}", seat=seat, city=named)


RULES = (
    Rule(_NETWORK_TABLES, swapped_among_others),
    *(Rule((table,), partial(impossible_points, table=table)) for table in POINT_TABLES),
    *(Rule((table, "places"), partial(far_points, table=table)) for table in POINT_TABLES[1:]),
    Rule(("places",), county_facts),
    Rule(("places",), urban_people),
    Rule(("cities", "places"), city_seats),
)
