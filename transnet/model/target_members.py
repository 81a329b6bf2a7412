"""Which places the groups hold that targets speak of: those built in, and those of the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

import pandas as pd


class Members:
    """The places of groups in some tables, whether or not these are sound.

    core  the network's core_place_id
    An id that nothing knows has no city, and so nothing of its own.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], core: str) -> None:
        self._places, self._cities, self._groups = (
            tables[name] for name in ("places", "cities", "groups")
        )
        self._core = core
        self._built_in: Mapping[str, Callable[[str], list[str]]] = {
            "core": lambda _: [self._core],
            "seats": lambda _: list(self._seat_of.values()),
            "other_seats": lambda _: self._other_seats,
            "counties": lambda _: self._counties,
            "own_seat": self._own_seat,
            "own_districts": self._own_districts,
            "main_cities": lambda _: self._main_cities,
            "province_seats": lambda _: self._province_seats,
        }

    def of(self, group: str, origin: str = "") -> list[str]:
        """Return the places of a group, in the order of their tables; none for an unknown one.

        origin  place that decides what is its own; "" for a group without such
        """
        if group in self._built_in:
            return self._built_in[group](origin)
        return self._of_table.get(group, [])

    @cached_property
    def _of_table(self) -> dict[str, list[str]]:
        rows = zip(_texts(self._groups, "group_id"), _texts(self._groups, "members"), strict=True)
        return {group: members.split(";") if members else [] for group, members in rows}

    @cached_property
    def _seat_of(self) -> dict[str, str]:
        rows = (_texts(self._cities, name) for name in ("city_id", "seat_place_id"))
        return dict(zip(*rows, strict=True))

    @cached_property
    def _city_of(self) -> dict[str, str]:
        rows = (_texts(self._places, name) for name in ("place_id", "city_id"))
        return dict(zip(*rows, strict=True))

    @cached_property
    def _other_seats(self) -> list[str]:
        own = self._city_of.get(self._core)
        return [seat for city, seat in self._seat_of.items() if city != own]

    @cached_property
    def _counties(self) -> list[str]:
        return _ids(self._places, self._places["kind"] != "external")

    @cached_property
    def _main_cities(self) -> list[str]:
        return _ids(self._places, self._places["main_city"])

    @cached_property
    def _province_seats(self) -> list[str]:
        """Seats of other prefecture cities of the core's province, inside the cluster and outside.

        Outside it, those are the places whose code ends in 00.
        """
        places = self._places
        province = places.loc[places["place_id"] == self._core, "province"]
        prefecture = places["place_id"].str.endswith("00") & (places["kind"] == "external")
        outside = _ids(places, prefecture & places["province"].isin(province))
        return [*self._other_seats, *outside]

    @cached_property
    def _districts_of(self) -> dict[str, list[str]]:
        districts = self._places[self._places["kind"] == "district"]
        found: dict[str, list[str]] = {}
        for place, city in zip(
            *(_texts(districts, n) for n in ("place_id", "city_id")), strict=True
        ):
            found.setdefault(city, []).append(place)
        return found

    def _own_seat(self, origin: str) -> list[str]:
        seat = self._seat_of.get(self._city_of.get(origin, ""))
        return [] if seat is None else [seat]

    def _own_districts(self, origin: str) -> list[str]:
        own = self._districts_of.get(self._city_of.get(origin, ""), [])
        return [place for place in own if place != origin]


def _ids(places: pd.DataFrame, rows: pd.Series[bool]) -> list[str]:
    return [str(place) for place in places.loc[rows, "place_id"]]


def _texts(table: pd.DataFrame, column: str) -> list[str]:
    return [str(value) for value in table[column].tolist()]
