"""How a question to a router is answered: by plain searches, or by the hierarchy.

Two ways lead to every answer, to the same millisecond: `dijkstra`, Dijkstra's algorithm from each
origin, and `hierarchy`, a customisable contraction hierarchy with sweeps for many origins at once.
Unless a call names its method, the size of the question decides:

- below MIN_PREPARED_NODES nodes: search; the machinery of large networks would only get in the way;
- when the hierarchy is there already, from an earlier question or by `prepare()`: hierarchy;
- else by the searches that the question takes: up to MAX_UNPREPARED_SEARCHES of them cost less
  than preparing, which takes half a second or so for each hundred thousand nodes, once for all
  weights.
"""

from __future__ import annotations

from typing import Literal

from transnet.routing.query_checks import checked_method

Method = Literal["auto", "search", "hierarchy"]

MIN_PREPARED_NODES = 4_000
"""Below this size, searches are quicker than any preparation."""

MAX_UNPREPARED_SEARCHES = 64
"""Up to so many searches cost less than building the hierarchy for them."""


def select_method(
    nodes: int, is_prepared: bool, searches: int, method: Method = "auto"
) -> Literal["search", "hierarchy"]:
    """Return the method for a question that takes so many searches.

    is_prepared  whether the hierarchy is there already
    method       "auto", or the method itself

    Raises InputError for a method of another name.
    """
    if not isinstance(method, str) or method != "auto":
        return checked_method(method)
    if nodes < MIN_PREPARED_NODES or (not is_prepared and searches <= MAX_UNPREPARED_SEARCHES):
        return "search"
    return "hierarchy"
