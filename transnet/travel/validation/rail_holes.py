"""Holes in the services: trips that the railway allows and the trains of the tables don't make."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from transnet.travel.model import TravelModel
from transnet.travel.validation.hole_rows import LIMITS, HoleLimits, Names, hole_table
from transnet.travel.validation.railway import Joined, Railway, fastest_rides

FAST, SLOW = "fast", "slow"
CLASSES: Mapping[str, frozenset[str]] = {
    FAST: frozenset({"emu", "mixed"}),
    SLOW: frozenset({"conventional", "mixed"}),
}
"""Kinds of stations that stand in for one another: those with EMU trains, and those without."""

_SHOWN = 4
_SAME_MIN = 1.0  # ways to the kerb and through the door of a station differ by less
_FASTEST_ROAD_KMH = 120.0  # no road is faster, so shorter legs need not be opened
_Row = dict[str, object]
_Pair = Mapping[Hashable, Any]


@dataclass(frozen=True)
class _Boarding:
    """A station that a trip passes, the one it boards at, and km by road to both."""

    passed: str
    used: str
    road_km: float
    nearer_km: float


@dataclass(frozen=True)
class _RoadLeg:
    """A way by road to or from a station, with the station's names."""

    km: float
    stop_zh: str
    stop_en: str


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
        for origin, destination in self._unserved_trips():
            boarding = self._boarding(origin, destination)
            if boarding is not None:
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

        From `shortest_km` on, between ends that fast trains call at: a lone local train is slow by
        nature. value: the ratio of minutes in trains to the great circle between the stations at
        the mean design speed of the line that joins them.
        """
        return hole_table(self.network, self._slow_rides())

    def _long_road_legs(self) -> Iterator[_Row]:
        least_min = 60 * self.limits.road_km / _FASTEST_ROAD_KMH
        legs_of: dict[tuple[str, str, float], _RoadLeg] = {}
        for pair in self._pairs.to_dict("records"):
            legs = [
                self._road_leg(pair, name, end, legs_of)
                for name, end in (("access", "from_id"), ("egress", "to_id"))
                if pair[f"{name}_min"] > least_min
            ]
            leg = max(legs, key=lambda one: one.km, default=None)
            if leg is not None and leg.km > self.limits.road_km:
                yield self._row(
                    "long_road_leg",
                    pair,
                    (leg.km, self.limits.road_km, "km"),
                    f"经{leg.stop_zh}乘车,公路接驳{leg.km:.0f} km,两地却有铁路相连",
                    f"by {leg.stop_en} with {leg.km:.0f} km of road, though a line joins the two",
                )

    def _road_leg(
        self,
        pair: _Pair,
        name: str,
        end: str,
        known: dict[tuple[str, str, float], _RoadLeg],
    ) -> _RoadLeg:
        """Return the leg on the road at one end; a leg of the same minutes there is the same."""
        key = name, str(pair[end]), float(pair[f"{name}_min"])
        if key not in known:
            legs = self.model.path(pair["from_id"], pair["to_id"], using="rail").legs
            legs = legs[legs["leg"] == name]
            stop = legs.iloc[-1 if name == "access" else 0]
            at = "to" if name == "access" else "from"
            km = float(legs["length_km"].sum())
            known[key] = _RoadLeg(km, str(stop[f"{at}_zh"]), str(stop[f"{at}_en"]))
        return known[key]

    def _missing_rides(self) -> Iterator[_Row]:
        limit = self.limits.drive_ratio
        for pair in self._pairs.to_dict("records"):
            ratio = pair["travel_min"] / pair["drive_alone_min"]
            if not np.isfinite(pair["travel_min"]):
                why = "有铁路相连,却没有列车可乘", "a line joins the two, but no trains do"
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
            if not (self._has_fast(pair["from_id"]) and self._has_fast(pair["to_id"])):
                continue
            ride = pair["ride_min"]
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
        pair: _Pair,
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

    def _has_fast(self, end: str) -> bool:
        return bool(self._kind_of[self._stations[end]].isin(CLASSES[FAST]).any())

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

    def _unserved_trips(self) -> Iterator[tuple[str, str]]:
        """Trips to the ends that go far by road from a place whose nearest station lacks trains.

        Trips whose way to the station takes as long as to the nearest fast one count as boarding
        there or beyond: few pass it for a slow train.
        """
        trips = self.model.leg_minutes(None, self.ends, using="rail")
        own = {
            name: trips["from_id"].map(table["travel_min"]) for name, table in self._nearest.items()
        }
        slow = trips["access_min"] < own[FAST] - _SAME_MIN
        own_min = own[FAST].where(~slow, own[SLOW])
        least_min = 60 * self.limits.nearer_km / _FASTEST_ROAD_KMH
        far = trips["access_min"] > np.maximum(
            self.limits.nearer_ratio * own_min, own_min + least_min
        )
        ends = zip(trips["from_id"][far], trips["to_id"][far], slow[far], strict=True)
        for origin, destination, by_slow in ends:
            station = str(self._nearest[SLOW if by_slow else FAST]["target_id"][origin])
            if station and not self._is_served(station, destination):
                yield origin, destination

    def _boarding(self, origin: str, destination: str) -> _Boarding | None:
        """Return where a trip boards and what it passes; None unless that is much nearer.

        Where it takes trains from several stations, whichever comes first, km are their mean.
        """
        legs = self.model.path(origin, destination, using="rail").legs
        access = legs[legs["leg"] == "access"]
        used = str(access["to_id"].iloc[-1]).split("/") if len(access) else [""]
        if used[0] not in self._kind_of.index:
            return None
        nearest = self._nearest[FAST if self._kind_of[used[0]] in CLASSES[FAST] else SLOW]
        passed = str(nearest["target_id"][origin])
        if passed in ("", *used) or self._is_served(passed, destination):
            return None
        road_km = float(access["length_km"].sum())
        kmh = 60 * road_km / float(access["minutes"].sum())
        nearer_km = kmh * float(nearest["travel_min"][origin]) / 60
        much = max(self.limits.nearer_ratio * nearer_km, nearer_km + self.limits.nearer_km)
        return _Boarding(passed, used[0], road_km, nearer_km) if road_km > much else None

    def _is_served(self, station: str, destination: str) -> bool:
        """Whether trains lead on nearly as fast as the line; so too where no line is known."""
        targets = self._stations[destination]
        way = self._railway.join([station], targets)
        if not self._is_joined(way):
            return True
        ride = self._rides.loc[station, targets].min()
        return bool(ride <= self.limits.slow_ratio * way.straight_min)

    @cached_property
    def _rides(self) -> pd.DataFrame:
        stations = list(self._trains_call["station_id"])
        return fastest_rides(self.model.topology, self.model.times, stations)

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
