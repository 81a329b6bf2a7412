"""What depends on a topology alone and all its metrics share: order, shortcuts, triangles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from transnet.base.cache import Cache, content_name
from transnet.base.code_digest import code_digest
from transnet.base.collector import refusal
from transnet.base.errors import InputError
from transnet.base.language import Message, said
from transnet.base.progress import Progress
from transnet.base.units import Int32Array
from transnet.kernels._chunks import aside
from transnet.kernels.hierarchy.columns import Columns, arrange
from transnet.kernels.hierarchy.customization import (
    Sources,
    Triangles,
    find_sources,
    find_triangles,
)
from transnet.kernels.hierarchy.dissection import dissection_order
from transnet.kernels.hierarchy.elimination import ArcsByHead, Hierarchy, eliminate, find_below
from transnet.routing.csr import is_permutation

_ORDERED_BY = (
    "transnet.kernels.hierarchy.dissection",
    "numpy",
    "numba",
)  # another may order otherwise
_ORDER_PERCENT = 90  # of the time to prepare
_MOST_ARCS_PER_ARC = 40  # shortcuts: a road network has 2, and far more don't pay


@dataclass(frozen=True)
class Prepared:
    """A hierarchy over a graph, and how its arcs hang together with those of the graph.

    arc_of  int32[m], arc of the hierarchy that each arc of the graph belongs to, -1 for a loop
    order   int32[n], nodes of the graph in the order they were contracted in
    """

    hierarchy: Hierarchy
    triangles: Triangles
    sources: Sources
    arc_of: Int32Array
    order: Int32Array

    @cached_property
    def below(self) -> ArcsByHead:
        """The arcs of the hierarchy by their head."""
        return find_below(self.hierarchy)

    @cached_property
    def columns(self) -> Columns:
        """How times to all nodes come into a table."""
        everywhere = np.arange(len(self.hierarchy.number), dtype=np.int32)
        return arrange(self.hierarchy, everywhere, self.hierarchy.number)

    @cached_property
    def node_of(self) -> Int32Array:
        """Node of the graph by its number in the hierarchy, int32[n]."""
        nodes = np.empty_like(self.hierarchy.number)
        nodes[self.hierarchy.number] = np.arange(len(nodes), dtype=np.int32)
        return nodes


def prepare(
    indptr: Int32Array,
    heads: Int32Array,
    *,
    order: Int32Array | None = None,
    cache: Cache | None = None,
    progress: Progress | None = None,
) -> Prepared:
    """Return the hierarchy of a graph.

    indptr, heads  int32, proved; directed arcs
    order     int32[n], contract nodes in this order instead of finding one
    cache     where to look for the order, and to keep it
    progress  called with ("preparing", percent, 100), mostly while an order is found

    Raises InputError if the order isn't a permutation of the nodes, or if the graph is so dense
    that its hierarchy would have more than 40 arcs for each of its own.
    """

    def tell(percent: int) -> None:
        if progress is not None:
            progress(said("preparing"), percent, 100)

    if order is None:
        order = _known_order(indptr, heads, cache, tell)
    elif not is_permutation(order, len(indptr) - 1):
        raise _refused("order", said("must name each node once"))
    most_arcs = _MOST_ARCS_PER_ARC * (len(heads) + len(indptr))
    order = order.astype(np.int32)
    hierarchy = aside(partial(eliminate, indptr, heads, order, most_arcs))
    if hierarchy is None:
        raise _refused("graph", said("is too dense for a hierarchy; search it instead"))
    tell(_ORDER_PERCENT + 5)
    triangles = aside(partial(find_triangles, hierarchy))
    tell(_ORDER_PERCENT + 7)
    sources, arc_of = aside(partial(find_sources, indptr, heads, hierarchy))
    tell(100)
    return Prepared(hierarchy, triangles, sources, arc_of, order)


def _known_order(
    indptr: Int32Array, heads: Int32Array, cache: Cache | None, tell: Callable[[int], None]
) -> Int32Array:
    def find() -> Int32Array:
        return dissection_order(
            indptr, heads, lambda _, done, work: tell(_ORDER_PERCENT * done // max(1, work))
        )

    if cache is None:
        return find()
    name = content_name(code_digest(*_ORDERED_BY), indptr, heads)
    order = cache.get(name)
    if order is None or not is_permutation(order, len(indptr) - 1):
        order = find()
        cache.put(name, order)
    return order


def _refused(what: str, hint: Message) -> InputError:
    return refusal(said("no hierarchy"), "hierarchy", what, hint)
