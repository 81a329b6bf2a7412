"""Two states of one road graph: as it is, and after changes, over the same arcs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from transnet.base.units import UNREACHABLE_MS, Int32Array
from transnet.roads.graph import BoolArray, RoadGraph
from transnet.travel.edited_roads import close_arcs, road_added, with_speed


@dataclass(frozen=True, eq=False)
class RoadStates:
    """Roads before and after changes. What is added is closed before.

    before, after  graphs of the same nodes and arcs
    """

    before: RoadGraph
    after: RoadGraph

    @classmethod
    def of(cls, graph: RoadGraph) -> Self:
        """Return the states of a graph to which nothing was done."""
        return cls(graph, graph)

    def close(self, which: BoolArray) -> Self:
        """Return the states in which some arcs are closed after; bool[m]."""
        return type(self)(self.before, close_arcs(self.after, which))

    def set_speed(
        self, which: BoolArray, *, kmh: float | None = None, factor: float | None = None
    ) -> Self:
        """Return the states in which some arcs have another speed after; see `set_speed`."""
        return type(self)(self.before, with_speed(self.after, which, kmh=kmh, factor=factor))

    def add_road(self, points: Sequence[tuple[float, float]], kmh: float, **what: Any) -> Self:
        """Return the states with one more road after, which is closed before; see `add_road`."""
        after, added = road_added(self.after, points, kmh, **what)
        before, same = road_added(self.before, points, kmh, **what)
        if not np.array_equal(added, same):
            raise RuntimeError("both states have the same arcs")
        return type(self)(close_arcs(before, added), after)

    @property
    def changed(self) -> BoolArray:
        """Return bool[m], the arcs whose time differs, those of copies among them."""
        differs: BoolArray = self.before.time_ms != self.after.time_ms
        return differs

    @property
    def closed(self) -> BoolArray:
        """Return bool[m], the arcs that close."""
        return self.changed & _is_closed(self.after.time_ms)

    @property
    def added(self) -> BoolArray:
        """Return bool[m], the arcs that open: those of new roads."""
        return self.changed & _is_closed(self.before.time_ms)


def _is_closed(times: Int32Array) -> BoolArray:
    found: BoolArray = times == UNREACHABLE_MS
    return found
