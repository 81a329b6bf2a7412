"""The legs of a trip by an optimal strategy as rows of a path: ends, minutes, costs, sources."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.units import FEN_PER_YUAN, GRAMS_PER_KG, MS_PER_MIN, FloatArray
from transnet.supply.arc_records import STREETS
from transnet.supply.describe import ArcFact, arc_fact, entry_track_km
from transnet.supply.kinds import Impedance, Mode
from transnet.travel.leg_costs import NO_COST_CELLS, TICKETS
from transnet.travel.leg_facts import Rides, UsualRide, doubt_cells, shares_cell
from transnet.travel.leg_names import TRIP_MODES
from transnet.travel.paths import LEG_COLUMNS, Graph
from transnet.travel.provenance import Row, Trust, rows_behind, rows_of_entry
from transnet.travel.strategy_path import Place, Step, Strategy
from transnet.travel.trip_costs import trip_legs
from transnet.travel.trip_path import End, Path
from transnet.travel.trip_table import TripTable
from transnet.travel.trips import TripSearch

_COLUMNS: Mapping[Impedance, tuple[str, float]] = {
    "money": ("yuan", FEN_PER_YUAN),
    "generalised_cost": ("generalised_yuan", FEN_PER_YUAN),
    "co2": ("co2_kg", GRAMS_PER_KG),
}
_LINK_TABLES = ("roads", "access", "transfers", STREETS)
_ALTERNATIVES = (
    "share", "trains_per_day", "services", "from_id", "from_zh", "from_en", "to_id", "to_zh",
    "to_en",
)  # fmt: skip

Steps = Mapping[Step, float]


@dataclass(frozen=True)
class Totals:
    """What a trip takes in all, in whole units: legs are rounded so that they add up to it.

    amounts  fen and grams, as far as the network has prices
    """

    ms: int
    mode: str
    amounts: Mapping[Impedance, int]
    displaced_ms: int

    def of(self, impedance: Impedance, per_unit: float) -> float:
        """Return an amount in a larger unit; NaN where the network has no prices for it."""
        return self.amounts[impedance] / per_unit if impedance in self.amounts else math.nan


def totals_of(trips: TripTable, ends: tuple[int, int]) -> Totals:
    """Return what the trip between two places takes, by their rows."""
    legs = trip_legs(trips, np.ix_([ends[0]], [ends[1]]))
    amounts = {name: int(each[ends]) for name, each in trips.amounts.items()}
    mode, displaced = TRIP_MODES[legs.mode[0]], int(trips.displaced[ends])
    return Totals(int(trips.travel[ends]), mode, amounts, displaced)


def strategy_path(
    graph: Graph, search: TripSearch, strategy: Strategy, nodes: tuple[int, int], totals: Totals
) -> Path:
    """Return a trip by a strategy with its legs; `using` is filled in by the caller."""
    reader = _Reader(graph, search, entry_track_km(graph.network, graph.topology))
    places = [place for place, steps in strategy.steps.items() if reader.is_leg(place, steps)]
    rows = [reader.row(place, strategy.steps[place]) for place in places]
    table = pd.DataFrame(rows, columns=list(LEG_COLUMNS))
    _round(table, "minutes", totals.ms, MS_PER_MIN)
    _round(table, "displacement_min", totals.displaced_ms, MS_PER_MIN)
    for impedance, (column, per_unit) in _COLUMNS.items():
        if impedance in totals.amounts:
            _round(table, column, totals.amounts[impedance], per_unit)
    return Path(
        graph.end(nodes[0]),
        graph.end(nodes[1]),
        "best",
        totals.ms / MS_PER_MIN,
        totals.mode,
        table,
        search.costs.impedance,
        yuan=totals.of("money", FEN_PER_YUAN),
        generalised_yuan=totals.of("generalised_cost", FEN_PER_YUAN),
        co2_kg=totals.of("co2", GRAMS_PER_KG),
        displacement_min=totals.displaced_ms / MS_PER_MIN,
        alternatives=reader.alternatives(strategy),
    )


def _round(table: pd.DataFrame, column: str, total: int, per_unit: float) -> None:
    """Round a column so that it adds up to a total; legs that take nothing stay so."""
    parts = table[column].to_numpy(np.float64) * per_unit
    taking = np.flatnonzero(parts) if parts.any() else np.arange(len(parts))
    parts[taking] = _rounded(parts[taking].tolist(), total)
    table[column] = parts / per_unit


def _rounded(parts: Sequence[float], total: int) -> list[int]:
    """Round parts so that they add up to a total: the largest fractions go up."""
    whole = [math.floor(part) for part in parts]
    order = sorted(range(len(parts)), key=lambda at: whole[at] - parts[at])
    left = total - sum(whole)
    for nth in range(abs(left)):
        whole[order[nth % len(order)]] += 1 if left > 0 else -1
    return whole


@dataclass(frozen=True)
class _Reader:
    """Reads rows of legs off the tables.

    entry_km  float64[e], as `entry_track_km`
    """

    graph: Graph
    search: TripSearch
    entry_km: FloatArray

    def is_leg(self, place: Place, steps: Steps) -> bool:
        """Whether a leg takes any time: access and egress may be no way at all."""
        return bool(steps) and (place[1] == "ride" or self._mean(place[1], steps, self._ms) > 0)

    def row(self, place: Place, steps: Steps) -> tuple[Any, ...]:
        """Return the cells of LEG_COLUMNS for a leg; amounts aren't rounded yet."""
        leg = place[1]
        behind = list(dict.fromkeys(row for step in steps for row in self._behind(leg, step)))
        network = self.graph.network
        services = [
            str(network[table].iloc[row, 0])
            for table, row in behind
            if table in ("services", "flights")
        ]
        trust = Trust.of(network, behind)
        starts, ends = (self._ends(leg, steps, last=last) for last in (False, True))
        usual = self._usual(leg, steps)
        modes = {self._mode(leg, step) for step in steps}
        boarded = {step.entry for step in steps if step.entry >= 0}
        waits = leg in ("wait", "ride", "transfer")
        moves = leg not in ("wait", "station")
        return (
            leg,
            self._usual_mode(leg, steps),
            *_joined(starts),
            *_joined(ends),
            self._mean(leg, steps, self._ms) / MS_PER_MIN,
            self._mean(leg, steps, self._km) if moves else 0.0,
            usual.zh,
            usual.en,
            ";".join(dict.fromkeys(link for step in steps for link in self._links(leg, step))),
            ";".join(services),
            self._rides.trains_per_day(boarded) if waits else math.nan,
            sum(steps.values()),
            trust.basis,
            trust.confidence,
            usual.share,
            usual.trains_per_day,
            self._rides.departures(boarded) if waits else "",
            *(shares_cell(list(each.values())) for each in (starts, ends)),
            self._mean(leg, steps, lambda _, step: step.displaced_ms) / MS_PER_MIN,
            *doubt_cells(network, leg, modes, behind, plans=self.search.plans),
            *self._cost_cells(leg, steps, behind),
        )

    def alternatives(self, strategy: Strategy) -> pd.DataFrame:
        """Return what may be boarded first: share, trains a day, services, ends of the ride."""
        of_ends: dict[tuple[str, str], dict[int, float]] = {}
        for entry, share in strategy.first.items():
            arc = int(self.search.ride_arcs[entry])
            start, end = self._ends_of_arcs((arc,))
            of_ends.setdefault((start.id, end.id), {})[entry] = share
        rows = []
        for entries in of_ends.values():
            step = (int(self.search.ride_arcs[next(iter(entries))]),)
            start, end = self._ends_of_arcs(step)
            services = dict.fromkeys(self._service(entry) for entry in entries)
            rows.append(
                (
                    sum(entries.values()),
                    self._rides.trains_per_day(entries),
                    ";".join(services),
                    *(start.id, start.name_zh, start.name_en),
                    *(end.id, end.name_zh, end.name_en),
                )
            )
        table = pd.DataFrame(rows, columns=list(_ALTERNATIVES))
        return table.sort_values(["share", "from_id"], ascending=[False, True], ignore_index=True)

    def _mean(self, leg: str, steps: Steps, of_step: Callable[[str, Step], float]) -> float:
        return float(sum(share * of_step(leg, step) for step, share in steps.items()))

    def _ms(self, leg: str, step: Step) -> float:
        if leg == "ride":
            return float(self.search.entry_amounts["time"][step.entry])
        times = self.search.costs.times.total
        return step.wait_ms + float(sum(int(times[arc]) for arc in step.arcs))

    def _km(self, leg: str, step: Step) -> float:
        if leg == "ride":
            return float(self.entry_km[step.entry])
        return float(np.array([fact.length_km for fact in self._facts(step)]).sum())

    def _facts(self, step: Step) -> list[ArcFact]:
        """Return what the arcs of a step are, each read once."""
        graph, known = self.graph, self._known_facts
        for arc in step.arcs:
            if arc not in known:
                known[arc] = arc_fact(graph.network, graph.topology, graph.times, arc)
        return [known[arc] for arc in step.arcs]

    @cached_property
    def _known_facts(self) -> dict[int, ArcFact]:
        return {}

    def _behind(self, leg: str, step: Step) -> list[Row]:
        graph = self.graph
        if leg == "ride":
            return list(rows_of_entry(graph.network, graph.topology, step.entry))
        if leg in ("wait", "transfer") and step.entry >= 0:
            waited = list(rows_of_entry(graph.network, graph.topology, step.entry))[:1]
        else:
            waited = []
        found = [
            row
            for arc in step.arcs
            for row in rows_behind(graph.network, graph.topology, graph.times, arc)
        ]
        return [*found, *waited]

    def _ends(self, leg: str, steps: Steps, *, last: bool) -> dict[End, float]:
        """Where a leg begins or ends, with the share of trips; where most trips do so first."""
        shares: dict[End, float] = {}
        for step, share in steps.items():
            end = self._end(leg, step, last=last)
            shares[end] = shares.get(end, 0.0) + share
        return {end: shares[end] for end in sorted(shares, key=lambda end: -shares[end])}

    def _usual_mode(self, leg: str, steps: Steps) -> str:
        """Mode of most trips."""
        shares: dict[str, float] = {}
        for step, share in steps.items():
            mode = self._mode(leg, step)
            shares[mode] = shares.get(mode, 0.0) + share
        return max(shares, key=lambda mode: shares[mode])

    def _end(self, leg: str, step: Step, *, last: bool) -> End:
        if leg == "wait":
            return self._ends_of_arcs((int(self.search.ride_arcs[step.entry]),))[0]
        return self._ends_of_arcs(step.arcs)[last]

    def _ends_of_arcs(self, arcs: tuple[int, ...]) -> tuple[End, End]:
        topology = self.graph.topology
        nodes = int(topology.tails[arcs[0]]), int(topology.heads[arcs[-1]])
        for node in nodes:
            if node not in self._known_ends:
                self._known_ends[node] = self.graph.end(node)
        return self._known_ends[nodes[0]], self._known_ends[nodes[1]]

    @cached_property
    def _known_ends(self) -> dict[int, End]:
        return {}

    def _mode(self, leg: str, step: Step) -> str:
        boarded = self.graph.topology.pairs
        if leg in ("ride", "wait"):
            pattern = boarded.pattern[step.entry]
            return Mode(int(self.graph.topology.lines.mode[pattern])).label
        if leg in {"access", "egress"}:
            return self.graph.road_mode(step.arcs)
        modes = [fact.mode for fact in self._facts(step) if fact.mode]
        return str(modes[-1]) if modes else "road"

    def _usual(self, leg: str, steps: Steps) -> UsualRide:
        """Return the roads or lines that most trips of a leg take."""
        if leg == "ride":
            shares: dict[int, float] = {}
            for step, share in steps.items():
                shares[step.entry] = shares.get(step.entry, 0.0) + share
            return self._rides.usual(shares)
        if leg not in ("access", "egress"):
            return UsualRide()
        main = next(iter(steps))
        names = self.graph.way_names(main.arcs, self._behind(leg, main))
        return UsualRide(*names, steps[main] / sum(steps.values()))

    @cached_property
    def _rides(self) -> Rides:
        trains = self.search.costs.times.pairs.departures.trains
        return Rides(self.graph.network, self.graph.topology, trains)

    def _service(self, entry: int) -> str:
        topology = self.graph.topology
        return str(topology.lines.ids[topology.pairs.pattern[entry]])

    def _links(self, leg: str, step: Step) -> list[str]:
        if leg == "ride":
            return self._rides.links((step.entry,))
        if not step.arcs or leg == "wait":
            return []
        facts = self._facts(step)
        return [f"{each.table}/{each.row_id}" for each in facts if each.table in _LINK_TABLES]

    def _cost_cells(self, leg: str, steps: Steps, behind: Sequence[Row]) -> tuple[Any, ...]:
        book = self.graph.book
        if book is None:
            return NO_COST_CELLS
        amounts = {name: self._mean(leg, steps, partial(self._amount, name)) for name in _COLUMNS}
        priced = {arc for step in steps for arc in self._priced(leg, step)}
        known = self.search.costs.amounts
        return (
            amounts["money"] / FEN_PER_YUAN if "money" in known else math.nan,
            amounts["generalised_cost"] / FEN_PER_YUAN if "generalised_cost" in known else math.nan,
            amounts["co2"] / GRAMS_PER_KG if "co2" in known else math.nan,
            self._mean(leg, steps, self._cost_km) if len(known) > 1 else math.nan,
            *book.trusts(sorted(priced), behind),
        )

    def _priced(self, leg: str, step: Step) -> tuple[int, ...]:
        return () if leg in ("wait", "station") else (*step.tickets, *step.arcs)

    def _amount(self, name: Impedance, leg: str, step: Step) -> float:
        """Return what a step takes of an impedance; a ticket is paid with its ride."""
        known = self.search.costs.amounts
        if name not in known:
            return 0.0
        if leg == "ride":
            paid = float(self.search.entry_amounts[name][step.entry])
        else:
            paid = float(known[name][list(step.arcs)].sum())
        if name == "co2":
            return paid
        if leg == "ride":
            tickets = float(known["money"][list(step.tickets)].sum())
        else:
            kinds = self.graph.topology.arc_kind[list(step.arcs)]
            bought = np.array(step.arcs, dtype=np.int64)[np.isin(kinds, TICKETS)]
            tickets = -float(known["money"][bought].sum())
        worth = self.search.wait_fen_per_ms if name == "generalised_cost" else 0.0
        return paid + tickets + worth * step.wait_ms

    def _cost_km(self, leg: str, step: Step) -> float:
        book = self.graph.book
        if book is None or leg == "wait":
            return 0.0
        if leg == "ride":
            return book.entry_km(step.entry)
        return sum(book.arc_km(arc) for arc in step.arcs)


def _joined(ends: Iterable[End]) -> tuple[str, str, str]:
    """Return ids and names of ends, joined by /."""
    cells = zip(*((end.id, end.name_zh, end.name_en) for end in ends), strict=True)
    ids, zh, en = ("/".join(column) for column in cells)
    return ids, zh, en
