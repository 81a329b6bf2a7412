"""Departures a day against the trains named, the hours they run in, and what lines can carry."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.model.checks.rail_rules import hops
from transnet.model.checks.rules import Draft, FloatArray, Rule, flagged, numbers, texts

_LEAST_A_WEEK = 1 / 7  # a train that is named runs once a week or more
_SPAN_TIMES = 2.0  # departures from the first to the last against the headway
_LEAST_OBSERVED = 1 / 14
_FLIGHTS = (1 / 8, 150.0)  # once a week; Jeju-Gimpo, the busiest route, has about 110
_OBSERVED_TIMES = 4.0
_TRAINS = {"metro": 720.0, "bus": 1440.0, "coach": 720.0, "emu": 400.0, "conventional": 200.0}
"""Most departures a day in one direction: every two minutes of a metro's day, and so on."""


def named_trains(draft: Draft) -> Iterator[Notice]:
    """Yield services with more departures a day than trains named, or far fewer."""
    services = draft["services"]
    a_day = numbers(services, "trains_per_day")
    lists = texts(services, "trains")
    trains = np.array([len(re.findall(r"[^;,/\s]+", text)) for text in lists])
    # K4586/7 is one train under two numbers.
    fewest = np.array([len(re.findall(r"[^;,\s]+", text)) for text in lists])
    # Where a headway is given it says how many there are, and the names may be examples.
    all_named = np.isnan(numbers(services, "headway_min"))
    wrong = (trains > 0) & (all_named & (a_day > trains) | (a_day < fewest * _LEAST_A_WEEK))
    yield from flagged(
        "trains_differ",
        ("services", "trains_per_day"),
        services,
        wrong,
        lambda row: said(
            "it names {trains} trains, each once a day at most and once a week", trains=trains[row]
        ),
    )


def departures_in_span(draft: Draft) -> Iterator[Notice]:
    """Yield services whose departures don't fit between the first and the last."""
    services = draft["services"]
    a_day, headway = numbers(services, "trains_per_day"), numbers(services, "headway_min")
    first, last = (_minutes(texts(services, f"{word}_departure")) for word in ("first", "last"))
    span = last - first
    with np.errstate(all="ignore"):
        apart = span / (a_day - 1)
        times = apart / headway
    single = (span == 0) & (a_day > 1)
    backward = span < 0
    uneven = (a_day >= 2) & ((times > _SPAN_TIMES) | (times < 1 / _SPAN_TIMES))
    wrong = single | backward | uneven | (span > 60) & (a_day < _LEAST_A_WEEK)
    yield from flagged(
        "trains_differ",
        ("services", "trains_per_day"),
        services,
        wrong,
        lambda row: said("from the first departure to the last are {span:.0f} min", span=span[row]),
    )


def _minutes(times: list[str]) -> FloatArray:
    """Return HH:MM as minutes after midnight, NaN where empty."""
    return np.array([60.0 * int(text[:-3]) + int(text[-2:]) if text else np.nan for text in times])


def most_trains(draft: Draft) -> Iterator[Notice]:
    """Yield services with more departures a day than any line of the mode has."""
    services = draft["services"]
    most = np.array([_TRAINS.get(mode, np.inf) for mode in texts(services, "mode")])
    yield from flagged(
        "frequency_outside",
        ("services", "trains_per_day"),
        services,
        numbers(services, "trains_per_day") > most,
        lambda row: said(
            "no line of this mode has more than {most:g} departures a day one way", most=most[row]
        ),
    )


def flight_frequencies(draft: Draft) -> Iterator[Notice]:
    """Yield flights more or less often a day than any route is flown."""
    flights = draft["flights"]
    a_day = numbers(flights, "flights_per_day")
    low, high = _FLIGHTS
    yield from flagged(
        "frequency_outside",
        ("flights", "flights_per_day"),
        flights,
        (a_day < low) | (a_day > high),
        said(
            "no route is flown so often each way; expected {low:.2g} to {high:g}",
            low=low,
            high=high,
        ),
    )


def observed_trains(draft: Draft) -> Iterator[Notice]:
    """Yield observed trains a day that are far from those that services run on that pair."""
    rail = draft["observed_rail"]
    run = _trains_between(draft)
    pairs = list(zip(texts(rail, "from_station"), texts(rail, "to_station"), strict=True))
    a_day = numbers(rail, "trains_per_day")
    total: dict[tuple[str, str, str], float] = defaultdict(float)
    keys = [(*pair, day) for pair, day in zip(pairs, texts(rail, "observed"), strict=True)]
    for key, number in zip(keys, a_day, strict=True):
        total[key] += number
    sums = np.array([total[key] for key in keys])
    modelled = np.array([run.get(pair, np.nan) for pair in pairs])
    wrong = (a_day > _OBSERVED_TIMES * modelled) | (_OBSERVED_TIMES * sums < modelled)
    yield from flagged(
        "trains_differ",
        ("observed_rail", "trains_per_day"),
        rail,
        wrong & (a_day > 0),
        lambda row: said("services run {modelled:g} a day on this pair", modelled=modelled[row]),
    )
    yield from flagged(
        "frequency_outside",
        ("observed_rail", "trains_per_day"),
        rail,
        (a_day > 0) & (a_day < _LEAST_OBSERVED),
        said("less than a train a fortnight"),
    )


def _trains_between(draft: Draft) -> dict[tuple[str, str], float]:
    """Return departures a day between each two stations that a service calls at in this order.

    What projects add or change is left out: observations are of what there is.
    """
    services = draft["services"]
    columns = (texts(services, name) for name in ("service_id", "project"))
    a_day = {
        service: number
        for service, project, number in zip(
            *columns, numbers(services, "trains_per_day"), strict=True
        )
        if project == ""
    }
    run: dict[tuple[str, str], float] = defaultdict(float)
    for service, stops in hops(draft).items():
        calls = [hop.station for hop in stops] if service in a_day else []
        for place, start in enumerate(calls):
            for end in calls[place + 1 :]:
                run[start, end] += a_day[service]
    return run


RULES = (
    Rule(("services",), named_trains),
    Rule(("services",), departures_in_span),
    Rule(("services",), most_trains),
    Rule(("flights",), flight_frequencies),
    Rule(("observed_rail", "services", "stops"), observed_trains),
)
