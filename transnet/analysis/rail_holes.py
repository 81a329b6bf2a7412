"""Holes in the services: trips that the railway allows and the trains of the tables don't make."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from transnet.analysis.hole_rows import LIMITS, HoleLimits, Names, hole_table
from transnet.analysis.railway import Joined, Railway
from transnet.analysis.travel import TravelModel

FAST, SLOW = "fast", "slow"
CLASSES: Mapping[str, frozenset[str]] = {
    FAST: frozenset({"emu", "mixed"}),
    SLOW: frozenset({"conventional", "mixed"}),
}
"""Kinds of stations that stand in for one another: those with EMU trains, and those without."""

_SHOWN = 4
_FASTEST_ROAD_KMH = 120.0  # no road is faster, so shorter legs need not be opened
_Row = dict[str, object]


@dataclass(frozen=True)
class _Boarding:
    """A station that a trip passes, the one it boards at, and km by road to both."""

    passed: str
    used: str
    road_km: float
    nearer_km: float


class RailTrips:
    """Rail trips between cities, with the railway that joins them.

    The ends are the seats of the network's cities, main cities and places outside the cluster. The
    rules are its methods; each returns a table with `HOLE_COLUMNS`, a pair once, in the worse
    direction. They read trips through the public methods of a TravelModel alone.
    """

    def __init__(self, model: TravelModel, limits: HoleLimits = LIMITS) -> None:
        self.model = model
        self.network = model.network
        self.limits = limits
        self._names = Names(self.network)
        self._railway = Railway(self.network)
        self._served: dict[tuple[str, str], bool] = {}

    def holes(self) -> pd.DataFrame:
        """Return the holes of all rules."""
        parts = (
            self.passed_stations(),
            self.long_road_legs(),
            self.missing_rides(),
            self.slow_rides(),
        )
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def ends(self) -> list[str]:
        """Ids of the places between which trips are judged."""
        places = self.network["places"]
        seats = places["place_id"].isin(set(self.network["cities"]["seat_place_id"]))
        return list(
            places.loc[seats | places["main_city"] | (places["kind"] == "external"), "place_id"]
        )

    def passed_stations(self) -> pd.DataFrame:
        """Return stations passed on the road to a farther one of their class, for want of trains.

        For rail trips from any place to the ends: the road to the station where they board is more
        than `nearer_ratio` times as long as the one to the nearest station of its class and
        `nearer_km` longer, a line leads from the nearer station on to the destination, and no
        train does so within `slow_ratio`. from_id: the place; to_id: the station passed; value:
        km by road to the station used.
        """
        used: dict[tuple[str, str], list[tuple[_Boarding, str]]] = {}
        for origin, destination, boarding in self._far_boardings():
            if not self._is_served(boarding.passed, destination):
                trips = used.setdefault((origin, boarding.passed), [])
                trips.append((boarding, destination))
        rows = (self._passed_row(*ends, trips) for ends, trips in sorted(used.items()))
        return hole_table(self.network, rows)

    def long_road_legs(self) -> pd.DataFrame:
        """Return rail trips between joined ends with a road leg over `road_km`; value: its km."""
        return hole_table(self.network, self._long_road_legs())

    def missing_rides(self) -> pd.DataFrame:
        """Return joined ends without a rail trip, or one of `drive_ratio` times the drive.

        Slow trips count from `shortest_km` on. value: the ratio, inf without a rail trip.
        """
        return hole_table(self.network, self._missing_rides())

    def slow_rides(self) -> pd.DataFrame:
        """Return joined ends whose ride takes `slow_ratio` times the great circle at line speed.

        From `shortest_km` on. value: the ratio of minutes in trains and changes to the great
        circle between the stations at the mean design speed of the line that joins them.
        """
        return hole_table(self.network, self._slow_rides())

    def _long_road_legs(self) -> Iterator[_Row]:
        least_min = 60 * self.limits.road_km / _FASTEST_ROAD_KMH
        for pair in self._pairs.to_dict("records"):
            if max(pair["access_min"], pair["egress_min"]) < least_min:
                continue
            legs = self.model.path(pair["from_id"], pair["to_id"], using="rail").legs
            km = {
                leg: legs.loc[legs["leg"] == leg, "length_km"].sum() for leg in ("access", "egress")
            }
            leg = max(km, key=lambda name: km[name])
            if km[leg] > self.limits.road_km:
                where = legs.loc[legs["leg"] == leg].iloc[-1 if leg == "access" else 0]
                stop = "to" if leg == "access" else "from"
                yield self._row(
                    "long_road_leg",
                    pair,
                    (km[leg], self.limits.road_km, "km"),
                    f"经{where[f'{stop}_zh']}乘车,公路接驳{km[leg]:.0f} km,两地却有铁路相连",
                    f"by {where[f'{stop}_en']} with {km[leg]:.0f} km of road, though a railway "
                    "joins the two",
                )

    def _missing_rides(self) -> Iterator[_Row]:
        limit = self.limits.drive_ratio
        for pair in self._pairs.to_dict("records"):
            ratio = pair["travel_min"] / pair["drive_alone_min"]
            if not np.isfinite(pair["travel_min"]):
                why = "有铁路相连,却没有列车可乘", "a railway joins the two, but no trains do"
                yield self._row("missing_ride", pair, (np.inf, limit, "1"), *why)
            elif ratio > limit and pair["km"] >= self.limits.shortest_km:
                times = f"{pair['travel_min']:.0f} min", f"{pair['drive_alone_min']:.0f} min"
                yield self._row(
                    "missing_ride",
                    pair,
                    (ratio, limit, "1"),
                    f"铁路出行{times[0]},驾车只需{times[1]}",
                    f"{times[0]} by rail, {times[1]} by car",
                )

    def _slow_rides(self) -> Iterator[_Row]:
        for pair in self._pairs.to_dict("records"):
            ride = pair["ride_min"] + pair["transfer_min"]
            ratio = ride / pair["straight_min"]
            if ratio > self.limits.slow_ratio and pair["km"] >= self.limits.shortest_km:
                yield self._row(
                    "slow_ride",
                    pair,
                    (ratio, self.limits.slow_ratio, "1"),
                    f"乘车{ride:.0f} min,直线{pair['km']:.0f} km 按线路设计速度只需"
                    f"{pair['straight_min']:.0f} min",
                    f"{ride:.0f} min in trains; the {pair['km']:.0f} km straight take "
                    f"{pair['straight_min']:.0f} min at the line's design speed",
                )

    def _row(
        self,
        rule: str,
        pair: Mapping[Hashable, Any],
        figure: tuple[float, float, str],
        zh: str,
        en: str,
    ) -> _Row:
        value, limit, unit = figure
        start, end = str(pair["from_id"]), str(pair["to_id"])
        return {
            "rule": rule,
            "from_id": start,
            "to_id": end,
            "value": value,
            "limit": limit,
            "unit": unit,
            "why_zh": f"{self._names.zh(start)}—{self._names.zh(end)}:{zh}",
            "why_en": f"{self._names.en(start)}–{self._names.en(end)}: {en}",
        }

    @cached_property
    def _pairs(self) -> pd.DataFrame:
        """Trips between ends that a line joins, the slower direction of each pair.

        Legs as in `leg_minutes`, drive_alone_min, and km and straight_min of `Joined`.
        """
        ends = self.ends
        trips = self.model.leg_minutes(ends, ends, using="rail")
        drives = self.model.travel_times(ends, ends, using="drive")
        trips["drive_alone_min"] = drives["travel_min"]
        found = [(a, b, self._join(a, b)) for a, b in combinations(ends, 2)]
        ways = pd.DataFrame(
            [(*ends, way.km, way.straight_min) for *ends, way in found if self._is_joined(way)],
            columns=["from_id", "to_id", "km", "straight_min"],
        )
        back = ways.rename(columns={"from_id": "to_id", "to_id": "from_id"})
        pairs = trips.merge(pd.concat([ways, back]), on=["from_id", "to_id"])
        first, second = pairs["from_id"], pairs["to_id"]
        pairs["low"] = first.where(first < second, second)
        pairs["high"] = second.where(first < second, first)
        pairs = pairs.sort_values("travel_min", ascending=False, kind="stable")
        return pairs.drop_duplicates(["low", "high"]).sort_index(ignore_index=True)

    def _is_joined(self, way: Joined) -> bool:
        """Whether a line leads from one to the other without going round itself."""
        if not np.isfinite(way.straight_min):
            return False
        return way.line_min <= self.limits.roundabout * way.straight_min

    def _join(self, start: str, end: str) -> Joined:
        return self._railway.join(self._stations[start], self._stations[end])

    @cached_property
    def _trains_call(self) -> pd.DataFrame:
        """Open stations between towns."""
        stations = self.network["stations"][self.network.open_rows("stations")]
        return stations[stations["kind"].isin(frozenset.union(*CLASSES.values()))]

    @cached_property
    def _stations(self) -> dict[str, list[str]]:
        """Open stations of each end: its own, and of a seat those that count as the city's."""
        cities = self.network["cities"]
        of_seat = dict(zip(cities["seat_place_id"], cities["rail_stations"], strict=True))
        stations = self._trains_call
        found = {}
        for end in self.ends:
            named = stations["station_id"].isin(of_seat.get(end, "").split(";"))
            found[end] = list(stations.loc[(stations["place_id"] == end) | named, "station_id"])
        return found

    @cached_property
    def _kind_of(self) -> pd.Series[str]:
        return self._trains_call.set_index("station_id")["kind"]

    @cached_property
    def _nearest(self) -> dict[str, pd.DataFrame]:
        """Nearest station by road of each class: target_id and travel_min, by place."""
        stations = self._trains_call
        return {
            name: self.model.nearest(
                stops=stations.loc[stations["kind"].isin(kinds), "station_id"]
            ).set_index("place_id")
            for name, kinds in CLASSES.items()
        }

    def _far_boardings(self) -> Iterator[tuple[str, str, _Boarding]]:
        """Rail trips to the ends that board much farther away than at the nearest station.

        Trips of a place with the same way to the station share its boarding.
        """
        nearest = pd.concat([table["travel_min"] for table in self._nearest.values()], axis=1)
        trips = self.model.leg_minutes(None, self.ends, using="rail")
        own = trips["from_id"].map(nearest.min(axis=1))
        least_min = 60 * self.limits.nearer_km / _FASTEST_ROAD_KMH
        far = trips["access_min"] > np.maximum(self.limits.nearer_ratio * own, own + least_min)
        seen: dict[tuple[str, float], _Boarding | None] = {}
        for trip in trips[far].to_dict("records"):
            key = (trip["from_id"], trip["access_min"])
            if key not in seen:
                seen[key] = self._boarding(trip["from_id"], trip["to_id"])
            boarding = seen[key]
            if boarding is not None:
                yield trip["from_id"], trip["to_id"], boarding

    def _boarding(self, origin: str, destination: str) -> _Boarding | None:
        """Return where a trip boards and what it passes; None unless that is much nearer."""
        legs = self.model.path(origin, destination, using="rail").legs
        access = legs[legs["leg"] == "access"]
        used = str(access["to_id"].iloc[-1]) if len(access) else ""
        if used not in self._kind_of.index:
            return None
        nearest = self._nearest[FAST if self._kind_of[used] in CLASSES[FAST] else SLOW]
        passed = str(nearest["target_id"][origin])
        if passed in ("", used):
            return None
        road_km = float(access["length_km"].sum())
        kmh = 60 * road_km / float(access["minutes"].sum())
        nearer_km = kmh * float(nearest["travel_min"][origin]) / 60
        much = max(self.limits.nearer_ratio * nearer_km, nearer_km + self.limits.nearer_km)
        return _Boarding(passed, used, road_km, nearer_km) if road_km > much else None

    def _is_served(self, station: str, destination: str) -> bool:
        """Whether trains lead on nearly as fast as the line; so too where no line is known."""
        ends = station, destination
        if ends not in self._served:
            self._served[ends] = self._trains_lead(*ends)
        return self._served[ends]

    def _trains_lead(self, station: str, destination: str) -> bool:
        targets = self._stations[destination]
        way = self._railway.join([station], targets)
        if not self._is_joined(way):
            return True
        ride = self.model.in_train([station], targets).travel_min
        return bool(ride <= self.limits.slow_ratio * way.straight_min)

    def _passed_row(self, origin: str, passed: str, trips: Sequence[tuple[_Boarding, str]]) -> _Row:
        farthest = max((boarding for boarding, _ in trips), key=lambda one: one.road_km)
        towards = [destination for _, destination in trips]
        zh, en = self._names.zh, self._names.en
        more = len(towards) > _SHOWN
        return {
            "rule": "passed_station",
            "from_id": origin,
            "to_id": passed,
            "value": farthest.road_km,
            "limit": self.limits.nearer_ratio * farthest.nearer_km,
            "unit": "km",
            "why_zh": f"{zh(origin)}驶过{zh(passed)}(约{farthest.nearer_km:.0f} km)到"
            f"{zh(farthest.used)}({farthest.road_km:.0f} km)乘车,去往"
            f"{'、'.join(map(zh, towards[:_SHOWN]))}{f'等{len(towards)}处' if more else ''}",
            "why_en": f"{en(origin)}: past {en(passed)} (about {farthest.nearer_km:.0f} km) to "
            f"{en(farthest.used)} ({farthest.road_km:.0f} km) for a train to "
            f"{', '.join(map(en, towards[:_SHOWN]))}"
            f"{f' and {len(towards) - _SHOWN} more' if more else ''}",
        }


def rail_holes(model: TravelModel, limits: HoleLimits = LIMITS) -> pd.DataFrame:
    """Return all holes in the services; see `HOLE_COLUMNS` and the rules of `RailTrips`."""
    return RailTrips(model, limits).holes()
