"""Targets of a network as index arrays, compiled once for all its states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import ScenarioError, UnknownNameError
from transnet.base.language import Message, said
from transnet.base.units import FloatArray, Int32Array
from transnet.model.called_rows import called, row_names
from transnet.model.checks.target_rules import STOP_GROUPS
from transnet.model.network import BoolArray, Network
from transnet.study.city_rides import CityStations, compile_stations
from transnet.study.groups import PlaceGroups
from transnet.study.stop_groups import StopGroups, compile_stop_groups
from transnet.study.target_measures import MEASURES, PEOPLE_MEASURES
from transnet.supply.congestion import Traffic
from transnet.supply.topology import Topology

Rows = npt.NDArray[np.intp]
_READ_FROM = ("places", "cities", "groups")


class RowsRead(NamedTuple):
    """Some of the rows behind targets, intp[k], and the places at both ends, int32[k] each."""

    rows: Rows
    froms: Int32Array
    tos: Int32Array


@dataclass(frozen=True, eq=False)
class CompiledTargets:
    """The targets t of a network, and the r pairs or counties behind them in their order.

    table         rows of the targets table
    measure       int8[t], position in MEASURES
    at_peak       bool[t], judged in the peak of a working day
    waits         bool[t], whether the wait for the first departure counts
    hubs          bool[t], whether people go to their own city's hubs, not to any fast transport
    within_min    float64[t]
    required_pct  float64[t], of the pairs or the people
    first         int32[t + 1], rows behind target i are first[i] to first[i + 1]
    from_row, to_row  int32[r], rows of places; to_row is -1 where the nearest stop is asked for
    stations      stations of the cities that trains are asked for between, by row of the place
    stops         stops and road nodes that groups of stops may hold
    place_ids     ids of all places p
    read_from     what all this was compiled from
    """

    table: pd.DataFrame
    measure: npt.NDArray[np.int8]
    at_peak: BoolArray
    waits: BoolArray
    hubs: BoolArray
    within_min: FloatArray
    required_pct: FloatArray
    first: Int32Array
    from_row: Int32Array
    to_row: Int32Array
    stations: Mapping[int, CityStations]
    stops: StopGroups
    place_ids: tuple[str, ...]
    read_from: Mapping[str, pd.DataFrame]

    @cached_property
    def of_row(self) -> Int32Array:
        """Target of each row, int32[r]."""
        count = len(self.measure)
        return np.repeat(np.arange(count, dtype=np.int32), np.diff(self.first))

    @property
    def end_ids(self) -> tuple[str, ...]:
        """Ids of all that a trip may end at: places, stops, road nodes; "" last."""
        return (*self.place_ids, *self.stops.goal_ids, "")

    def is_measure(self, *names: str) -> BoolArray:
        """Return which targets are of some measures, bool[t]."""
        chosen = np.zeros(len(MEASURES), dtype=np.bool_)
        chosen[[MEASURES.index(name) for name in names]] = True
        found: BoolArray = chosen[self.measure]
        return found

    @cached_property
    def spans(self) -> list[slice]:
        """The rows behind each target."""
        ends = zip(self.first[:-1].tolist(), self.first[1:].tolist(), strict=True)
        return [slice(*pair) for pair in ends]

    def rows_read(self, traffic: Traffic, waits: bool | None, *measures: str) -> RowsRead:
        """Return the rows behind targets of some measures, in one traffic; always the same object.

        waits  reading of waits; None for both
        """
        key = traffic, waits, measures
        if key not in self._rows_read:
            chosen = (self.at_peak == (traffic == "peak")) & self.is_measure(*measures)
            if waits is not None:
                chosen &= self.waits == waits
            rows = self.rows_of(chosen)
            self._rows_read[key] = RowsRead(rows, self.from_row[rows], self.to_row[rows])
        return self._rows_read[key]

    @cached_property
    def _rows_read(self) -> dict[tuple[Traffic, bool | None, tuple[str, ...]], RowsRead]:
        return {}

    @cached_property
    def of_people(self) -> BoolArray:
        """Which targets count people, bool[t]."""
        return self.is_measure(*PEOPLE_MEASURES)

    @cached_property
    def counts(self) -> Int32Array:
        """How many rows are behind each target, int32[t]."""
        return np.diff(self.first)

    def rows_of(self, chosen: BoolArray) -> npt.NDArray[np.intp]:
        """Return the rows behind some targets, in order; chosen is bool[t]."""
        return np.flatnonzero(chosen[self.of_row])

    def some(self, chosen: BoolArray) -> CompiledTargets:
        """Return some of the targets alone, bool[t], with the rows behind them."""
        rows = self.rows_of(chosen)
        counts = np.diff(self.first)[chosen]
        of_targets = ("measure", "at_peak", "waits", "hubs", "within_min", "required_pct")
        return replace(
            self,
            table=self.table[chosen],
            **{name: getattr(self, name)[chosen] for name in of_targets},
            first=np.append(0, np.cumsum(counts)).astype(np.int32),
            from_row=self.from_row[rows],
            to_row=self.to_row[rows],
        )

    def fits(self, targets: pd.DataFrame, network: Network, topology: Topology) -> bool:
        """Return whether it holds these targets for a state of a topology."""
        held = (network.tables[name] is table for name, table in self.read_from.items())
        same = targets is self.table and topology is self.stops.topology
        return same and all(held)


def compile_targets(network: Network, topology: Topology, targets: pd.DataFrame) -> CompiledTargets:
    """Return targets ready to be evaluated in any state of a topology.

    targets  rows of the network's targets table
    Raises UnknownNameError for a group or station that isn't known, ScenarioError for a target
    that has no pair or county.
    """
    places = [str(place) for place in network["places"]["place_id"].tolist()]
    row_of = {place: row for row, place in enumerate(places)}
    row_of[""] = -1
    groups, records = PlaceGroups(network), targets.to_dict("records")
    ends = [_rows_of(groups, target) for target in records]
    flat = [pair for each in ends for pair in each]
    by_train = [each for each, target in zip(ends, records, strict=True) if _by_train(target)]
    ridden = dict.fromkeys(place for pairs in by_train for pair in pairs for place in pair)
    stations = compile_stations(network, topology, ridden)
    return CompiledTargets(
        table=targets,
        measure=np.array([MEASURES.index(each["measure"]) for each in records], dtype=np.int8),
        at_peak=np.array([each.get("traffic") == "peak" for each in records], dtype=np.bool_),
        waits=np.array([each["schedule_delay"] for each in records], dtype=np.bool_),
        hubs=np.array([each["to_group"] == "hubs" for each in records], dtype=np.bool_),
        within_min=np.array([each["within_min"] for each in records], dtype=np.float64),
        required_pct=np.array([each["required_share_pct"] for each in records], dtype=np.float64),
        first=np.cumsum([0, *map(len, ends)]).astype(np.int32),
        from_row=np.array([row_of[start] for start, _ in flat], dtype=np.int32),
        to_row=np.array([row_of[end] for _, end in flat], dtype=np.int32),
        stations={row_of[place]: found for place, found in stations.items()},
        stops=compile_stop_groups(network, topology),
        place_ids=tuple(places),
        read_from={name: network[name] for name in _READ_FROM},
    )


def empty_target(target: Mapping[Any, Any], hint: Message) -> ScenarioError:
    """Return the error of a target that can't be judged."""
    named = called(target["target_id"], row_names(target))
    found = notice("unjudged_target", "targets", 0, "", named, hint)
    return ScenarioError(said("a target can't be judged on this network"), [found])


def _by_train(target: Mapping[Any, Any]) -> bool:
    return str(target["measure"]).startswith("in_train")


def _rows_of(groups: PlaceGroups, target: Mapping[Any, Any]) -> list[tuple[str, str]]:
    """Return the ends of the trips behind a target; "" for the nearest of some stops."""
    found = list(_ends(groups, target))
    if not found:
        hint = said(
            "has no pair from {from_group} to {to_group}: delete its row, or leave it out of the "
            "scenario's targets",
            from_group=target["from_group"],
            to_group=target["to_group"],
        )
        raise empty_target(target, hint)
    return found


def _ends(groups: PlaceGroups, target: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    start, end = target["from_group"], target["to_group"]
    if target["measure"] not in PEOPLE_MEASURES:
        yield from groups.pairs(start, end)
        return
    if target["measure"] == "access_share" and end not in STOP_GROUPS:
        raise UnknownNameError(said("group of stops"), end, STOP_GROUPS)
    for county in groups.of(start):
        goal = [""] if target["measure"] == "access_share" else groups.of(end, county)
        if not goal:
            raise empty_target(
                target,
                said(
                    "has no place in {end} for {county}: name another group", end=end, county=county
                ),
            )
        yield county, goal[0]
