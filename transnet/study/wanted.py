"""Pairs of places that verdicts, people and sums ask about, by traffic and reading of waits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import numpy.typing as npt

from transnet.model.schema import tables as schema_tables
from transnet.study.groups import PlaceGroups

if TYPE_CHECKING:
    from transnet.base.units import Int32Array
    from transnet.model.network import BoolArray, Network
    from transnet.study.compiled_targets import CompiledTargets
    from transnet.supply.congestion import Traffic

Extent = Literal["core", "sums", "whole"]
"""How many trips are asked about, each more than the one before."""
EXTENTS: tuple[Extent, ...] = get_args(Extent)
_READ_FROM = ("places", "cities", "groups")
_BY_TRIP = ("door_to_door", "people_share")


@dataclass(frozen=True, eq=False)
class Wanted:
    """Pairs of places by traffic and by whether one waits for what comes first, bool[p, p] each."""

    by_reading: dict[tuple[Traffic, bool], BoolArray]

    def pairs(self, traffic: Traffic, waits: bool) -> BoolArray:
        """Return the pairs that are asked about in one reading, bool[p, p]."""
        return self.by_reading[traffic, waits]

    def only(self, traffic: Traffic, pairs: BoolArray) -> Wanted:
        """Return them with no more than some of those who know the timetable in one traffic."""
        key = traffic, False
        return Wanted({**self.by_reading, key: pairs & self.by_reading[key]})

    def places(self, traffic: Traffic) -> npt.NDArray[np.intp]:
        """Return the rows of the places that trips in one traffic lead to, in order."""
        both = self.by_reading[traffic, False] | self.by_reading[traffic, True]
        return np.flatnonzero(both.any(axis=0))


def wanted_of(
    compiled: CompiledTargets, ends: PlaceEnds, shown: Traffic, extent: Extent = "sums"
) -> Wanted:
    """Return what the outcome of a state asks about.

    ends   as `place_ends`
    shown  traffic of the trips that are shown: people within the hour and sums are counted in it
    extent  of the trips that are shown: to the core and the own seat, to all that sums are over
            too, or between all places
    """
    count, found = len(compiled.place_ids), {}
    traffics: tuple[Traffic, ...] = ("off_peak", "peak")
    for traffic in traffics:
        for waits in (False, True):
            chosen = compiled.is_measure(*_BY_TRIP) & (compiled.waits == waits)
            rows = compiled.rows_of(chosen & (compiled.at_peak == (traffic == "peak")))
            pairs = np.zeros((count, count), dtype=np.bool_)
            pairs[compiled.from_row[rows], compiled.to_row[rows]] = True
            found[traffic, waits] = pairs
    pairs = found[shown, False]
    pairs[:, ends.core] = True
    pairs[ends.inside, ends.seats] = True
    if extent != "core":
        pairs[np.ix_(ends.inside, ends.massive)] = True
    pairs |= extent == "whole"
    return Wanted(found)


@dataclass(frozen=True, eq=False)
class PlaceEnds:
    """Rows of the places p that everything is counted from and to.

    core     the core
    inside   int32[k], places of the cluster
    seats    int32[k], seat of the city of each
    massive  int32[m], places whose population is known
    """

    core: int
    inside: Int32Array
    seats: Int32Array
    massive: Int32Array


def place_ends(network: Network) -> PlaceEnds:
    """Return the places of a network that everything is counted from and to."""
    return network.made_of(_place_ends, *_columns())


@cache
def _columns() -> tuple[tuple[str, str], ...]:
    return tuple((name, each) for name in _READ_FROM for each in schema_tables()[name].columns)


def _place_ends(network: Network) -> PlaceEnds:
    places, groups = network["places"], PlaceGroups(network)
    ids = [str(place) for place in places["place_id"].tolist()]
    row_of = {place: row for row, place in enumerate(ids)}
    inside = [place for place in ids if place in set(groups.of("counties"))]
    return PlaceEnds(
        row_of[network.info.core_place_id],
        np.array([row_of[each] for each in inside], dtype=np.int32),
        np.array([row_of[groups.of("own_seat", each)[0]] for each in inside], dtype=np.int32),
        np.flatnonzero(places["population"].notna()).astype(np.int32),
    )
