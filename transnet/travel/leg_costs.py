"""What each leg of a trip costs: yuan, CO2 and the kilometres they count, and how far it is known.

A ticket is bought on boarding, but its flat part is shown with the ride that it pays for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from transnet.base.units import FEN_PER_YUAN, GRAMS_PER_KG, Int32Array
from transnet.model.network import Network
from transnet.supply.arc_records import Key, kinds_over
from transnet.supply.common_lines import mean_of_chosen
from transnet.supply.costs import ArcCosts
from transnet.supply.kinds import ArcKind, Impedance
from transnet.supply.own_legs import price_keys
from transnet.supply.prices import MONEY_KEYS, TOLL, PriceList
from transnet.supply.street_costs import StreetWays
from transnet.supply.topology import Topology
from transnet.travel.provenance import Row, Trust

LEG_COST_COLUMNS = (
    "yuan", "generalised_yuan", "co2_kg", "cost_km", "yuan_basis", "yuan_confidence", "co2_basis",
    "co2_confidence",
)  # fmt: skip
NO_COST_CELLS = (*(math.nan for _ in LEG_COST_COLUMNS[:4]), *("" for _ in LEG_COST_COLUMNS[4:]))
"""Cells of a leg that has no prices."""

TICKETS = (ArcKind.BOARD, ArcKind.TRANSFER_AT_STOP)
"""Arcs at which a ticket is bought; it is shown with the ride."""

_LENGTHS = kinds_over("roads", "access")
_METRES_PER_KM = 1000


@dataclass(frozen=True)
class PieceCost:
    """What a part of an arc costs, in whole fen and grams, and the arcs that it is the price of."""

    fen: int
    generalised_fen: int
    grams: int
    priced: tuple[int, ...]


@dataclass(frozen=True)
class CostBook:
    """Prices and costs of a network, from which the legs of a path are read."""

    network: Network
    topology: Topology
    costs: ArcCosts
    prices: PriceList

    def pieces(self, pieces: Iterable[tuple[int, bool]]) -> list[PieceCost]:
        """Return the cost of each part of a trip, in travel order.

        pieces  arcs, and whether it is the wait for a departure on the arc alone
        """
        fen, grams = self._amount("money"), self._amount("co2")
        generalised = self._amount("generalised_cost")
        waits = self.costs.wait_fen
        tickets: tuple[int, ...] = ()
        found = []
        for arc, is_wait in pieces:
            kind = ArcKind(int(self.topology.arc_kind[arc]))
            paid: tuple[int, ...] = () if is_wait or kind in TICKETS else (arc,)
            timed = waits[arc] if is_wait else generalised[arc] - fen[arc] - waits[arc]
            if kind in TICKETS:
                tickets = (*tickets, arc)
            elif kind == ArcKind.RIDE and not is_wait:
                paid, tickets = (*tickets, arc), ()
            money = int(fen[list(paid)].sum())
            value = money + int(timed) if "generalised_cost" in self.costs.amounts else 0
            found.append(PieceCost(money, value, 0 if is_wait else int(grams[arc]), paid))
        return found

    def cells(self, parts: Sequence[PieceCost], behind: Sequence[Row]) -> tuple[object, ...]:
        """Return the cells of LEG_COST_COLUMNS for a leg, given the rows behind its time."""
        arcs = list(dict.fromkeys(arc for part in parts for arc in part.priced))
        has_prices = len(self.costs.amounts) > 1
        return (
            *self.totals(parts),
            sum(map(self.arc_km, arcs)) if has_prices else math.nan,
            *self.trusts(arcs, behind),
        )

    def trusts(self, arcs: Sequence[int], behind: Sequence[Row]) -> tuple[str, str, str, str]:
        """Return basis and confidence of the money and of the CO2 of some arcs.

        behind  rows whose kilometres are counted
        """
        money_keys, co2_keys = price_keys(self.costs.own_mode)
        money, co2 = (
            self._trust(keys, arcs, behind) if name in self.costs.amounts else Trust("", "")
            for name, keys in (("money", money_keys), ("co2", co2_keys))
        )
        return money.basis, money.confidence, co2.basis, co2.confidence

    def entry_km(self, entry: int) -> float:
        """Return the kilometres of an entry of the ride pairs that its price counts."""
        return float(self.prices.rides.total[entry])

    def totals(self, parts: Sequence[PieceCost]) -> tuple[float, float, float]:
        """Return yuan, yuan of generalised cost and kg of CO2; NaN for what has no prices."""
        known = self.costs.amounts
        fen, generalised = (sum(p.fen for p in parts), sum(p.generalised_fen for p in parts))
        return (
            fen / FEN_PER_YUAN if "money" in known else math.nan,
            generalised / FEN_PER_YUAN if "generalised_cost" in known else math.nan,
            sum(p.grams for p in parts) / GRAMS_PER_KG if "co2" in known else math.nan,
        )

    def _amount(self, impedance: Impedance) -> Int32Array:
        return self.costs.amounts.get(impedance, np.zeros_like(self.costs.wait_fen))

    def _trust(
        self,
        kinds: Mapping[ArcKind, tuple[Key, ...]],
        arcs: Iterable[int],
        behind: Iterable[Row],
    ) -> Trust:
        """Trust in the parameters of a price, and in the rows whose kilometres it counts."""
        keys = dict.fromkeys(key for arc in arcs for key in self._keys(kinds, arc))
        rows = list(self._rows(keys))
        return Trust.of(self.network, [*rows, *behind] if rows else [])

    def _keys(self, kinds: Mapping[ArcKind, tuple[Key, ...]], arc: int) -> list[Key]:
        keys = self.prices.keys(kinds, arc)
        way, row = self._way(arc)
        return [*keys, TOLL] if kinds is MONEY_KEYS and way and way.toll_km[row] > 0 else keys

    def _way(self, arc: int) -> tuple[StreetWays | None, int]:
        """Return the ways over the streets that an arc is of, if it is, and which it is."""
        kind, row = ArcKind(int(self.topology.arc_kind[arc])), int(self.topology.arc_row[arc])
        return self.costs.ways.get(kind), row

    def _rows(self, keys: Iterable[Key]) -> Iterator[Row]:
        for name, mode in keys:
            row = self._parameter_rows.get((name, mode), self._parameter_rows.get((name, "all")))
            if row is not None:
                yield "parameters", row

    @cached_property
    def _parameter_rows(self) -> dict[Key, int]:
        table = self.network["parameters"]
        keys = zip(table["parameter"], table["mode"], strict=True)
        return {key: row for row, key in enumerate(keys)}

    def arc_km(self, arc: int) -> float:
        """Return the kilometres of an arc that its price counts; 0 of what isn't by distance."""
        kind, row = ArcKind(int(self.topology.arc_kind[arc])), int(self.topology.arc_row[arc])
        way, _ = self._way(arc)
        if way is not None:
            return float(way.km[row])
        if kind in _LENGTHS:
            return float(self.network[_LENGTHS[kind]]["length_km"].iloc[row])
        return float(self._ride_metres[row]) / _METRES_PER_KM if kind == ArcKind.RIDE else 0.0

    @cached_property
    def _ride_metres(self) -> Int32Array:
        metres = np.rint(self.prices.rides.total * _METRES_PER_KM).astype(np.int64)
        return mean_of_chosen(self.topology.pairs, self.costs.times.pairs, metres)
