"""One set of weights over a topology, and the questions it answers; see `choice` for the rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, SupportsIndex

import numpy as np
import numpy.typing as npt

from transnet.base.language import said
from transnet.base.on_executor import AnyExecutor
from transnet.base.progress import Progress
from transnet.base.shown import Shown
from transnet.base.units import FloatArray, Int32Array
from transnet.kernels.hierarchy.accumulate import Opportunities, find_reached, sum_shares
from transnet.kernels.hierarchy.nearest import find_nearest
from transnet.kernels.hierarchy.query import pair_time, pair_times
from transnet.kernels.hierarchy.unpack import CustomizedHierarchy, find_paths
from transnet.kernels.hierarchy.update import update
from transnet.routing import plain_search
from transnet.routing.batched import Question, answers
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
from transnet.routing.weighed_graph import WeighedGraph


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


class Metric(WeighedGraph):
    """Weights over a topology; made by `Router.customize`.

    Origins and destinations are nodes, int[k]; repeats are allowed. Each question takes a method
    ("auto", "search" or "hierarchy") and a `Progress` callback, and raises
    InputError for a node that isn't there. Answers are the same bytes for any number of threads,
    and on any `executor`: one of `concurrent.futures`, or a client of Dask. It gets origins in
    batches, and the metric once in each process; None asks here, on threads of the kernels' own.
    """

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
        executor: AnyExecutor = None,
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
        by = self.router.select_method(len(sources), method)
        if executor is not None:
            return self._fill_apart(executor, (sources, targets), table, by, progress)
        if by == "search":
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
        executor: AnyExecutor = None,
    ) -> Int32Array:
        """Return the fastest time from each origin to the destination beside it, int32[k]."""
        checked_progress(progress)
        sources, targets = checked_pairs(origins, destinations, self.router.nodes)
        by = self._choose(sources, method)
        if executor is not None:
            asked = Question("pair_times", ("origins", "destinations"), {"method": by})
            pairs = np.column_stack([sources, targets])
            found = answers(self, executor, asked, pairs, progress)
            return np.concatenate([times for _, times in found])
        if by == "search":
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
        executor: AnyExecutor = None,
    ) -> list[Int32Array]:
        """Return the arcs of a fastest path from each origin to the destination beside it.

        returns  int32[...] each, arcs of the topology in order; empty if there is no path, or if
                 origin and destination are the same. Of several fastest paths, a method always
                 takes the same one
        """
        checked_progress(progress)
        sources, targets = checked_pairs(origins, destinations, self.router.nodes)
        by = self._choose(sources, method)
        if executor is not None:
            asked = Question("paths", ("origins", "destinations"), {"method": by})
            pairs = np.column_stack([sources, targets])
            found = answers(self, executor, asked, pairs, progress)
            return [path for _, paths in found for path in paths]
        if by == "search":
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
        executor: AnyExecutor = None,
    ) -> Isochrones:
        """Return the nodes that each origin reaches within a limit, and the times to them."""
        checked_progress(progress)
        sources, limit = checked_names(origins, self.router.nodes), checked_limits([limit_ms])[0]
        by = self.router.select_method(len(sources), method)
        if executor is not None:
            asked = Question("isochrones", ("origins",), {"limit_ms": int(limit), "method": by})
            return _joined([each for _, each in answers(self, executor, asked, sources, progress)])
        if by == "search":
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

    def accumulate(  # noqa: PLR0913, each says what is summed or how
        self,
        opportunities: npt.ArrayLike,
        limits_ms: npt.ArrayLike,
        *,
        origins: npt.ArrayLike | None = None,
        decay: npt.ArrayLike | None = None,
        method: Method = "auto",
        progress: Progress | None = None,
        executor: AnyExecutor = None,
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
        by = self.router.select_method(len(sources), method)
        if executor is not None:
            given = {"opportunities": amounts, "limits_ms": limits, "method": by}
            given["decay"] = None if decay is None else factors
            asked = Question("accumulate", ("origins",), given)
            found = answers(self, executor, asked, sources, progress)
            return np.concatenate([sums for _, sums in found])
        if by == "search":
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
        executor: AnyExecutor = None,
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
        by = self.router.select_method(len(sources), method)
        if executor is not None:
            given = {"opportunities": places, "count": count, "method": by}
            asked = Question("nearest", ("origins",), given)
            found = [each for _, each in answers(self, executor, asked, sources, progress)]
            positions, times = (np.concatenate(each) for each in zip(*found, strict=True))
            return positions, times
        if by == "search":
            return plain_search.nearest(self, sources, places, count, progress)
        hierarchy = self.router.prepare().hierarchy
        ends = (hierarchy.number[sources], hierarchy.number[places])
        return find_nearest(hierarchy, self._shortcuts, *ends, count, progress)

    def _fill_apart(
        self,
        executor: AnyExecutor,
        ends: tuple[Int32Array, Int32Array | None],
        table: Int32Array,
        method: Method,
        progress: Progress | None,
    ) -> Int32Array:
        """Fill a table on an executor: by rows, or by columns where these are fewer."""
        sources, targets = ends
        if targets is not None and len(targets) < len(sources) and method == "hierarchy":
            given: dict[str, Any] = {"origins": sources, "method": method}
            asked = Question("travel_times", ("destinations",), given)
            for columns, times in answers(self, executor, asked, targets, progress):
                table[:, columns] = times
            return table
        asked = Question("travel_times", ("origins",), {"destinations": targets, "method": method})
        for rows, times in answers(self, executor, asked, sources, progress):
            table[rows] = times
        return table


def _joined(parts: list[Isochrones]) -> Isochrones:
    """Return the isochrones of batches as those of all."""
    ends = np.cumsum([0, *(each.offsets[-1] for each in parts)])
    offsets = [each.offsets[:-1] + end for each, end in zip(parts, ends, strict=False)]
    return Isochrones(
        np.concatenate([*offsets, ends[-1:]]),
        np.concatenate([each.nodes for each in parts]),
        np.concatenate([each.times for each in parts]),
    )


def _copied(found: Int32Array, to: Int32Array) -> Int32Array:
    to[:] = found
    return to
