"""What ways over the streets cost: between tied nodes the way that takes least of an impedance.

Streets are priced a kilometre as roads are; motorways and their links cost a toll, and so does the
stretch of a replaced road whose row says so. A way is chosen by what its pieces take; its price is
rounded once, as that of one arc.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from transnet.base.units import (
    FEN_PER_YUAN,
    MS_PER_HOUR,
    UNREACHABLE_MS,
    FloatArray,
    Int32Array,
    to_whole,
)
from transnet.supply.kinds import ArcKind
from transnet.supply.prices import PriceList
from transnet.supply.streets import Streets, StreetTimes

if TYPE_CHECKING:
    from transnet.model.network import Network
    from transnet.routing.metric import Metric
    from transnet.supply.kinds import Impedance

_FINEST = 1000.0  # parts of a fen or gram that pieces are told apart by


@dataclass(frozen=True, eq=False)
class StreetWays:
    """The ways between all pairs of tied nodes, first node times k plus second.

    metric   whose fastest paths over the pieces the ways are
    ms       int32[k * k], with the stretches at both ends; UNREACHABLE_MS where no way leads
    km       float64[k * k], with the stretches; 0 where no way leads
    toll_km  float64[k * k], of it with a toll
    """

    metric: Metric
    ms: Int32Array
    km: FloatArray
    toll_km: FloatArray


class StreetCosts:
    """Ways over the streets of a network, in one state of them, and their prices."""

    def __init__(
        self, network: Network, streets: Streets, times: StreetTimes, prices: PriceList
    ) -> None:
        self._streets, self._times, self._prices = streets, times, prices
        self._toll_km = streets.piece_km * streets.tolled(network)

    def ways(self, impedance: Impedance, fen_per_ms: float) -> Mapping[ArcKind, StreetWays]:
        """Return the ways of those who drive and of those in a taxi.

        Of ways that cost alike within a fen (or gram) an hour it is the fastest.
        """
        if impedance == "time":
            fastest = self._amounts_of(self._times.metric)
            return {ArcKind.STREET: fastest, ArcKind.STREET_TAXI: fastest}
        return {
            kind: self._amounts_of(self._metric(kind, impedance, fen_per_ms))
            for kind in (ArcKind.STREET, ArcKind.STREET_TAXI)
        }

    def fen(self, kind: ArcKind, ways: StreetWays) -> Int32Array:
        """Return the money of each way, int32[k * k]."""
        return to_whole(self._prices.street_yuan(kind, ways.km, ways.toll_km), FEN_PER_YUAN)

    def grams(self, kind: ArcKind, ways: StreetWays) -> Int32Array:
        """Return the CO2 of each way, int32[k * k]."""
        return to_whole(self._prices.street_grams(kind, ways.km), 1)

    def times_along(self, ways: Mapping[ArcKind, StreetWays]) -> StreetTimes:
        """Return the state of the streets whose ways are these."""
        car, taxi = ways[ArcKind.STREET], ways[ArcKind.STREET_TAXI]
        between = car.ms.reshape(self._times.between.shape)
        return replace(self._times, metric=car.metric, between=between, taxi_metric=taxi.metric)

    def _metric(self, kind: ArcKind, impedance: Impedance, fen_per_ms: float) -> Metric:
        ms, km = self._times.metric.weights, self._streets.piece_km
        is_open = ms < UNREACHABLE_MS
        hours = np.where(is_open, ms, 0) / MS_PER_HOUR
        cost = hours  # a fen or gram an hour tells equally cheap ways apart
        if impedance == "co2":
            cost = cost + self._prices.street_grams(kind, km)
        else:
            cost = cost + FEN_PER_YUAN * self._prices.street_yuan(kind, km, self._toll_km)
        if impedance == "generalised_cost":
            cost = cost + fen_per_ms * MS_PER_HOUR * hours
        # No way takes a piece twice, so the sum of all keeps sums below what int32 holds.
        scale = min(_FINEST, (UNREACHABLE_MS / 2) / max(1.0, float(cost[is_open].sum())))
        weights = np.where(is_open, np.rint(cost * scale), UNREACHABLE_MS)
        return self._streets.router.customize(weights.astype(np.int32))

    def _amounts_of(self, metric: Metric) -> StreetWays:
        streets, times = self._streets, self._times
        count = len(streets.rows)
        ms = np.full((count, count), UNREACHABLE_MS, dtype=np.int64)
        km, toll_km = np.zeros((count, count)), np.zeros((count, count))
        for start in range(count):
            ends = np.flatnonzero(times.between[start] < UNREACHABLE_MS)
            outs = np.full(len(ends), streets.pieces.outs[start])
            ways = metric.paths(outs, streets.pieces.ins[ends])
            for end, way in zip(ends.tolist(), ways, strict=True):
                ms[start, end] = times.metric.weights[way].sum(dtype=np.int64)
                km[start, end] = streets.piece_km[way].sum()
                toll_km[start, end] = self._toll_km[way].sum()
            ms[start, ends] += np.int64(times.stretch_ms[start]) + times.stretch_ms[ends]
            km[start, ends] += streets.stretch_km[start] + streets.stretch_km[ends]
        # A sum that int32 can't hold counts as no way, as in the search.
        ms_32 = np.minimum(ms, UNREACHABLE_MS).astype(np.int32)
        return StreetWays(metric, ms_32.ravel(), km.ravel(), toll_km.ravel())
