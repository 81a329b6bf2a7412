"""What the files of a GTFS feed are made of: fields.csv, which holds for reading and checking.

The reference is the GTFS Schedule Reference (gtfs.org/documentation/schedule/reference).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

NEEDED = ("agency", "stops", "routes", "trips", "stop_times")
"""Files without which nothing is a feed; beside them calendar or calendar_dates."""

NOT_USED = frozenset(
    {
        *("areas", "stop_areas", "networks", "route_networks", "timeframes", "rider_categories"),
        *("fare_media", "fare_products", "fare_leg_rules", "fare_leg_join_rules"),
        *("fare_transfer_rules", "location_groups", "location_group_stops", "booking_rules"),
        "translations",
    }
)
"""Files that are checked, and say nothing of what is read: fares, calls on demand, languages."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what may stand in it.

    kind     id, text, int, float, choice, date, time, url, email, phone, color, language, currency
             or time_zone
    refers   table and field whose ids stand here
    """

    name: str
    kind: str
    required: bool
    key: bool
    least: float
    most: float
    choices: tuple[str, ...]
    refers: tuple[str, str] | None


@cache
def fields_of(table: str) -> Mapping[str, Field]:
    """Return the fields of a file by name; none for a file that isn't known."""
    return _spec().get(table, {})


@cache
def known_tables() -> tuple[str, ...]:
    """Return the files that are checked, without .txt."""
    return tuple(_spec())


@cache
def _spec() -> Mapping[str, Mapping[str, Field]]:
    text = files("transnet.io.gtfs").joinpath("fields.csv").read_text(encoding="utf-8")
    found: dict[str, dict[str, Field]] = {}
    for row in csv.DictReader(text.splitlines()):
        table, _, name = row["refers"].partition(".")
        found.setdefault(row["file"], {})[row["field"]] = Field(
            row["field"],
            row["type"],
            row["required"] == "yes",
            row["key"] == "key",
            float(row["least"] or "-inf"),
            float(row["most"] or "inf"),
            tuple(row["choices"].split("|")) if row["choices"] else (),
            (table, name) if table else None,
        )
    return found
