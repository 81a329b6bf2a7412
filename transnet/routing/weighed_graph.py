"""What a metric works out of its weights once, and what its sweeps read of it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.progress import Progress
from transnet.base.shown import Shown
from transnet.base.units import Int32Array
from transnet.kernels._chunks import aside, plain_interrupts
from transnet.kernels.hierarchy.columns import arrange
from transnet.kernels.hierarchy.customization import customize, perfect
from transnet.kernels.hierarchy.matrix import MAX_SINGLE_PASSES, fill_rows, fill_table
from transnet.kernels.hierarchy.query import Ascent, find_ascent
from transnet.kernels.hierarchy.sweep import Descent, Weights, find_descent, nodes_above
from transnet.kernels.search.calendar import Blocks, pack
from transnet.routing.choice import Method
from transnet.routing.shared_graph import SharedGraph


class WeighedGraph(Shown):
    """Weights over a topology, and what is derived of them when it is first needed."""

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
        self._last: tuple[int, bool, Int32Array, tuple[Weights, Descent]] | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy in another process is made of; the rest it works out anew."""
        return {"router": self.router, "weights": self.weights}

    def __setstate__(self, state: dict[str, Any]) -> None:
        state["weights"].flags.writeable = False  # which pickle doesn't remember
        WeighedGraph.__init__(self, state["router"], state["weights"])

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
                ways = (self.router.prepare().hierarchy, self._shortcuts, distances)
                ascent = aside(lambda: find_ascent(*ways))
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
                found = aside(lambda: find_descent(hierarchy, weights, everywhere))
            self._descents[backwards] = found
        return self._descents[backwards]

    def _near(self, to: Int32Array, above: Int32Array, backwards: int) -> tuple[Weights, Descent]:
        """Return the downward arcs to some nodes; those asked last are known, as batches ask them.

        A new metric sweeps over basic weights at first.
        """
        known = self._known_shortcuts is None or "_distances" in self.__dict__
        last = self._last
        if last is not None and last[:2] == (backwards, known) and np.array_equal(last[2], to):
            return last[3]
        distances = self._distances if known else self._shortcuts
        weights = Weights(self._shortcuts, distances, backwards)
        found = weights, find_descent(self.router.prepare().hierarchy, weights, above)
        self._last = (backwards, known, to.copy(), found)
        return found

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
        else:
            weights, descent = self._near(to, above, backwards)
        if len(origins) <= MAX_SINGLE_PASSES:
            fill_rows(hierarchy, weights, descent, (origins, to), out)
            return
        columns = prepared.columns if targets is None else arrange(hierarchy, descent.places, to)
        fill_table(hierarchy, weights, (descent, columns), origins, out, progress)
