"""People, area and money of counties: parts that make their city, and ratios that can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.model.called_rows import called, row_names
from transnet.model.checks.rules import Draft, Rule, flagged, numbers, texts
from transnet.model.schema import tables

PART_COLUMNS = ("population", "area_km2", "gdp_100m_yuan")
"""Columns that cities and places share, and in which counties make up their city."""

_SUM_SHARE = 0.02  # counties and city come from sources that round and survey differently
_SLIPS = (10.0, 100.0, 1000.0, 10_000.0, 0.1, 0.01, 0.001, 1e-4)
_CNY_PER_100M = 1e8


@dataclass(frozen=True)
class Ratio:
    """Two columns of a place, and between which ends one over the other lies.

    The ends are wider than any county of China: the emptiest (Shuanghu) has 0.1 people per km2, the
    fullest (Hongkou) 35,000; the poorest 10,000 CNY a head in 2021, the richest some 500,000.
    """

    upper: str
    lower: str
    factor: float
    ends: tuple[float, float]
    words: str


RATIOS = (
    Ratio("population", "area_km2", 1.0, (0.05, 40_000.0), said("people per km2")),
    Ratio(
        "gdp_100m_yuan", "population", _CNY_PER_100M, (8_000.0, 600_000.0), said("CNY per person")
    ),
    # More urban people than people is urban_exceeds_total.
    Ratio("population_urban", "population", 1.0, (0.1, np.inf), said("of all people")),
)


def city_sums(draft: Draft, column: str) -> Iterator[Notice]:
    """Yield cities whose counties have more or fewer people, area or money than the city."""
    cities, places = draft["cities"], draft["places"]
    names, city_of = texts(cities, "city_id"), np.array(texts(places, "city_id"), dtype=object)
    whole, each = numbers(cities, column), numbers(places, column)
    inside = [city_of == name if name else np.zeros(len(places), dtype=bool) for name in names]
    sums = np.array([each[own].sum() if own.any() else np.nan for own in inside])
    wrong = np.abs(sums - whole) > _SUM_SHARE * np.maximum(whole, sums)

    def hint(row: int) -> str:
        slip = _slip(places[inside[row]], column, float(whole[row]))
        return said("its counties add up to {sums:.12g}: {slip}", sums=sums[row], slip=slip)

    yield from flagged("parts_differ", ("cities", column), cities, wrong, hint)


def _slip(counties: pd.DataFrame, column: str, whole: float) -> str:
    """Return in words which county makes the sum right once it is over a power of ten, if any."""
    each = numbers(counties, column)
    for factor in _SLIPS:
        rest = np.abs(each.sum() - each + each / factor - whole)
        best = int(np.argmin(rest))
        if rest[best] <= _SUM_SHARE * whole:
            county = counties.iloc[best]
            return said(
                "{name} would fit with {fitting:.12g} for {given:.12g}",
                name=called(str(county["place_id"]), row_names(county)),
                fitting=each[best] / factor,
                given=each[best],
            )
    return said("correct the city or its counties")


def place_ratios(draft: Draft, table: str, ratio: Ratio) -> Iterator[Notice]:
    """Yield places with a density, an income or a share of urban people that no place has."""
    frame = draft[table]
    upper, lower = numbers(frame, ratio.upper), numbers(frame, ratio.lower)
    with np.errstate(all="ignore"):
        value = upper * ratio.factor / lower
    low, high = ratio.ends
    wrong = (upper > 0) & ((value < low) | (value > high))
    between = (
        said("{low:g} to {high:g}", low=low, high=high)
        if np.isfinite(high)
        else said("at least {low:g}", low=low)
    )
    yield from flagged(
        "implausible_ratio",
        (table, ratio.upper),
        frame,
        wrong,
        lambda row: said(
            "with {lower} {divisor:.12g} that makes {value:.3g} {words}; expected {between}",
            lower=ratio.lower,
            divisor=lower[row],
            value=value[row],
            words=ratio.words,
            between=between,
        ),
    )


RULES = (
    *(Rule(("cities", "places"), partial(city_sums, column=column)) for column in PART_COLUMNS),
    *(Rule(("places",), partial(place_ratios, table="places", ratio=ratio)) for ratio in RATIOS),
    *(
        Rule(("cities",), partial(place_ratios, table="cities", ratio=ratio))
        for ratio in RATIOS
        if {ratio.upper, ratio.lower} <= set(tables()["cities"].columns)
    ),
)
