"""A network state to judge: its models off and at the peak, and the people who live in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import pandas as pd

from transnet.model.network import Network
from transnet.study import groups
from transnet.study.wanted import Wanted
from transnet.supply.congestion import TABLE as CONGESTION
from transnet.supply.congestion import Traffic
from transnet.travel.model import TravelModel
from transnet.travel.people import People
from transnet.travel.provenance import weak_parameters, weak_rows
from transnet.travel.trip_table import Int64Array, TripTable
from transnet.travel.unchanged_trips import asked_trips

_PEAK_READS = (CONGESTION, "places", "cities", "parameters")
"""What decides how much slower towns are at the peak."""


@dataclass(frozen=True)
class State:
    """A network state to judge: its model off the peak, and the people who live in it.

    wanted  pairs of places that are asked about; None for all
    """

    model: TravelModel
    people: People
    wanted: Wanted | None = None

    @classmethod
    def off_peak(cls, model: TravelModel, people: People, wanted: Wanted | None = None) -> State:
        """Return the state of a model that may be the one of the peak."""
        base = model.with_traffic("off_peak") if model.traffic == "peak" else model
        return cls(base, people, wanted)

    @property
    def network(self) -> Network:
        """The network on its day."""
        return self.model.network

    def in_traffic(self, traffic: Traffic) -> State:
        """Return the state off the peak, or in the peak of a working day."""
        return self._at_peak if traffic == "peak" else self

    def for_target(self, target: Mapping[Any, Any]) -> State:
        """Return the state in the traffic that a row of the targets table names."""
        return self.in_traffic("peak" if target.get("traffic") == "peak" else "off_peak")

    @cached_property
    def _at_peak(self) -> State:
        network, model = self.network, self.model.with_traffic("peak")
        by = (self.people, *(network.tables.get(name) for name in _PEAK_READS))
        peak = partial(self.people.at_peak, network)
        people = model.topology.tables.kept("people at the peak", by, peak)
        if self.wanted is not None:
            model = model.with_times(model.times)
            model.bare_search.to = self.wanted.places("peak")
        return State(model, people, self.wanted)

    @cached_property
    def timed(self) -> TravelModel:
        """The model of travellers who know the timetable."""
        return self.model.with_waits("timetable")

    @cached_property
    def waited(self) -> TravelModel:
        """The model of those who go when they like and wait for what comes."""
        return self.model.with_waits("first_come")

    def trips(self, *, waits: bool) -> TripTable:
        """Return the trips between places that are asked about.

        waits  of those who wait for what comes
        """
        model = self.waited if waits else self.timed
        if self.wanted is None:
            return model.trips("best")
        if waits not in self._some_trips:
            pairs = self.wanted.pairs(model.traffic, waits)
            self._some_trips[waits] = asked_trips(model, pairs)
        return self._some_trips[waits]

    @cached_property
    def _some_trips(self) -> dict[bool, TripTable]:
        return {}

    @cached_property
    def legs(self) -> pd.DataFrame:
        """Legs between all places for travellers who know the timetable."""
        return self.timed.leg_minutes()

    def boarded_in_train(self, origin: str, destination: str, *, in_town: bool) -> Int64Array:
        """Return the entries of the ride pairs of the fastest ride between two places' stations.

        in_town  whether only stations in town count
        returns  int64[k]; none where one of the places has no such station
        """
        stations = groups.town_stations if in_town else groups.city_stations
        ends = [stations(self.network, place) for place in (origin, destination)]
        return self.model.boarded_in_train(*ends) if all(ends) else np.zeros(0, dtype=np.int64)

    @cached_property
    def weak_parameters(self) -> frozenset[str]:
        """Parameters that are recalled or assumed; at the peak, `congestion` among them."""
        weak = {*weak_parameters(self.network)["parameter"]}
        if self.model.traffic == "peak" and weak_rows(self.network, CONGESTION).any():
            weak.add(CONGESTION)
        return frozenset(weak)
