"""One trip by an optimal strategy, opened: what is boarded where, how often, and how long it takes.

A strategy has several ways to go: the first departure of a set decides. Its steps are gathered by
stage (access, first ride, change, second ride, …) and each has the share of trips that take it.
Minutes, yuan and grams of a leg are means over all trips, so legs add up to what `trips` tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from transnet.base.units import Int32Array
from transnet.kernels.search.tree_paths import unpack_path
from transnet.kernels.strategies.departures import add_up_onward
from transnet.kernels.strategies.first_options import Onward, first_options, new_options, note_least
from transnet.kernels.strategies.optimal import (
    NEVER,
    Egress,
    Labels,
    divided,
    ends_here,
    new_labels,
    settle,
)
from transnet.supply.weights import ModeSet
from transnet.travel.leg_costs import TICKETS
from transnet.travel.leg_tables import LEGS
from transnet.travel.trips import TripSearch

Int64Array = npt.NDArray[np.int64]
Place = tuple[int, str]
"""Stage of a trip and leg: rides stand at odd stages."""

_LAST = 1_000_000


@dataclass(frozen=True)
class Step:
    """A part of a trip that belongs to one leg.

    arcs    taken, in travel order
    tickets arcs whose price is paid with this step, though their time belongs to another
    entry   of the ride pairs; -1 off the rides
    wait_ms waited before the next departure
    """

    arcs: tuple[int, ...] = ()
    tickets: tuple[int, ...] = ()
    entry: int = -1
    wait_ms: float = 0.0


@dataclass(frozen=True, eq=False)
class Strategy:
    """What trips between two places do.

    steps   by stage and leg, in travel order, each with the share of trips that take it
    first   entries that are boarded first, with their shares
    """

    steps: dict[Place, dict[Step, float]]
    first: dict[int, float] = field(default_factory=dict)

    @property
    def entries(self) -> Int64Array:
        """Entries of the ride pairs that some trip takes, int64[k] in order."""
        taken = [step.entry for steps in self.steps.values() for step in steps if step.entry >= 0]
        return np.unique(np.array(taken, dtype=np.int64))


def open_strategy(
    search: TripSearch, using: ModeSet, ends: tuple[int, int], first_wait_ms: float
) -> Strategy:
    """Return the strategy between two places by their rows, where one rides something.

    first_wait_ms  wait for the first departure that counts as travel time
    """
    opened = _Opened(search, using, ends, first_wait_ms)
    steps: dict[Place, dict[Step, float]] = defaultdict(lambda: defaultdict(float))
    opened.follow(steps)
    ordered = sorted(steps, key=lambda place: (place[0], LEGS.index(place[1])))
    return Strategy(
        {place: dict(_by_share(steps[place])) for place in ordered}, dict(opened.boarded)
    )


def _by_share(steps: dict[Step, float]) -> Iterator[tuple[Step, float]]:
    yield from sorted(steps.items(), key=lambda item: (-item[1], item[0].arcs, item[0].entry))


class _Opened:
    """The labels of one destination and the options of one origin."""

    def __init__(
        self,
        search: TripSearch,
        using: ModeSet,
        ends: tuple[int, int],
        first_wait_ms: float,
    ) -> None:
        origin, destination = ends
        self._search, self._ends, self._roads = search, ends, search.roads(using)
        ready = self._ready = search.ready(using)
        self._topology, self._boardings = search.topology, search.boardings
        self._egress = Egress(
            ready.ends.cost[destination], ready.ends.km[destination], ready.rules.ratio
        )
        self._labels: Labels = new_labels(ready.supply)
        settle(ready.supply, ready.rules.later, self._egress, self._labels)
        options = new_options(ready.supply, ready.access)
        note_least(ready.supply, self._labels, options)
        after = ready.ends.values[destination]
        self._onward = np.zeros((len(self._labels.leave), ready.values.entries.shape[1]), np.int64)
        left = np.empty(ready.rules.legs, np.int64)
        known = Onward(self._egress, self._labels, after, self._onward, left)
        add_up_onward(ready, known)
        count = first_options(ready, search.first(using), (origin, int(NEVER)), known, options)
        self._first_wait_ms = first_wait_ms
        self._places = options.place[:count]
        self._entries = options.entry[:count]
        self._shares = _shares(ready.supply.rate[self._entries])
        self.boarded = {
            int(entry): float(share)
            for entry, share in zip(self._entries, self._shares, strict=True)
        }

    def follow(self, steps: dict[Place, dict[Step, float]]) -> None:
        """Gather the steps of all ways to go."""
        boardings, ready = self._boardings, self._ready
        if self._first_wait_ms:
            for entry, share in self.boarded.items():
                steps[0, "wait"][Step(entry=entry, wait_ms=self._first_wait_ms)] += share
        going: dict[tuple[int, int], float] = defaultdict(float)
        for place, entry, share in zip(self._places, self._entries, self._shares, strict=True):
            platform = int(ready.access.platform[place])
            board = int(boardings.board[platform])
            steps[0, "access"][Step(self._access_arcs(platform))] += share
            steps[0, "station"][Step((board,))] += share
            self._ride(steps, (1, int(entry)), (board,), share, going)
        while going:
            (stage, platform), share = min(going.items())
            del going[stage, platform]
            self._change(steps, stage, platform, share, going)

    def _ride(
        self,
        steps: dict[Place, dict[Step, float]],
        ride: tuple[int, int],
        tickets: tuple[int, ...],
        share: float,
        going: dict[tuple[int, int], float],
    ) -> None:
        stage, entry = ride
        platform = int(self._ready.supply.to_platform[entry])
        steps[stage, "ride"][Step((self._ride_arc(entry),), tickets, entry)] += share
        if ends_here(self._egress, self._ready.supply, self._labels, entry):
            steps[_LAST, "station"][Step((int(self._boardings.alight[platform]),))] += share
            steps[_LAST, "egress"][Step(self._egress_arcs(platform))] += share
        else:
            going[stage, platform] += share

    def _change(
        self,
        steps: dict[Place, dict[Step, float]],
        stage: int,
        platform: int,
        share: float,
        going: dict[tuple[int, int], float],
    ) -> None:
        supply, labels = self._ready.supply, self._labels
        first = int(supply.room_first[platform])
        slots = labels.slots[first : first + int(labels.counts[platform])]
        entries = labels.entry[supply.slot_position[slots]]
        wait_ms = self._waited(platform, slots, entries)
        for slot, entry, part in zip(
            slots.tolist(), entries.tolist(), _shares(supply.rate[entries]), strict=True
        ):
            arcs = self._boardings.link_arcs[supply.slot_link[slot]]
            taken = tuple(int(arc) for arc in arcs if arc >= 0)
            step = Step(taken, entry=entry, wait_ms=wait_ms)
            steps[stage + 1, "transfer"][step] += share * part
            self._ride(steps, (stage + 2, entry), self._tickets(taken), share * part, going)

    def _rest_ms(self, entries: Int32Array) -> Int64Array:
        """Milliseconds from boarding on, without what comes before."""
        ready, legs = self._ready, self._ready.rules.legs
        after = ready.ends.values[self._ends[1]]
        rest = [
            after[platform, :legs].sum() if last else self._onward[platform, :legs].sum()
            for platform, last in (
                (
                    int(ready.supply.to_platform[entry]),
                    ends_here(self._egress, ready.supply, self._labels, entry),
                )
                for entry in entries.tolist()
            )
        ]
        ridden: Int64Array = ready.values.entries[entries, :legs].sum(axis=1)
        return ridden + np.array(rest, dtype=np.int64)

    def _waited(self, platform: int, slots: Int32Array, entries: Int32Array) -> float:
        """Milliseconds of the wait after leaving a platform."""
        ready, legs = self._ready, self._ready.rules.legs
        links = ready.values.links[ready.supply.slot_link[slots], :legs].sum(axis=1)
        rate = ready.supply.rate[entries]
        whole = int((rate * (links + self._rest_ms(entries))).sum())
        return float(self._onward[platform, :legs].sum() - divided(whole, int(rate.sum())))

    def _tickets(self, arcs: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(arc for arc in arcs if self._topology.arc_kind[arc] in TICKETS)

    def _ride_arc(self, entry: int) -> int:
        return int(self._search.ride_arcs[entry])

    def _access_arcs(self, platform: int) -> tuple[int, ...]:
        topology, origin = self._topology, self._ends[0]
        node = topology.node("in", self._stop(platform))
        arcs = unpack_path(self._roads.out_arcs[origin], topology.tails, node)
        return tuple(arcs.tolist())

    def _egress_arcs(self, platform: int) -> tuple[int, ...]:
        topology, destination = self._topology, self._ends[1]
        node = topology.node("out", self._stop(platform))
        arcs = unpack_path(self._roads.back_arcs[destination], topology.heads, node)
        return tuple(arcs[::-1].tolist())

    def _stop(self, platform: int) -> str:
        return str(self._topology.stops.ids[self._boardings.stop[platform]])


def _shares(rate: Int64Array) -> npt.NDArray[np.float64]:
    shares: npt.NDArray[np.float64] = rate / rate.sum()
    return shares
