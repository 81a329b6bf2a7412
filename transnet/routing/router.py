"""Fastest times over one topology, for as many weights as one likes.

    router = Router(topology)
    metric = router.customize(weights_ms)
    metric.travel_times(origins, destinations)

`choice` says by which of two methods a question is answered, to the same millisecond.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy.typing as npt

from transnet.base.array_file import load_arrays, proving, save_arrays
from transnet.base.progress import Progress
from transnet.routing.csr import checked_weights
from transnet.routing.metric import Metric
from transnet.routing.shared_graph import SharedGraph

_KIND, _VERSION = "router", 1


class Router(SharedGraph):
    """A topology made ready to answer for any weights.

    topology  has `indptr` and `heads`, and perhaps `node_lon` and `node_lat`; or is a tuple of
              these: (indptr, heads) or (indptr, heads, lon, lat); or is a RoadGraph
    order     int32[n], nodes in the order to contract them in; by default found from the topology
    cache     folder for orders found; True: the user's cache directory; False: none is kept
    progress  called with ("preparing", percent, 100) while the hierarchy is being built

    Raises InputError unless the arrays are a graph (see `checked_csr`), and for a road graph with
    copies of nodes: `route_network` knows that they are one place. A tuple of such a graph's arrays
    can't be told from any other: each copy is a node of its own then.
    """

    def customize(self, weights: npt.ArrayLike) -> Metric:
        """Return the metric in which each arc takes its weight.

        weights  int32[m], milliseconds >= 0; UNREACHABLE_MS is a closed arc

        Raises InputError for a weight that is negative, missing or no such time.
        """
        checked = checked_weights(weights, len(self.heads))
        checked.flags.writeable = False
        return Metric(self, checked)

    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        """Write the topology and the order of its nodes to a file; `load` reads it.

        path   a file of any name, which appears whole or not at all
        force  replace a file that is there

        A graph of 4,000 nodes or more is prepared first, unless it is already.
        Raises InputError where the file can't be written or is there already, and for a graph that
        can't be prepared.
        """
        save_arrays(path, _KIND, _VERSION, self.kept_arrays(), force=force)

    @staticmethod
    def load(path: str | os.PathLike[str], *, progress: Progress | None = None) -> Router:
        """Return a router that `save` wrote, prepared if it was.

        progress  called with ("preparing", work done, work)

        All of it is proved anew: a topology, and an order that names each node once. Nothing in the
        file is run.
        Raises InputError for a file that isn't one, was changed, or was written by a version of
        transnet that keeps routers otherwise.
        """
        arrays = load_arrays(path, _KIND, _VERSION)
        with proving(path):
            return router_from(arrays, progress=progress)


def router_from(
    arrays: Mapping[str, npt.NDArray[Any]], *, progress: Progress | None = None
) -> Router:
    """Return the router of what `kept_arrays` gave, prepared if it had an order.

    Raises KeyError for an array that lacks, InputError for one that isn't what it should be.
    """
    points = [arrays[name] for name in ("lon", "lat") if name in arrays]
    topology = (arrays["indptr"], arrays["heads"], *points)
    router = Router(topology, order=arrays.get("order"), cache=False, progress=progress)
    if "order" in arrays:
        router.prepare()
    return router
