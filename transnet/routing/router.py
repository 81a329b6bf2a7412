"""Fastest times over one topology, for as many weights as one likes.

    router = Router(topology)
    metric = router.customize(weights_ms)
    metric.travel_times(origins, destinations)

`choice` says by which of two methods a question is answered, to the same millisecond.
"""

from __future__ import annotations

import numpy.typing as npt

from transnet.routing.csr import checked_weights
from transnet.routing.metric import Metric
from transnet.routing.shared_graph import SharedGraph


class Router(SharedGraph):
    """A topology made ready to answer for any weights.

    topology  has `indptr` and `heads`, and perhaps `node_lon` and `node_lat`; or is a tuple of
              these: (indptr, heads) or (indptr, heads, lon, lat); or is a RoadGraph
    order     int32[n], nodes in the order to contract them in; by default found from the topology
    cache     folder for orders found; True: the user's cache directory; False: none is kept
    progress  called with ("preparing", work done, work) while the hierarchy is being built

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
