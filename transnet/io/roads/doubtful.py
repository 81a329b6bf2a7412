"""What makes the roads of a file doubtful beside their numbers, told the same by each format.

Classes that cars don't drive on, roads that are there twice, and nodes whose place isn't known. All
are read as they are: a file may know better, but whoever takes its roads for those of cars is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.roads.graph import Arcs

# Values of OpenStreetMap's highway and words that GMNS files use, in small letters with blanks.
_NOT_FOR_CARS = frozenset(
    {
        *("footway", "pedestrian", "path", "steps", "corridor", "elevator", "platform", "sidewalk"),
        *("crosswalk", "walkway", "walk", "trail", "cycleway", "bridleway", "bikeway", "bike path"),
        *("bike lane", "bicycle path", "bike", "bicycle", "shared use path", "multi use path"),
        *("track", "busway", "bus guideway", "bus", "transit", "raceway", "railway", "rail"),
        *("light rail", "subway", "tram", "proposed", "construction", "abandoned", "razed"),
        *("disused", "planned"),
    }
)


def is_for_cars(road_class: str) -> bool:
    """Return whether a class of road isn't one that cars are kept from, however it is written.

    >>> is_for_cars("primary"), is_for_cars("Bike_Path"), is_for_cars("")
    (True, False, True)
    """
    return _plain(road_class) not in _NOT_FOR_CARS


def note_classes(arcs: Arcs, faults: Notices, where: Callable[[int], tuple[int, str]]) -> None:
    """Warn of arcs whose class cars don't drive on; `where` is as for `note_suspects`."""
    if arcs.road_class is None:
        return
    classes = np.asarray(arcs.road_class, dtype=object)
    odd = {each for each in set(classes.tolist()) if not is_for_cars(str(each))}
    if not odd:
        return
    found = np.flatnonzero([each in odd for each in classes.tolist()])
    row, name = where(int(found[0]))
    hint = said(
        "{count:,} arcs are of a class that isn't for cars ({listed}); they count as roads for "
        "cars: leave out those that aren't",
        count=len(found),
        listed=", ".join(sorted(odd)[:5]),
    )
    faults.add("class_not_for_cars", hint, row=row, value=name)


def note_repeats(arcs: Arcs, faults: Notices, where: Callable[[int], tuple[int, str]]) -> None:
    """Warn of arcs of one way that are there twice, as in files that were merged.

    Ways that have no id aren't told apart from streets side by side, and loops from their two
    directions, so neither are named.
    """
    if arcs.way_ids is None:
        return
    way, tail, head = (
        np.asarray(each, np.int64) for each in (arcs.way_ids, arcs.tails, arcs.heads)
    )
    some = np.flatnonzero((way != 0) & (tail != head))
    columns = [way[some], tail[some], head[some], np.asarray(arcs.time_ms, np.int64)[some]]
    order = np.lexsort(columns)
    alike = np.all([each[order][1:] == each[order][:-1] for each in columns], axis=0)
    pairs = zip(some[order[:-1][alike]].tolist(), some[order[1:][alike]].tolist(), strict=True)
    found = sorted(max(pair) for pair in pairs if _same_line(arcs, *pair))
    if found:
        row, name = where(found[0])
        hint = said(
            "{count:,} arcs are there before, with the same way, ends, time and line, as in "
            "files that were merged; each counts: take the second ones out",
            count=len(found),
        )
        faults.add("repeated_road", hint, row=row, value=name)


def _same_line(arcs: Arcs, first: int, second: int) -> bool:
    if arcs.shapes is None:
        return True
    pointers = np.asarray(arcs.shapes[0])
    one, other = (slice(pointers[arc], pointers[arc + 1]) for arc in (first, second))
    return all(
        np.array_equal(np.asarray(axis)[one], np.asarray(axis)[other]) for axis in arcs.shapes[1:]
    )


def note_places(
    lon: npt.ArrayLike, lat: npt.ArrayLike, ids: Sequence[object], faults: Notices, rows: int = 0
) -> None:
    """Warn of nodes without a place where others have one, and of those with half of one.

    lon, lat  float64[n], degrees, NaN where unknown
    rows      row of the first node in its file; 0 where there are none
    """
    known = [np.isfinite(np.asarray(each, dtype=np.float64)) for each in (lon, lat)]
    whole, half = known[0] & known[1], known[0] ^ known[1]
    lost = np.flatnonzero(~whole) if whole.any() else np.flatnonzero(half)
    if not len(lost):
        return
    first = int(lost[0])
    hint = said(
        "{count:,} of {count2:,} nodes lack a longitude or latitude: they are on no map, and no "
        "point is near them",
        count=len(lost),
        count2=len(whole),
    )
    faults.add("place_unknown", hint, row=rows and rows + first, value=str(ids[first]))


def _plain(text: str) -> str:
    return " ".join(text.strip().lower().replace("_", " ").replace("-", " ").split())
