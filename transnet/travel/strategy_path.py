"""One trip by an optimal strategy, opened: what is boarded where, how often, and how long it takes.

A strategy has several ways to go: the first departure of a set decides. Its steps are gathered by
stage (access, first ride, change, second ride, …) and each has the share of trips that take it.
Minutes, yuan and grams of a leg are means over all trips, so legs add up to what `trips` tells. A
departure that one plans for is told by the displacement of its ride.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from transnet.base.units import Int32Array
from transnet.kernels.strategies.first_options import (
    Options,
    first_options,
    new_options,
    note_least,
)
from transnet.kernels.strategies.optimal import (
    NEVER,
    divided,
    ends_here,
    new_labels,
    no_limits,
)
from transnet.kernels.strategies.planned_departures import settle
from transnet.kernels.strategies.problem import (
    ANYWHERE,
    Layers,
    Onward,
    Problem,
    egress_of,
)
from transnet.kernels.strategies.sums import (
    Chosen,
    add_up_onward,
    new_sums,
    set_at,
)
from transnet.kernels.strategies.trip_bounds import keeps_bounds, new_walk
from transnet.supply.kinds import ModeSet
from transnet.travel.departure_rules import DISPLACED
from transnet.travel.leg_costs import TICKETS
from transnet.travel.leg_names import LEGS
from transnet.travel.trip_table import TripTable
from transnet.travel.trips import TripSearch

Int64Array = npt.NDArray[np.int64]
Place = tuple[int, str]
"""Stage of a trip and leg: rides stand at odd stages."""

_Going = tuple[int, int, int]
"""Stage, layer and platform of travellers who have left a ride and board another."""

_BEFORE, _AFTER = 0, 1  # the planned departure, as in `Layers`
_LAST = 1_000_000


@dataclass(frozen=True)
class Step:
    """A part of a trip that belongs to one leg.

    arcs    taken, in travel order
    tickets arcs whose price is paid with this step, though their time belongs to another
    entry   of the ride pairs; -1 off the rides
    wait_ms waited before the next departure
    displaced_ms  of a ride that is planned for, from the wished departure to it
    """

    arcs: tuple[int, ...] = ()
    tickets: tuple[int, ...] = ()
    entry: int = -1
    wait_ms: float = 0.0
    displaced_ms: float = 0.0


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
    search: TripSearch, using: ModeSet, ends: tuple[int, int], trips: TripTable
) -> Strategy:
    """Return the strategy between two places by their rows, where one rides something.

    trips  the table that holds it
    """
    opened = _Opened(search, using, ends)
    steps: dict[Place, dict[Step, float]] = defaultdict(lambda: defaultdict(float))
    opened.follow(steps, trips)
    ordered = sorted(steps, key=lambda place: (place[0], LEGS.index(place[1])))
    return Strategy(
        {place: dict(_by_share(steps[place])) for place in ordered}, dict(opened.boarded)
    )


def _by_share(steps: dict[Step, float]) -> Iterator[tuple[Step, float]]:
    yield from sorted(steps.items(), key=lambda item: (-item[1], item[0].arcs, item[0].entry))


class _Opened:
    """The labels of one destination and the options of one origin."""

    def __init__(self, search: TripSearch, using: ModeSet, ends: tuple[int, int]) -> None:
        self._search, self._ends, self._roads = search, ends, search.roads(using)
        ready = self._ready = search.ready(using)
        self._topology, self._boardings = search.topology, search.boardings
        self._displaced = search.names.index(DISPLACED)
        chosen = self._chosen(ready, ANYWHERE)
        walk = new_walk(len(ready.supply.least_km))
        if not keeps_bounds(ready, self._layers, chosen, ends, walk):
            chosen = self._chosen(ready, ends[0])
        self._first = chosen.layer
        self._take(chosen.options, chosen.size)

    def _chosen(self, ready: Problem, origin: int) -> Chosen:
        """Return the first options by labels of all origins, or of one origin of its own."""
        self._layers = _settled(ready, (origin, self._ends[1]))
        starts = ready.starts.turn_up, ready.starts.planned
        bound, options = np.int64(NEVER), new_options(ready.supply, ready.access)
        chosen = Chosen(options, 0, _BEFORE, starts[_BEFORE].waiting)
        for layer in (_AFTER, _BEFORE):
            onward, room = self._layers[layer], new_options(ready.supply, ready.access)
            if layer == _AFTER and not ready.rules.plans:
                continue
            note_least(ready.supply, onward.labels, room)
            trip = self._ends[0], bound
            found, bound = first_options(ready, starts[layer], trip, onward, room)
            if found:
                chosen = Chosen(room, found, layer, starts[layer].waiting)
        return chosen

    def _take(self, options: Options, count: int) -> None:
        """Note what is boarded first."""
        self._places = options.place[:count]
        self._entries = options.entry[:count]
        self._shares = _shares(self._ready.supply.rate[self._entries])
        self.boarded = {
            int(entry): float(share)
            for entry, share in zip(self._entries, self._shares, strict=True)
        }

    def follow(self, steps: dict[Place, dict[Step, float]], trips: TripTable) -> None:
        """Gather the steps of all ways to go."""
        boardings, ready = self._boardings, self._ready
        wait_ms = float(trips.sums[LEGS.index("wait")][self._ends])
        if wait_ms:
            for entry, share in self.boarded.items():
                steps[0, "wait"][Step(entry=entry, wait_ms=wait_ms)] += share
        displaced_ms = float(trips.displaced[self._ends]) if self._first == _AFTER else 0.0
        going: dict[_Going, float] = defaultdict(float)
        for place, entry, share in zip(self._places, self._entries, self._shares, strict=True):
            platform = int(ready.access.platform[place])
            board = int(boardings.board[platform])
            steps[0, "access"][Step(self._access_arcs(platform))] += share
            steps[0, "station"][Step((board,))] += share
            ride = self._ridden(int(entry), (board,), displaced_ms)
            self._ride(steps, (1, self._first), ride, share, going)
        while going:
            at, share = min(going.items())
            del going[at]
            self._change(steps, at, share, going)

    def _ridden(self, entry: int, arcs: tuple[int, ...], displaced_ms: float) -> Step:
        """Return the ride of an entry that is boarded by some arcs."""
        tickets = tuple(arc for arc in arcs if self._topology.arc_kind[arc] in TICKETS)
        return Step((self._ride_arc(entry),), tickets, entry, displaced_ms=displaced_ms)

    def _ride(
        self,
        steps: dict[Place, dict[Step, float]],
        to: tuple[int, int],
        ride: Step,
        share: float,
        going: dict[_Going, float],
    ) -> None:
        """Gather a ride and the way by road after it; `to` is its stage and layer."""
        stage, layer = to
        supply, onward = self._ready.supply, self._layers[layer]
        platform = int(supply.to_platform[ride.entry])
        steps[stage, "ride"][ride] += share
        if ends_here(onward.egress, supply, onward.labels, ride.entry):
            steps[_LAST, "station"][Step((int(self._boardings.alight[platform]),))] += share
            steps[_LAST, "egress"][Step(self._egress_arcs(platform))] += share
        else:
            going[stage, layer, platform] += share

    def _change(
        self,
        steps: dict[Place, dict[Step, float]],
        at: _Going,
        share: float,
        going: dict[_Going, float],
    ) -> None:
        supply, (stage, layer, platform) = self._ready.supply, at
        add_up_onward(self._ready, self._layers, layer, platform)
        to, count, _ = set_at(self._layers, layer, platform)
        labels = self._layers[to].labels
        first = int(supply.room_first[platform])
        slots = labels.slots[first : first + count]
        entries = labels.entry[supply.slot_position[slots]]
        wait_ms, displaced_ms = self._waited(at, to, slots, entries)
        for slot, entry, part in zip(
            slots.tolist(), entries.tolist(), _shares(supply.rate[entries]), strict=True
        ):
            arcs = self._boardings.link_arcs[supply.slot_link[slot]]
            taken = tuple(int(arc) for arc in arcs if arc >= 0)
            step = Step(taken, entry=entry, wait_ms=wait_ms)
            steps[stage + 1, "transfer"][step] += share * part
            ride = self._ridden(entry, taken, displaced_ms)
            self._ride(steps, (stage + 2, to), ride, share * part, going)

    def _waited(
        self, at: _Going, to: int, slots: Int32Array, entries: Int32Array
    ) -> tuple[float, float]:
        """Return the milliseconds of the wait after leaving a platform, and of displacement."""
        ready, legs = self._ready, self._ready.rules.legs
        parts = ready.values.links[ready.supply.slot_link[slots]] + self._rest(to, entries)
        rate = ready.supply.rate[entries]
        whole = self._layers[at[1]].sums.by_ride[at[2]]
        ms, displaced = (
            int(of_whole - divided(int((rate * of_parts).sum()), int(rate.sum())))
            for of_whole, of_parts in (
                (whole[:legs].sum(), parts[:, :legs].sum(axis=1)),
                (whole[self._displaced], parts[:, self._displaced]),
            )
        )
        return float(ms), float(displaced)

    def _rest(self, layer: int, entries: Int32Array) -> Int64Array:
        """Return what is taken from boarding on, int64[entries, c]."""
        supply, onward = self._ready.supply, self._layers[layer]
        rest = [
            onward.by_road.at([platform], [platform])[0] if last else onward.sums.by_ride[platform]
            for platform, last in (
                (
                    int(supply.to_platform[entry]),
                    ends_here(onward.egress, supply, onward.labels, entry),
                )
                for entry in entries.tolist()
            )
        ]
        ridden: Int64Array = self._ready.values.entries[entries]
        return ridden + np.array(rest, dtype=np.int64)

    def _ride_arc(self, entry: int) -> int:
        return int(self._search.ride_arcs[entry])

    def _access_arcs(self, platform: int) -> tuple[int, ...]:
        origin, node = self._ends[0], self._topology.node("in", self._stop(platform))
        return tuple(self._roads.way_from(origin, node).tolist())

    def _egress_arcs(self, platform: int) -> tuple[int, ...]:
        destination, node = self._ends[1], self._topology.node("out", self._stop(platform))
        return tuple(self._roads.way_to(destination, node).tolist())

    def _stop(self, platform: int) -> str:
        return str(self._topology.stops.ids[self._boardings.stop[platform]])


def _settled(ready: Problem, place: tuple[int, int]) -> Layers:
    """Return what is known of a destination before the planned departure and from it on.

    place  as of `egress_of`
    """
    before, after = new_labels(ready.supply), new_labels(ready.supply)
    rules, taken = ready.rules, ready.ends.by_road
    by_road = taken._replace(roads=taken.roads[place[1]])
    egress = egress_of(ready.ends, place[1], place[0], rules.ratio, no_limits(ready.supply))
    settle(ready.supply, rules, egress, before, after)
    sums = (new_sums((*taken.steps.shape, rules.legs)) for _ in range(2))
    first, second = (
        Onward(egress, labels, by_road, room)
        for labels, room in zip((before, after), sums, strict=True)
    )
    return first, second


def _shares(rate: Int64Array) -> npt.NDArray[np.float64]:
    shares: npt.NDArray[np.float64] = rate / rate.sum()
    return shares
