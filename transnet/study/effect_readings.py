"""What effects of projects are counted from: minutes between places in a state, and people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from transnet.base.units import FloatArray, ms_to_minutes
from transnet.model.network import Network
from transnet.study import groups
from transnet.study.compiled import CompiledNetwork
from transnet.study.network_state import NetworkState, parameter_rows
from transnet.supply.kinds import ModeSet
from transnet.travel.model import TravelModel

HOUR_MIN = 60.0
# Waits that count in full: the longest that a cap may be.
FULL_WAIT = {("wait_cap_min", "all"): 1440.0}
WAITED = "waited"
"""Trips of those who must ride and go when they like, with waits in full."""
USINGS: Mapping[str, ModeSet] = {
    "best": "best",
    "public": "public",
    "carfree": "carfree",
    "drive": "drive",
    WAITED: "public",
}


@dataclass(frozen=True, eq=False)
class EffectReadings:
    """One state, by the names of USINGS; minutes are float64[o, d] between all places.

    chosen  minutes with displacement as the choice of trips counts it: more trains never add to it
    travel  travel minutes; both are inf where there is no trip, and 0 to the place itself
    people  who is within the hour of the core, and of the seat of the own city
    """

    chosen: Mapping[str, FloatArray]
    travel: Mapping[str, FloatArray]
    people: tuple[float, float]


def effect_readings(study: CompiledNetwork, state: NetworkState) -> EffectReadings:
    """Return what effects are counted from; raises what `CompiledNetwork.model` raises."""
    usual = study.model(state)
    full = replace(state, parameters=parameter_rows(FULL_WAIT))
    models = dict.fromkeys(USINGS, usual)
    models[WAITED] = study.model(full).with_waits("first_come")
    chosen, travel = {}, {}
    for name, using in USINGS.items():
        chosen[name], travel[name] = _minutes(models[name], using)
    people = _people_within(study, usual.network, travel["best"])
    return EffectReadings(chosen, travel, people)


def _minutes(model: TravelModel, using: ModeSet) -> tuple[FloatArray, FloatArray]:
    every = np.ones((len(model.place_ids),) * 2, dtype=np.bool_)
    trips = model.some_trips(every, using)
    both = trips.choice_min.copy(), ms_to_minutes(trips.travel)
    for minutes in both:
        np.fill_diagonal(minutes, 0.0)
    return both


def _people_within(
    study: CompiledNetwork, network: Network, travel: FloatArray
) -> tuple[float, float]:
    counties = groups.residents(network, "counties")
    row = {str(place): at for at, place in enumerate(network["places"]["place_id"])}
    count = study.count_people(network)
    found = []
    for of_county in (
        [network.info.core_place_id] * len(counties),
        [groups.destination_of(network, "own_seat", each) for each in counties],
    ):
        ends = zip(counties, of_county, strict=True)
        minutes = [travel[row[county], row[end]] for county, end in ends]
        people = count.within(pd.Series(minutes, index=counties), HOUR_MIN)
        found.append(float(people["people_within"].sum()))
    return found[0], found[1]
