"""Travel times over several timetables at once: draws of when lines without exact times leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from transnet.base.given import is_list, wrong_type
from transnet.base.language import said
from transnet.kernels.timetable.percentiles import rank_of
from transnet.kernels.timetable.rows import ROW
from transnet.timetable.access_ways import AccessWays, Starts, goals_of, starts_of
from transnet.timetable.compiled_window import CompiledWindow
from transnet.timetable.departure_window import departures_of, percentiles_given
from transnet.timetable.timetable import Timetable
from transnet.timetable.travel_window import TravelTimes


def pooled_travel_times(
    draws: Sequence[Timetable],
    ends: tuple[AccessWays | Sequence[str], AccessWays | Sequence[str]],
    *,
    date: str,
    window: tuple[str, str] = ("07:00", "09:00"),
    percentiles: Sequence[float] = (5, 50, 95),
    longest_min: int = 120,
) -> TravelTimes:
    """Return percentiles of travel time over all departures of a window in all timetables.

    draws  timetables of the same stops, such as `read_gtfs_draws` gives
    ends   origins and destinations

    These and the rest are as `Timetable.travel_times` takes them: of n departures in each of m
    timetables there are n times m travel times, and a percentile is the least that a share of so
    many doesn't exceed.
    So R5 takes percentiles over departures and random schedules (Conway, Byrd & van der Linden
    2017, Transportation Research Record 2653). Raises InputError for timetables of other stops, and
    whatever `travel_times` raises.
    """
    first = _alike(draws)
    departures = departures_of(first, date, window, longest_min)
    asked = percentiles_given(percentiles)
    starts, goals = starts_of(first, ends[0]), goals_of(first, ends[1])
    windows = [CompiledWindow(each, departures, goals) for each in draws]
    cutoffs = np.arange(longest_min + 1, dtype=np.int32)
    out = np.empty((len(asked), len(goals.rows), len(starts.ids)), dtype=np.int16)
    ranks = [rank_of(each, departures.count * len(windows)) for each in asked]
    for part, batch in _batches(starts):
        within = np.zeros((len(goals.rows), len(cutoffs), len(batch.ids)), dtype=np.int32)
        for window_of_draw in windows:
            within += window_of_draw.departures_within(batch, cutoffs)
        for p, rank in enumerate(ranks):
            out[p, :, part] = (within < rank).sum(axis=1)
    minutes: npt.NDArray[np.int16] = np.ascontiguousarray(out[:, goals.row_of])
    return TravelTimes(starts.ids, goals.ids, asked, departures.longest_min, minutes)


def _alike(draws: object) -> Timetable:
    given = list(draws) if is_list(draws) else [draws]
    timetables = [each for each in given if isinstance(each, Timetable)]
    if not given or len(timetables) < len(given):
        raise wrong_type(draws, "draws", said("must be timetables, one at least"))
    first = timetables[0]
    for each in timetables[1:]:
        if not np.array_equal(each.stop_ids, first.stop_ids):
            raise wrong_type(draws, "draws", said("must be timetables of the same stops"))
    return first


def _batches(starts: Starts) -> Iterator[tuple[slice, Starts]]:
    for begin in range(0, len(starts.ids), ROW):
        part = slice(begin, min(begin + ROW, len(starts.ids)))
        ways = slice(*np.searchsorted(starts.place, [part.start, part.stop]).tolist())
        place = starts.place[ways] - np.int32(begin)
        yield part, Starts(starts.ids[part], place, starts.stop[ways], starts.seconds[ways])
