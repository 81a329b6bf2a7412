"""Impedances: what trips are chosen by, and what every arc then takes of each of them.

An impedance is one more weight vector over the same topology. Money is counted in whole fen and CO2
in whole grams, rounded to nearest on each arc, so that legs add up exactly. The generalised cost

    fen + value of time x (minutes on board and on the road + weight x minutes of wait or transfer)

is in fen too, rounded on each arc. Of several services that join two stops a traveller takes the
set of the least generalised cost on average, by the rule of `common_lines` with fen in place of
milliseconds; by money or CO2, the cheapest ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from transnet.base.errors import UnknownNameError
from transnet.base.language import said
from transnet.base.units import (
    FEN_PER_YUAN,
    MS_PER_HOUR,
    UNREACHABLE_MS,
    Int32Array,
    sum_of_whole,
    to_whole,
)
from transnet.model.network import BoolArray, Network
from transnet.supply.arc_records import ARCS, Key
from transnet.supply.common_lines import (
    Departures,
    Int64Array,
    PairTimes,
    evaluate_pairs,
    least_of_pairs,
    mean_of_chosen,
    other_choice,
)
from transnet.supply.kinds import ArcKind, Impedance
from transnet.supply.overrides import Overrides, Parameters
from transnet.supply.prices import PriceList, require
from transnet.supply.street_costs import StreetCosts, StreetWays
from transnet.supply.topology import Topology
from transnet.supply.weights import ArcTimes, wait_rule

VALUE_OF_TIME = ("value_of_time_cny_per_h", "commuting")
_WEIGHTED = ("wait", "transfer")


@dataclass(frozen=True)
class ArcCosts:
    """What each arc takes when services are chosen by one impedance.

    times     with the services that are chosen behind them
    amounts   by impedance, as far as the network has prices, int32[m]: milliseconds, fen of money,
              fen of generalised cost, grams of CO2; 0 where closed
    wait_fen  int32[m], what part of the generalised cost is the wait for a departure; 0 without
    ways      by kind of street arc, its ways over a road layer; empty without one, or prices
    own_mode  how those without a car go to a stop and from it where they don't walk; empty of those
              with one (see `own_legs`)
    """

    impedance: Impedance
    times: ArcTimes
    amounts: Mapping[Impedance, Int32Array]
    wait_fen: Int32Array
    ways: Mapping[ArcKind, StreetWays] = field(default_factory=dict)
    own_mode: str = ""

    @property
    def weight(self) -> Int32Array:
        """What the search adds up, int32[m]; UNREACHABLE_MS where closed."""
        is_open = self.times.total < UNREACHABLE_MS
        return np.where(is_open, self.amounts[self.impedance], UNREACHABLE_MS).astype(np.int32)


class Costs:
    """The costs of a network whose travel times are known.

    network, topology, times  as `arc_times` makes them, under the same `overrides`
    priced    False to count time alone, as if the network had no prices
    """

    def __init__(
        self,
        network: Network,
        topology: Topology,
        times: ArcTimes,
        overrides: Overrides | None = None,
        *,
        priced: bool = True,
    ) -> None:
        self._topology, self._times, self._priced = topology, times, priced
        self._read = Parameters(network, overrides)
        self.prices = PriceList(network, topology, self._read)
        self._streets: StreetCosts | None = None
        if priced and topology.streets is not None and times.streets is not None:
            self._streets = StreetCosts(network, topology.streets, times.streets, self.prices)

    @cached_property
    def fen_per_ms(self) -> float:
        """Value of time in fen a millisecond."""
        return self._read(*VALUE_OF_TIME) * FEN_PER_YUAN / MS_PER_HOUR

    def by(self, impedance: Impedance) -> ArcCosts:
        """Return what each arc takes for travellers who choose by an impedance.

        Raises UnknownNameError for another word, InputError where the network lacks prices for it.
        """
        if impedance not in get_args(Impedance):
            raise UnknownNameError(said("impedance"), impedance, get_args(Impedance))
        require(self.missing(impedance))
        ways = self._ways(impedance)
        times = self._along(ways, self._times_by(impedance))
        is_open = times.total < UNREACHABLE_MS
        amounts: dict[Impedance, Int32Array] = {
            "time": np.where(is_open, times.total, 0).astype(np.int32)
        }
        wait_fen = np.zeros_like(times.total)
        if not self.missing("money"):
            amounts["money"] = self._of_arcs("money", ways, times.pairs, is_open)
        if not self.missing("generalised_cost"):
            moving, wait_fen = self._timed(times, is_open)
            amounts["generalised_cost"] = sum_of_whole(amounts["money"], moving, wait_fen)
        if not self.missing("co2"):
            amounts["co2"] = self._of_arcs("co2", ways, times.pairs, is_open)
        return ArcCosts(impedance, times, amounts, wait_fen, ways)

    @cached_property
    def entry_amounts(self) -> Mapping[Impedance, Int64Array]:
        """What a ride takes by entry of the ride pairs, as far as the network has prices."""
        ride_ms = self._times.pairs.departures.ride_ms
        found: dict[Impedance, Int64Array] = {"time": ride_ms}
        if not self.missing("money"):
            found["money"] = self.prices.money.entries
        if not self.missing("generalised_cost"):
            worth = np.rint(self.fen_per_ms * ride_ms).astype(np.int64)
            found["generalised_cost"] = found["money"] + worth
        if not self.missing("co2"):
            found["co2"] = self.prices.co2.entries
        return found

    @property
    def wait_fen_per_ms(self) -> float:
        """What a millisecond of waiting is worth, in fen."""
        return self.fen_per_ms * self._weight("wait")

    def missing(self, impedance: Impedance) -> list[Key]:
        """Return the parameters that an impedance needs and the network lacks."""
        if impedance == "time":
            return []
        if not self._priced:
            return [VALUE_OF_TIME]
        if impedance == "co2":
            return self.prices.missing_co2
        keys = [VALUE_OF_TIME, *(("time_weight", leg) for leg in _WEIGHTED)]
        extra = keys if impedance == "generalised_cost" else []
        return [*self.prices.missing_money, *(key for key in extra if not self._read.has(*key))]

    def _times_by(self, impedance: Impedance) -> ArcTimes:
        """Return the times of the services that cost least by an impedance."""
        if impedance == "time":
            return self._times
        topology, pairs = self._topology, self._times.pairs
        wait = wait_rule(topology, self._read)
        trains, ride_ms = pairs.departures.trains, pairs.departures.ride_ms
        cost = self.prices.co2.entries if impedance == "co2" else self.prices.money.entries
        if impedance == "generalised_cost" and self.fen_per_ms > 0:
            # Waits are in proportion to their share, so a share in fen a millisecond gives fen.
            share = wait.share * self.fen_per_ms * self._weight("wait")
            cost = cost + np.rint(self.fen_per_ms * ride_ms).astype(np.int64)
            best = evaluate_pairs(
                topology.pairs, Departures(trains, cost), replace(wait, share=share)
            )
        else:
            # A wait costs nothing: of the cheapest services the set that takes least time.
            least = least_of_pairs(topology.pairs, np.where(trains > 0, cost, UNREACHABLE_MS))
            cheapest = np.where(cost == least[topology.pairs.of_entry], trains, 0)
            best = evaluate_pairs(topology.pairs, Departures(cheapest, ride_ms), wait)
        other = other_choice(topology.pairs, pairs, wait, best.chosen)
        total, waited, ride = (
            part.copy() for part in (self._times.total, self._times.wait, self._times.ride)
        )
        arcs = topology.arcs_of[ArcKind.RIDE]
        pair = topology.arc_row[arcs]
        total[arcs], waited[arcs], ride[arcs] = (
            other.total[pair],
            other.wait[pair],
            other.ride[pair],
        )
        return replace(self._times, total=total, wait=waited, ride=ride, pairs=other)

    def _ways(self, impedance: Impedance) -> Mapping[ArcKind, StreetWays]:
        """Return the ways over the streets by an impedance, for what the network has prices of."""
        if self._streets is None or (self.missing("money") and self.missing("co2")):
            return {}
        worth = self.fen_per_ms if impedance == "generalised_cost" else 0.0
        return self._streets.ways(impedance, worth)

    def _along(self, ways: Mapping[ArcKind, StreetWays], times: ArcTimes) -> ArcTimes:
        """Return the times with those of the ways over the streets."""
        if self._streets is None or not ways:
            return times
        total = times.total.copy()
        for kind, of_kind in ways.items():
            arcs = self._topology.arcs_of[kind]
            total[arcs] = of_kind.ms[self._topology.arc_row[arcs]]
        return replace(times, total=total, streets=self._streets.times_along(ways))

    def _of_arcs(
        self,
        what: Literal["money", "co2"],
        ways: Mapping[ArcKind, StreetWays],
        pairs: PairTimes,
        is_open: BoolArray,
    ) -> Int32Array:
        """Put rides and ways over streets to the prices of all else, int32[m]; 0 where closed."""
        price = self.prices.money if what == "money" else self.prices.co2
        both = price.arcs.copy()
        for kind, of_kind in ways.items():
            if self._streets is not None:
                of_pair = self._streets.fen if what == "money" else self._streets.grams
                arcs = self._topology.arcs_of[kind]
                both[arcs] = of_pair(kind, of_kind)[self._topology.arc_row[arcs]]
        rides = self._topology.arcs_of[ArcKind.RIDE]
        mean = mean_of_chosen(self._topology.pairs, pairs, price.entries)
        both[rides] = mean[self._topology.arc_row[rides]]
        return np.where(is_open, both, 0).astype(np.int32)

    def _timed(self, times: ArcTimes, is_open: BoolArray) -> tuple[Int32Array, Int32Array]:
        """Return what time each arc takes is worth, in fen: all but the wait, and the wait."""
        weight = np.ones(len(times.total))
        for kind, arcs in self._topology.arcs_of.items():
            if kind != ArcKind.RIDE and ARCS[kind].leg in _WEIGHTED:
                weight[arcs] = self._weight(ARCS[kind].leg)
        moving = np.where(is_open, times.total - times.wait, 0)
        return (
            to_whole(weight * moving, self.fen_per_ms),
            to_whole(self._weight("wait") * times.wait, self.fen_per_ms),
        )

    def _weight(self, leg: str) -> float:
        return self._read("time_weight", leg)
