"""What a road graph is asked between points on the ground, rather than between its nodes.

The answers are worked out in a room above. What they make ready once, ties and a search network,
stays with the graph for the next question and goes into no copy of it in another process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

from transnet.base.above import from_above
from transnet.base.on_executor import AnyExecutor
from transnet.base.shown import Shown

if TYPE_CHECKING:
    import pandas as pd
    from geopandas.geodataframe import GeoDataFrame

    from transnet.base.progress import Progress

    Places = pd.DataFrame | tuple[float, float]


class RoadQuestions(Shown):
    """Travel times, what is nearest and what is reached, from places to places.

    Places are a table with `lon` and `lat` (degrees WGS-84), a GeoDataFrame of points, or one point
    (lon, lat); their ids are those of the column `id`, else of the index. Each meets the nearest
    road of the largest part that can be entered (no motorway, ramp or ferry), somewhere along it,
    so that any number of places may lie on one stretch. Times are those of the graph, for whomever
    it was read: `read_roads(…, profile="walk")` gives one of those who walk, "bicycle" likewise.
    """

    def __getstate__(self) -> dict[str, Any]:
        """Return the graph alone, without what was made ready to ask it."""
        return {each.name: getattr(self, each.name) for each in fields(self)}  # type: ignore[arg-type]

    def travel_times(
        self,
        origins: Places,
        destinations: Places | None = None,
        *,
        snap_m: float = 1_000.0,
        beside_kmh: float | None = None,
        progress: Progress | None = None,
        executor: AnyExecutor = None,
    ) -> pd.DataFrame:
        """Return the fastest times between places, a row for each pair.

        destinations  without, the origins
        snap_m      a place farther from any road than so many metres isn't reached
        beside_kmh  how fast one comes from a place to its road, and from the road to a place; None:
                    the clock runs on roads alone
        progress    called with rows done
        executor    one of `concurrent.futures` or a client of Dask, which gets origins in batches;
                    the same bytes as without
        returns     from_id, to_id, travel_min: float64, inf where unreachable. Places too far from
                    any road are named in its attrs["notices"]; `snap` tells how far they are

        No journey holds a turn that is banned. The first question makes the graph ready, about a
        second for 100,000 arcs; later ones are quick.
        Raises InputError for places and numbers that can't be meant.
        """
        found: pd.DataFrame = from_above("RoadGraph.travel_times")(
            self,
            origins,
            destinations,
            snap_m=snap_m,
            beside_kmh=beside_kmh,
            progress=progress,
            executor=executor,
        )
        return found

    def nearest(
        self, origins: Places, facilities: Places, count: int = 1, **how: Any
    ) -> pd.DataFrame:
        """Return the nearest facilities of each origin by time, nearest first.

        count    1 to 65,535; of equally near ones the first listed comes first
        how      snap_m, beside_kmh, progress and executor, as in `travel_times`
        returns  from_id, rank (from 1), to_id, travel_min; only facilities that are reached
        Raises InputError as `travel_times`.
        """
        found: pd.DataFrame = from_above("RoadGraph.nearest")(
            self, origins, facilities, count, **how
        )
        return found

    def accumulate(
        self,
        origins: Places,
        opportunities: tuple[pd.DataFrame, str],
        cutoffs_min: Sequence[float] = (15, 30, 45),
        **how: Any,
    ) -> pd.DataFrame:
        """Return how much lies within each time of each origin.

        opportunities  places, and the column of theirs that says how much there is, 0 or more
        cutoffs_min    minutes; what takes exactly so long is within
        how      snap_m, beside_kmh, progress and executor, as in `travel_times`
        returns  table by origin id with a column for each time, such as jobs_within_30_min
        Raises InputError as `travel_times`, and UnknownNameError for a column that isn't there.
        """
        found: pd.DataFrame = from_above("RoadGraph.accumulate")(
            self, origins, opportunities, cutoffs_min, **how
        )
        return found

    def snap(self, places: Places, *, snap_m: float = 1_000.0) -> pd.DataFrame:
        """Return where places meet the roads: id, lon, lat, distance_m, is_tied, way_id.

        lon, lat, distance_m and way_id are those of the nearest road, however far; a place farther
        than `snap_m` isn't tied, and way_id is missing. Raises InputError as `travel_times`.
        """
        found: pd.DataFrame = from_above("RoadGraph.snap")(self, places, snap_m=snap_m)
        return found

    def isochrones(
        self, origin: tuple[float, float], minutes: Sequence[float], **how: Any
    ) -> GeoDataFrame:
        """Return what one reaches from a point within each time, as geometry.

        origin  (lon, lat), degrees WGS-84; how: shape, onward and cell_m, see `road_isochrones`
        Raises InputError for a point, times or other values that can't be meant.
        """
        found: GeoDataFrame = from_above("RoadGraph.isochrones")(self, origin, minutes, **how)
        return found

    @cached_property
    def _ready(self) -> Any:
        return from_above("RoadGraph._ready")(self)
