"""What one may do to a road graph: choose roads of it, close them, change their speed, add one.

Each returns another graph and leaves this one as it is, so that before and after stand side by
side. How it is done lies in a room above.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from transnet.base.above import from_above

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Which = npt.NDArray[np.bool_]

OWN_KEYS = frozenset({"name", "road_class", "ways", "crossing"})
"""What roads are chosen by besides tags."""


class RoadChanges:
    """Roads chosen, closed, made slower or faster, and added."""

    __slots__ = ()

    def select(
        self,
        *,
        name: str | None = None,
        road_class: str | Iterable[str] | None = None,
        ways: Iterable[int] | None = None,
        crossing: BaseGeometry | None = None,
        **tags: bool | str | int | Iterable[str],
    ) -> Which:
        """Return the arcs that all of these hold for, bool[m]; copies for banned turns included.

        name        part of the name on the spot or in English, in small letters or capitals
        road_class  one or several, such as "primary"
        ways        ids of ways; an arc of several ways is chosen by each of them
        crossing    a shapely geometry in degrees WGS-84 that an arc's line meets: a line drawn
                    across a bridge, or the area of a town
        tags        of those that the roads were read with, `read_roads(…, tags=("bridge", "ref"))`:
                    bridge=True, ref="A1", lanes=[2, 3]; True is any value but no, False is no or
                    none. `**{"bridge:name": "…"}` where a key is no word of Python
        Raises InputError where nothing is asked, a tag wasn't kept or none is such a road, and for
        other types.
        """
        found: Which = from_above("RoadGraph.select")(
            self, name=name, road_class=road_class, ways=ways, crossing=crossing, **tags
        )
        return found

    def close(self, which: npt.ArrayLike) -> Self:
        """Return the graph in which nobody drives on some arcs.

        which  bool[m], as `select` returns it, or positions of arcs
        They stay where they are, with a time that is none (UNREACHABLE_MS). No place meets them;
        what they alone lead to is still there, and can't be reached. Raises InputError for arcs
        that there are none of.
        """
        closed: Self = from_above("RoadGraph.close")(self, which)
        return closed

    def set_speed(
        self, which: npt.ArrayLike, *, kmh: float | None = None, factor: float | None = None
    ) -> Self:
        """Return the graph in which some arcs are driven at another speed.

        which   as `close` takes it
        kmh     their speed
        factor  on their speed, so that 0.5 doubles what driving takes
        What signals and turns cost stays (`delay_ms`). Closed arcs stay closed. Raises InputError
        unless one of the two is given, for one that isn't above 0, and for arcs without length
        where `kmh` is.
        """
        changed: Self = from_above("RoadGraph.set_speed")(self, which, kmh=kmh, factor=factor)
        return changed

    def add_road(self, points: Sequence[tuple[float, float]], kmh: float, **what: Any) -> Self:
        """Return the graph with one more road, from junction to junction.

        points    two or more (lon, lat), degrees WGS-84; the first and last are junctions, or lie
                  near one: the road begins and ends at the nearest of the largest part
        kmh       its speed
        what      oneway (False), road_class ("unclassified"), name ("") and snap_m (100), how far
                  from a junction an end may lie
        Where it passes over other roads it doesn't meet them; several roads meet at their ends.
        Raises InputError for points and numbers that can't be meant, and an end far from junctions.
        """
        longer: Self = from_above("RoadGraph.add_road")(self, points, kmh, **what)
        return longer
