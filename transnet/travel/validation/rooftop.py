"""Waits over real departures: the rooftop model, those who turn up by chance, and headways.

Travellers wish to leave evenly over a span of the day. One who knows the timetable takes the train
with the least |departure - wish| + travel time: over the wish, each train's cost has the shape of a
roof, and the lower envelope of the roofs is what the timetable costs (the rooftop model of British
Rail; McPherson & Ashley, Estimating passenger demand for fast rail services with the Rooftop Model,
27th Australasian Transport Research Forum, 2004; its costs of leaving early or late go back to
Small, The scheduling of consumer activities: work trips, American Economic Review, 1982). One who
turns up by chance takes the train that arrives first.

Without a timetable the gaps between trains are known only by their mean h. The mean wait for the
next train is h / 2 x (1 + v), where v is the squared coefficient of variation of the gaps (Osuna &
Newell, Control strategies for an idealized public transportation system, Transportation Science 6,
1972), and the displacement h / 4 x (1 + v), as a wish lies on either side. v is 0 for even gaps and
(n - 1) / (n + 1) for n trains at random over the span; real timetables lie between.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.collector import refusal
from transnet.base.errors import InputError
from transnet.base.language import Message, said
from transnet.base.units import FloatArray

DAY_MIN = 1440.0
WAKING_MIN = (360.0, 1320.0)
"""06:00 to 22:00, the span over which wishes are spread."""

Span = tuple[float, float]
_BOTH_SIDES, _ONE_SIDE = 4.0, 2.0


@dataclass(frozen=True)
class MeanTrip:
    """What a trip takes on average over the wished departures, minutes; inf without a train.

    wait_min    displacement of those who know the timetable, wait of those who turn up
    travel_min  from departure to arrival
    """

    wait_min: float
    travel_min: float

    @property
    def total_min(self) -> float:
        """Wait and travel."""
        return self.wait_min + self.travel_min


NO_TRIP = MeanTrip(np.inf, np.inf)


def rooftop(
    departures_min: npt.ArrayLike, travel_min: npt.ArrayLike, span_min: Span = WAKING_MIN
) -> MeanTrip:
    """Return the mean displacement and travel time of travellers who know the timetable.

    departures_min  f64[n], minutes after midnight, repeated every day
    travel_min      f64[n]
    span_min        wishes are spread evenly from one to the other, within 0 and 1440
    Integrated exactly. A further departure never raises the total; evenly spaced equal trains
    displace by a quarter of the headway. Raises InputError for arrays of unlike length, for numbers
    that are no times, and for a span outside the day.
    """
    depart, travel = _trains(departures_min, travel_min, span_min)
    if not len(depart):
        return NO_TRIP
    depart = np.concatenate([depart - DAY_MIN, depart, depart + DAY_MIN])
    travel = np.tile(travel, 3)
    order = np.lexsort((travel, depart))
    depart, travel = depart[order], travel[order]
    # A train under the roof of another is never the best, not even at its own departure.
    from_left = np.minimum.accumulate(travel - depart)
    from_right = np.minimum.accumulate((travel + depart)[::-1])[::-1]
    seen = np.ones(len(depart), dtype=np.bool_)
    seen[1:] &= travel[1:] - depart[1:] < from_left[:-1]
    seen[:-1] &= travel[:-1] + depart[:-1] <= from_right[1:]
    depart, travel = depart[seen], travel[seen]
    crossing = (depart[1:] + depart[:-1] + travel[1:] - travel[:-1]) / 2
    ends = np.clip(np.concatenate([[-np.inf], crossing, [np.inf]]), *span_min)
    early, late = ends[:-1] - depart, ends[1:] - depart
    displaced = (late * np.abs(late) - early * np.abs(early)) / 2
    length = span_min[1] - span_min[0]
    return MeanTrip(float(displaced.sum() / length), float((np.diff(ends) * travel).sum() / length))


def first_come(
    departures_min: npt.ArrayLike, travel_min: npt.ArrayLike, span_min: Span = WAKING_MIN
) -> MeanTrip:
    """Return the mean wait and travel time of travellers who turn up evenly over the span.

    As `rooftop`; they take the train that arrives first. The night isn't waited through: after the
    last train of the span comes its first again.
    """
    depart, travel = _trains(departures_min, travel_min, span_min)
    within = (depart >= span_min[0]) & (depart < span_min[1])
    depart, travel = depart[within], travel[within]
    if not len(depart):
        return NO_TRIP
    length = span_min[1] - span_min[0]
    copies = range(3 + int(travel.max() // length))
    depart = np.concatenate([depart + length * copy for copy in copies])
    travel = np.tile(travel, len(copies))
    order = np.lexsort((-travel, depart))
    depart, travel = depart[order], travel[order]
    earliest_after = np.minimum.accumulate((depart + travel)[::-1])[::-1]
    seen = np.append(depart[:-1] + travel[:-1] < earliest_after[1:], True)
    depart, travel = depart[seen], travel[seen]
    ends = np.clip(depart, *span_min)
    starts = np.append(span_min[0], ends[:-1])
    waited = ((depart - starts) ** 2 - (depart - ends) ** 2) / 2
    return MeanTrip(float(waited.sum() / length), float(((ends - starts) * travel).sum() / length))


def by_headway(
    trains_per_min: npt.ArrayLike,
    travel_min: npt.ArrayLike,
    irregularity: float = 0.0,
    *,
    knows_timetable: bool = True,
) -> MeanTrip:
    """Return the mean displacement or wait, and the travel time, where only frequencies are known.

    trains_per_min  f64[n], of each service; 0 closes it
    travel_min      f64[n]
    irregularity    0 for even gaps between trains, 1 for trains at random: the squared coefficient
                    of variation of the gaps
    knows_timetable  True for displacement from the wish, False for the wait of those who turn up
    Travellers take the first train out of the fastest services, as many as give the least total
    (common lines; Chriqui & Robillard 1975).
    """
    rate, travel = (np.asarray(values, dtype=np.float64) for values in (trains_per_min, travel_min))
    order = np.argsort(travel, kind="stable")
    order = order[rate[order] > 0]
    if not len(order):
        return NO_TRIP
    so_far = np.cumsum(rate[order])
    ride = np.cumsum(rate[order] * travel[order]) / so_far
    wait = (1 + irregularity) / so_far / (_BOTH_SIDES if knows_timetable else _ONE_SIDE)
    best = int(np.argmin(wait + ride))
    return MeanTrip(float(wait[best]), float(ride[best]))


def _trains(
    departures_min: npt.ArrayLike, travel_min: npt.ArrayLike, span_min: Span
) -> tuple[FloatArray, FloatArray]:
    """Departures within one day, and travel times."""
    start, end = span_min
    if not 0 <= start < end <= DAY_MIN:
        raise _refused("span_min", f"{span_min}", said("expected two times of one day, 0 to 1440"))
    depart, travel = (
        np.asarray(values, dtype=np.float64) for values in (departures_min, travel_min)
    )
    if depart.ndim != 1 or depart.shape != travel.shape:
        shapes = f"{depart.shape} and {travel.shape}"
        raise _refused("travel_min", shapes, said("expected one travel time for each departure"))
    wrong = ~(np.isfinite(depart) & np.isfinite(travel) & (travel >= 0))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        shown = f"{depart[row]:g}, {travel[row]:g}"
        raise _refused(
            "travel_min", shown, said("expected finite minutes, travel times of 0 or more")
        )
    return depart % DAY_MIN, travel


def _refused(name: str, value: str, hint: Message) -> InputError:
    return refusal(said("departures can't be used"), "out_of_range", name, hint, value)
