"""Countries and their regions: on which side one drives, and whether their speeds are known.

Sources: countries.csv has the codes of ISO 3166-1 and Kosovo's XK. The side is that of
Wikipedia's "Left- and right-hand traffic"; for sovereign states it was held against Wikidata's
"driving side" (P1622) as KItinerary's table has it, and none differed.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from transnet.base.errors import UnknownNameError
from transnet.base.language import said

_SHOWN = 80


@cache
def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of defaults that lies beside this file."""
    text = files("transnet.io.osm").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _sides() -> Mapping[str, str]:
    return {row["country"]: row["side"] for row in read_table("countries.csv")}


def countries() -> list[str]:
    """Return the codes of countries and regions that have default speeds of their own, sorted."""
    return sorted({row["country"] for row in read_table("speeds.csv")} - {"*"})


def check_country(code: object) -> None:
    """Raise UnknownNameError unless a code is a country's, such as MT, a region's, or "*"."""
    known = {"*", *_sides(), *countries()}
    if not isinstance(code, str) or code not in known:
        text = str(code)[:_SHOWN]
        error = UnknownNameError(said("country"), text, sorted(known))
        meant = text.upper() if text.upper() in known else said("a code of ISO 3166-1, such as MT")
        error.message = said("no country named {text!r}; write {meant}", text=text, meant=meant)
        raise error


def country_of(code: str) -> str:
    """Return the country that a region such as BE-VLG lies in; a country is its own."""
    return code.partition("-")[0]


def drives_on_left(code: str) -> bool:
    """Return whether one drives on the left in a country or region, by its code."""
    return _sides().get(country_of(code)) == "left"


def assumed_speeds(code: str) -> bool:
    """Return whether a country has no speeds of its own, so that those of no country count."""
    return code != "*" and not {code, country_of(code)} & set(countries())
