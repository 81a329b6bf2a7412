"""Tables of times between places over a road graph, and of what is near or within reach there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.arrays import real_numbers
from transnet.base.collector import Notices, refusal
from transnet.base.errors import InputError
from transnet.base.language import Message, said
from transnet.base.on_executor import AnyExecutor, executor_given, on_rows
from transnet.base.progress import Progress
from transnet.base.units import FloatArray
from transnet.roads.graph import RoadGraph
from transnet.roads.isochrones.reach_tables import times_given
from transnet.roads.snapping import SnappedPoints
from transnet.routing.query_checks import checked_count, checked_progress
from transnet.transit.door_ends import places_with
from transnet.transit.given_points import Points, points_given
from transnet.travel.point_times import PointTimes
from transnet.travel.road_numbers import number_up_to

_Found = TypeVar("_Found")

_FARTHEST_M = 100_000.0
_FASTEST_KMH = 200.0
_NAMED = 3


def made_ready(graph: RoadGraph) -> PointTimes:
    """Return what tells times between points of a graph."""
    return PointTimes(graph)


def road_travel_times(
    graph: RoadGraph, origins: object, destinations: object = None, **how: Any
) -> pd.DataFrame:
    """Return the fastest times between places; see `RoadGraph.travel_times`."""
    asked = _Asked(graph, origins, destinations, **how)
    one, other = asked.origins.ids, asked.destinations.ids
    minutes = np.empty((len(one), len(other)))
    for rows, part in asked.answers(_as_they_are):
        minutes[rows] = part
    ends = {
        "from_id": one.repeat(len(other)),
        "to_id": other.take(np.tile(np.arange(len(other)), len(one))),
    }
    table = pd.DataFrame({**ends, "travel_min": minutes.ravel()})
    table.attrs["notices"] = asked.notices
    return table


def road_nearest(
    graph: RoadGraph, origins: object, facilities: object, count: int = 1, **how: Any
) -> pd.DataFrame:
    """Return the nearest facilities of each origin; see `RoadGraph.nearest`."""
    asked = _Asked(graph, origins, facilities, **how)
    wanted = min(checked_count(count), len(asked.destinations.ids))
    found = []
    for rows, (at, *rest) in asked.answers(partial(_nearest, wanted)):
        found.append((at + rows.start, *rest))
    none = (np.zeros(0, np.int64),) * 3 + (np.zeros(0),)
    of, rank, to, minutes = (np.concatenate(each) for each in zip(none, *found, strict=True))
    table = pd.DataFrame(
        {
            "from_id": asked.origins.ids.take(of),
            "rank": rank + 1,
            "to_id": asked.destinations.ids.take(to),
            "travel_min": minutes,
        }
    )
    table.attrs["notices"] = asked.notices
    return table


def road_accumulate(
    graph: RoadGraph,
    origins: object,
    opportunities: object,
    cutoffs_min: Sequence[float] = (15, 30, 45),
    **how: Any,
) -> pd.DataFrame:
    """Return how much lies within each time of each origin; see `RoadGraph.accumulate`."""
    limits = times_given(cutoffs_min, said("the cutoffs can't be meant"))
    places, column = places_with(opportunities)
    amounts = real_numbers(
        places[column].to_numpy(), lambda value, hint: _refused(column, value, hint)
    )
    bad = np.flatnonzero(~np.isfinite(amounts) | (amounts < 0))
    if len(bad):
        hint = said("isn't a finite number of 0 or more")
        raise _refused(column, str(amounts[bad[0]]), hint)
    asked = _Asked(graph, origins, places, **how)
    sums = np.empty((len(asked.origins.ids), len(limits)))
    for rows, part in asked.answers(partial(_sums, limits, amounts)):
        sums[rows] = part
    names = [f"{column}_within_{limit:.15g}_min" for limit in limits]
    table = pd.DataFrame(sums, index=asked.origins.ids, columns=names)
    table.attrs["notices"] = asked.notices
    return table


def road_snap(graph: RoadGraph, places: object, *, snap_m: float) -> pd.DataFrame:
    """Return where places meet the roads; see `RoadGraph.snap`."""
    asked = _Asked(graph, places, snap_m=snap_m)
    points, ties = asked.origins, asked.ties[0]
    ways = pd.array([pd.NA] * len(points.ids), dtype="Int64")
    tied, first = np.unique(ties.point, return_index=True)
    ways[tied] = graph.way_ids[ties.arc[first]]
    columns = {"id": points.ids, "lon": ties.lon, "lat": ties.lat}
    distances = {"distance_m": 1000.0 * ties.distance_km, "is_tied": ties.tied, "way_id": ways}
    return pd.DataFrame(columns | distances)


def _as_they_are(minutes: FloatArray) -> FloatArray:
    return minutes


def _nearest(wanted: int, minutes: FloatArray) -> tuple[npt.NDArray[Any], ...]:
    """Return rows, ranks, columns and minutes of the nearest of each row."""
    nearest = np.argsort(minutes, axis=1, kind="stable")[:, :wanted]
    times = np.take_along_axis(minutes, nearest, axis=1)
    at, rank = np.nonzero(np.isfinite(times))
    return at, rank, nearest[at, rank], times[at, rank]


def _sums(limits: Sequence[float], amounts: FloatArray, minutes: FloatArray) -> FloatArray:
    """Return float64[rows, limits]; each row is summed alike, whatever rows stand beside it."""
    within = [np.where(minutes <= limit, amounts, 0.0).sum(axis=1) for limit in limits]
    return np.column_stack(within)


@dataclass(frozen=True, eq=False)
class _Ends:
    """Places tied to the roads, how one goes between them and the roads, and what is made of it."""

    origins: SnappedPoints
    destinations: SnappedPoints
    beside_kmh: float | None
    call: Callable[[FloatArray], Any]


def _some(graph: RoadGraph, ends: _Ends, rows: Any) -> Any:
    """Return what a call makes of the minutes from some origins."""
    origins = ends.origins.some(int(rows[0]), int(rows[-1]) + 1)
    ready: PointTimes = graph._ready
    parts = ready.minutes(origins, ends.destinations, ends.beside_kmh)
    return ends.call(np.concatenate([part for _, part in parts]))


class _Asked:
    """A question between places, proved and tied to the roads."""

    def __init__(  # noqa: PLR0913, as the questions take them
        self,
        graph: RoadGraph,
        origins: object,
        destinations: object = None,
        *,
        snap_m: float = 1_000.0,
        beside_kmh: float | None = None,
        progress: Progress | None = None,
        executor: AnyExecutor = None,
    ) -> None:
        self._graph, self._executor = graph, executor_given(executor)
        self.origins = points_given(origins, "origins")
        self.destinations = self.origins
        if destinations is not None:
            self.destinations = points_given(destinations, "destinations")
        self._snap_m = number_up_to(snap_m, _FARTHEST_M, partial(_refused, "snap_m"))
        self._beside: float | None = None
        if beside_kmh is not None:
            self._beside = number_up_to(beside_kmh, _FASTEST_KMH, partial(_refused, "beside_kmh"))
        self._progress = checked_progress(progress)
        self._ready: PointTimes = graph._ready
        self.ties = (self._tied(self.origins), self._tied(self.destinations))

    def answers(self, call: Callable[[FloatArray], _Found]) -> Iterator[tuple[slice, _Found]]:
        """Yield rows of origins, and what a call makes of their minutes to all destinations."""
        if self._executor is None:
            for rows, part in self._ready.minutes(*self.ties, self._beside, self._progress):
                yield rows, call(part)
            return
        ends, every = _Ends(*self.ties, self._beside, call), np.arange(len(self.origins.ids))
        grounds = (self._graph, ends)
        yield from on_rows(self._executor, grounds, _some, every, progress=self._progress)

    @property
    def notices(self) -> list[dict[str, Any]]:
        """Return what is doubtful of the places."""
        found = Notices("roads")
        ends = {"origins": self.origins, "destinations": self.destinations}
        for (name, points), ties in zip(ends.items(), self.ties, strict=True):
            far = np.flatnonzero(~ties.tied)
            if len(far) and (name == "origins" or points is not self.origins):
                found.add("far_from_road", self._told(points, far), column=name)
        return [each.as_dict() for each in found.notices]

    def _told(self, points: Points, far: Any) -> Message:
        return said(
            "{count:,} of {all:,} lie farther than {snap_m:g} m from any road that can be entered "
            "({named}); snap tells how far",
            count=len(far),
            all=len(points.ids),
            snap_m=self._snap_m,
            named=", ".join(points.texts[row] for row in far[:_NAMED].tolist()),
        )

    def _tied(self, points: Points) -> SnappedPoints:
        lon, lat = (np.ascontiguousarray(each, np.float64) for each in (points.lon, points.lat))
        return self._ready.tie(lon, lat, self._snap_m / 1000.0)


def _refused(column: str, value: str, hint: Message) -> InputError:
    told = said("the roads can't be asked")
    return refusal(told, "bad_points", "roads", hint, value, column=column)
