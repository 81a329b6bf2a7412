"""One set of weights over a topology, and the questions it answers; see `choice` for the rule."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, SupportsIndex

import numpy as np
import numpy.typing as npt

from transnet.base.language import said
from transnet.base.progress import Progress
from transnet.base.shown import Shown
from transnet.base.units import FloatArray, Int32Array
from transnet.kernels._chunks import plain_interrupts
from transnet.kernels.hierarchy.accumulate import Opportunities, find_reached, sum_shares
from transnet.kernels.hierarchy.columns import arrange
from transnet.kernels.hierarchy.customization import customize, perfect
from transnet.kernels.hierarchy.matrix import MAX_SINGLE_PASSES, fill_rows, fill_table
from transnet.kernels.hierarchy.nearest import find_nearest
from transnet.kernels.hierarchy.query import Ascent, find_ascent, pair_time, pair_times
from transnet.kernels.hierarchy.sweep import Descent, Weights, find_descent, nodes_above
from transnet.kernels.hierarchy.unpack import CustomizedHierarchy, find_paths
from transnet.kernels.hierarchy.update import update
from transnet.kernels.search.calendar import Blocks, pack
from transnet.routing import plain_search
from transnet.routing.choice import Method
from transnet.routing.csr import checked_weights, refuser
from transnet.routing.query_checks import (
    checked_amounts,
    checked_count,
    checked_decay,
    checked_limits,
    checked_name,
    checked_names,
    checked_out,
    checked_pairs,
    checked_progress,
)
from transnet.routing.shared_graph import SharedGraph


@dataclass(frozen=True, repr=False)
class Isochrones(Shown):
    """Nodes within reach of each origin, ascending: of origin i from offsets[i] to offsets[i + 1].

    offsets  int64[k + 1]
    nodes    int32[...]
    times    int32[...], milliseconds
    """

    offsets: npt.NDArray[np.int64]
    nodes: Int32Array
    times: Int32Array


class Metric(Shown):
    """Weights over a topology; made by `Router.customize`.

    Origins and destinations are nodes, int[k]; repeats are allowed. Each question takes a method
    ("auto", "search" or "hierarchy") and a `Progress` callback, and raises
    InputError for a node that isn't there. Answers are the same bytes for any number of threads.
    """

    def __init__(
        self,
        router: SharedGraph,
        weights: Int32Array,
        shortcuts: npt.NDArray[np.uint32] | None = None,
    ) -> None:
        self.router = router
        self.weights = weights
        self._known_shortcuts = shortcuts
        self._descents: dict[int, Descent] = {}
        self._ascents: dict[bool, Ascent] = {}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.weights.flags.writeable = False  # which pickle doesn't remember

    def __repr__(self) -> str:
        return f"<Metric over {self.router!r}>"

    def prepare(self) -> Metric:
        """Customise the hierarchy now rather than at the first question; returns itself."""
        _ = self._distances
        return self

    def update(self, arcs: npt.ArrayLike, weights: npt.ArrayLike) -> Metric:
        """Return the metric after a change of some arcs; only what depends on them is worked out.

        arcs     int[c], arcs of the topology
        weights  int32[c], their new weights, as for `Router.customize`

        Raises InputError as `Router.customize` does, and for an arc that is to take two weights.
        """
        chosen = checked_names(arcs, len(self.weights), "arc")
        given = checked_weights(weights, len(chosen))
        changed = self.weights.copy()
        changed[chosen] = given
        if not np.array_equal(changed[chosen], given):
            raise refuser("csr_weights", said("an arc"))(
                "", said("is named twice, with different weights")
            )
        changed.flags.writeable = False
        if not self.router.is_prepared or "_shortcuts" not in self.__dict__:
            return Metric(self.router, changed)
        prepared = self.router.prepare()
        above = prepared.arc_of[chosen]
        shortcuts = update(
            prepared.hierarchy,
            prepared.below,
            prepared.sources,
            changed,
            above[above >= 0],
            self._shortcuts,
        )
        return Metric(self.router, changed, shortcuts)

    def travel_times(
        self,
        origins: npt.ArrayLike,
        destinations: npt.ArrayLike | None = None,
        *,
        out: Int32Array | None = None,
        method: Method = "auto",
        progress: Progress | None = None,
    ) -> Int32Array:
        """Return the fastest time from each origin to each destination, by default to all nodes.

        out      int32[k, j], row by row in memory, to write the times to: whoever asks often
                 saves taking new memory, which may cost more than the sweep where the system
                 has none at hand
        returns  int32[k, j], milliseconds; UNREACHABLE_MS where no path exists

        Raises InputError for an `out` of another shape or type too.
        """
        checked_progress(progress)
        sources = checked_names(origins, self.router.nodes)
        targets = None if destinations is None else checked_names(destinations, self.router.nodes)
        columns = self.router.nodes if targets is None else len(targets)
        table = checked_out(out, (len(sources), columns))
        if self.router.select_method(len(sources), method) == "search":
            found = plain_search.travel_times(self, sources, targets, progress)
            return found if out is None else _copied(found, table)
        number = self.router.prepare().hierarchy.number
        if targets is None:
            self._fill(number[sources], None, 0, table, progress)
        elif len(targets) < len(sources):
            backwards = np.empty((len(targets), len(sources)), np.int32)
            self._fill(number[targets], number[sources], 1, backwards, progress)
            table[:] = backwards.T
        else:
            self._fill(number[sources], number[targets], 0, table, progress)
        return table

    def pair_times(
        self,
        origins: npt.ArrayLike,
        destinations: npt.ArrayLike,
        *,
        method: Method = "auto",
        progress: Progress | None = None,
    ) -> Int32Array:
        """Return the fastest time from each origin to the destination beside it, int32[k]."""
        checked_progress(progress)
        sources, targets = checked_pairs(origins, destinations, self.router.nodes)
        if self._choose(sources, method) == "search":
            return plain_search.pair_times(self, sources, targets, progress)
        return pair_times(self._ascent, sources, targets, progress)

    def pair_time(
        self, origin: SupportsIndex, destination: SupportsIndex, *, method: Method = "auto"
    ) -> int:
        """Return the fastest time from one node to another: `pair_times` at a fraction of a call.

        returns  milliseconds; UNREACHABLE_MS if there is no path
        """
        nodes = self.router.nodes
        source, target = checked_name(origin, nodes), checked_name(destination, nodes)
        if self.router.select_method(1, method) == "search":
            return int(self.pair_times([source], [target], method="search")[0])
        return int(pair_time(*self._ascent, source, target))

    def paths(
        self,
        origins: npt.ArrayLike,
        destinations: npt.ArrayLike,
        *,
        method: Method = "auto",
        progress: Progress | None = None,
    ) -> list[Int32Array]:
        """Return the arcs of a fastest path from each origin to the destination beside it.

        returns  int32[...] each, arcs of the topology in order; empty if there is no path, or if
                 origin and destination are the same. Of several fastest paths, a method always
                 takes the same one
        """
        checked_progress(progress)
        sources, targets = checked_pairs(origins, destinations, self.router.nodes)
        if self._choose(sources, method) == "search":
            return plain_search.paths(self, sources, targets)
        prepared = self.router.prepare()
        network = CustomizedHierarchy(
            prepared.hierarchy,
            self._ascent,
            prepared.below,
            prepared.sources,
            self._shortcuts,
            self.weights,
            self._stands_for,
        )
        return find_paths(network, sources, targets, progress)

    def isochrones(
        self,
        origins: npt.ArrayLike,
        limit_ms: int,
        *,
        method: Method = "auto",
        progress: Progress | None = None,
    ) -> Isochrones:
        """Return the nodes that each origin reaches within a limit, and the times to them."""
        checked_progress(progress)
        sources, limit = checked_names(origins, self.router.nodes), checked_limits([limit_ms])[0]
        if self.router.select_method(len(sources), method) == "search":
            return Isochrones(*plain_search.reached(self, sources, int(limit), progress))
        prepared = self.router.prepare()
        offsets, numbers, times = find_reached(
            prepared.hierarchy,
            self._search_weights(0),
            self._descent(0),
            prepared.hierarchy.number[sources],
            int(limit),
            progress,
        )
        nodes = prepared.node_of[numbers]
        rows = np.repeat(np.arange(len(sources)), np.diff(offsets))
        order = np.lexsort((nodes, rows))
        return Isochrones(offsets, nodes[order], times[order])

    def accumulate(
        self,
        opportunities: npt.ArrayLike,
        limits_ms: npt.ArrayLike,
        *,
        origins: npt.ArrayLike | None = None,
        decay: npt.ArrayLike | None = None,
        method: Method = "auto",
        progress: Progress | None = None,
    ) -> FloatArray:
        """Return the opportunities within each limit of each origin, without a table of times.

        opportunities  float64[n], at each node
        limits_ms      int[c], milliseconds, or a single one
        origins        by default all nodes
        decay          float64[d], factors on the opportunities in d equal steps of time up to the
                       (single) limit; without it each counts in full
        returns        float64[k, c]; exact for whole numbers, whatever the method
        """
        checked_progress(progress)
        everywhere = np.arange(self.router.nodes)
        sources = checked_names(everywhere if origins is None else origins, len(everywhere))
        limits = checked_limits(limits_ms)
        amounts = checked_amounts(opportunities, self.router.nodes)
        factors = checked_decay(decay, len(limits))
        step = np.array([max(1, -(-(int(limits.max(initial=0)) + 1) // max(1, len(factors))))])
        if self.router.select_method(len(sources), method) == "search":
            shares = Opportunities(amounts, limits, factors, step)
            return plain_search.accumulate(self, sources, shares, progress)
        prepared = self.router.prepare()
        hierarchy = prepared.hierarchy
        order = np.argsort(limits, kind="stable")
        shares = Opportunities(amounts[prepared.node_of], limits[order], factors, step)
        number, weights = hierarchy.number[sources], self._search_weights(0)
        sums = sum_shares(hierarchy, weights, self._descent(0), number, shares, progress)
        return sums[:, np.argsort(order, kind="stable")]

    def nearest(
        self,
        origins: npt.ArrayLike,
        opportunities: npt.ArrayLike,
        count: int = 1,
        *,
        method: Method = "auto",
        progress: Progress | None = None,
    ) -> tuple[Int32Array, Int32Array]:
        """Return each origin's nearest opportunities and the times to them, nearest first.

        opportunities  int[j], nodes; of equally near ones the first listed comes first
        count          1 to 65,535
        returns        int32[k, count], positions in `opportunities`, -1 where there are no more
                       int32[k, count], milliseconds, UNREACHABLE_MS there
        """
        checked_progress(progress)
        sources, places = (
            checked_names(origins, self.router.nodes),
            checked_names(opportunities, self.router.nodes),
        )
        count = checked_count(count)
        if self.router.select_method(len(sources), method) == "search":
            return plain_search.nearest(self, sources, places, count, progress)
        hierarchy = self.router.prepare().hierarchy
        ends = (hierarchy.number[sources], hierarchy.number[places])
        return find_nearest(hierarchy, self._shortcuts, *ends, count, progress)

    @cached_property
    def blocks(self) -> Blocks:
        """The graph as searches read it."""
        graph = self.router.indptr, self.router.heads, self.weights
        return pack(*graph, self.router.search_graph().nodes)

    @cached_property
    def _shortcuts(self) -> npt.NDArray[np.uint32]:
        if self._known_shortcuts is not None:
            return self._known_shortcuts
        prepared = self.router.prepare()
        with plain_interrupts():
            return customize(prepared.hierarchy, prepared.triangles, prepared.sources, self.weights)

    @cached_property
    def _distances(self) -> npt.NDArray[np.uint32]:
        prepared, shortcuts = self.router.prepare(), self._shortcuts
        with plain_interrupts():
            return perfect(prepared.hierarchy, prepared.triangles, shortcuts)

    @cached_property
    def _stands_for(self) -> npt.NDArray[np.int64]:
        """What paths have found shortcuts to stand for; pages that no path needs cost nothing."""
        return np.zeros(len(self._shortcuts), np.int64)

    @property
    def _ascent(self) -> Ascent:
        """What questions for pairs read; with fewer arcs from when the distances are known."""
        known = "_distances" in self.__dict__
        ascent = self._ascents.get(known)
        if ascent is None:
            distances = self._distances if known else self._shortcuts
            with plain_interrupts():
                ascent = find_ascent(self.router.prepare().hierarchy, self._shortcuts, distances)
            self._ascents = {known: ascent}
        return ascent

    def _choose(self, origins: Int32Array, method: Method) -> str:
        """Return how a question is answered that takes a search from each different origin."""
        is_open = not self.router.is_prepared and isinstance(method, str) and method == "auto"
        return self.router.select_method(len(np.unique(origins) if is_open else origins), method)

    def _search_weights(self, backwards: int) -> Weights:
        return Weights(self._shortcuts, self._distances, backwards)

    def _descent(self, backwards: int) -> Descent:
        """Return the downward arcs to all nodes."""
        if backwards not in self._descents:
            everywhere = np.arange(self.router.nodes, dtype=np.int32)
            hierarchy = self.router.prepare().hierarchy
            weights = self._search_weights(backwards)
            with plain_interrupts():
                self._descents[backwards] = find_descent(hierarchy, weights, everywhere)
        return self._descents[backwards]

    def _fill(
        self,
        origins: Int32Array,
        targets: Int32Array | None,
        backwards: int,
        out: Int32Array,
        progress: Progress | None,
    ) -> None:
        """Write the times between numbers, targets None: all nodes, in input order."""
        prepared = self.router.prepare()
        hierarchy = prepared.hierarchy
        to = hierarchy.number if targets is None else targets
        above = None if 2 * len(to) > self.router.nodes else nodes_above(hierarchy.parent, to)
        if above is None or 2 * len(above) > self.router.nodes:
            descent, weights = self._descent(backwards), self._search_weights(backwards)
        else:  # a new metric sweeps over basic weights at first
            known = self._known_shortcuts is None or "_distances" in self.__dict__
            distances = self._distances if known else self._shortcuts
            weights = Weights(self._shortcuts, distances, backwards)
            descent = find_descent(hierarchy, weights, above)
        if len(origins) <= MAX_SINGLE_PASSES:
            fill_rows(hierarchy, weights, descent, (origins, to), out)
            return
        columns = prepared.columns if targets is None else arrange(hierarchy, descent.places, to)
        fill_table(hierarchy, weights, (descent, columns), origins, out, progress)


def _copied(found: Int32Array, to: Int32Array) -> Int32Array:
    to[:] = found
    return to
