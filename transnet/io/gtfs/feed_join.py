"""Columns of feeds to one timetable: ids told apart by feed, days and clocks brought together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from transnet.base.collector import refusal
from transnet.base.language import said
from transnet.io.gtfs.feed_parts import FeedParts
from transnet.timetable.parts import Calls, Routes, Services, Stops, Transfers, Trips
from transnet.timetable.timetable import Timetable, build_timetable

_DAY_S = 86_400


def timetable_of(feeds: Sequence[FeedParts], scopes: Sequence[str]) -> Timetable:
    """Return one timetable of all feeds, in the time zone of the first.

    scopes  what stands before the ids of each feed and a colon; "" for nothing
    Raises InputError where clocks of two feeds don't differ by the same all through.
    """
    stops, routes, trips = ([getattr(f, each) for f in feeds] for each in _TABLES)
    calls = [each.calls for each in feeds]
    behind = [_seconds_behind(each, feeds[0]) for each in feeds]
    at_stop, at_route = (_offsets([len(each.ids) for each in kind]) for kind in (stops, routes))
    at_call = _offsets([np.size(each.stop) for each in calls])
    at_service = _offsets([len(each.days.ids) for each in feeds])
    blocks = _offsets([int(np.max(each.block, initial=-1)) + 1 for each in trips])
    return build_timetable(
        Stops(
            _ids(stops, scopes),
            _lists(stops, "names"),
            _joined([each.lon for each in stops]),
            _joined([each.lat for each in stops]),
        ),
        Routes(_ids(routes, scopes), _lists(routes, "names"), _lists(routes, "modes")),
        Trips(
            _ids(trips, scopes),
            _lists(trips, "names"),
            _joined(_moved([each.route for each in trips], at_route)),
            _joined(_moved([each.service for each in trips], at_service)),
            _joined(_moved([each.block for each in trips], blocks)),
            _firsts([each.first_call for each in trips], at_call),
        ),
        Calls(
            _joined(_moved([each.stop for each in calls], at_stop)),
            _joined(
                [np.add(each.arrival_s, s) for each, (s, _) in zip(calls, behind, strict=True)]
            ),
            _joined(
                [np.add(each.departure_s, s) for each, (s, _) in zip(calls, behind, strict=True)]
            ),
            _joined([each.can_board for each in calls]),
            _joined([each.can_alight for each in calls]),
        ),
        _services(feeds, scopes, [day for _, day in behind]),
        _transfers(feeds, at_stop),
    )


_TABLES = ("stops", "routes", "trips")


def _seconds_behind(feed: FeedParts, first: FeedParts) -> tuple[int, int]:
    """Return the seconds that times move by to be those of the first feed, and days back.

    Times aren't negative: where they would be, they count from the day before.
    """
    if feed.time_zone == first.time_zone:
        return 0, 0
    days = range(feed.days.runs.shape[1])
    found = {_noon(first, feed, day) for day in days if feed.days.runs[:, day].any()} or {0}
    if len(found) > 1:
        told = said("the feeds can't be put into one timetable")
        hint = said(
            "clocks of {one} and {two} don't differ by the same all through; read them apart",
            one=first.time_zone or "UTC",
            two=feed.time_zone or "UTC",
        )
        raise refusal(told, "feed_zones_differ", "feeds", hint, feed.time_zone)
    seconds = found.pop()
    arrivals = np.asarray(feed.calls.arrival_s)
    least = int(arrivals.min()) if len(arrivals) else 0
    back = max(-((least + seconds) // _DAY_S), 0)
    return seconds + back * _DAY_S, back


def _noon(first: FeedParts, feed: FeedParts, day: int) -> int:
    """Return how many seconds later a feed's noon comes than that of the first on a day."""
    when = datetime.combine(feed.days.first_date + timedelta(days=day), time(12))
    noons = [
        when.replace(tzinfo=ZoneInfo(each.time_zone or "UTC")).astimezone(UTC)
        for each in (first, feed)
    ]
    return int((noons[1] - noons[0]).total_seconds())


def _services(feeds: Sequence[FeedParts], scopes: Sequence[str], back: Sequence[int]) -> Services:
    starts = [f.days.first_day - days for f, days in zip(feeds, back, strict=True)]
    some = [at for at, f in enumerate(feeds) if f.days.runs.shape[1]]
    first = min((starts[at] for at in some), default=0)
    last = max((starts[at] + feeds[at].days.runs.shape[1] for at in some), default=0)
    rows = []
    for start, feed in zip(starts, feeds, strict=True):
        runs = np.zeros((len(feed.days.ids), last - first), dtype=np.bool_)
        runs[:, start - first : start - first + feed.days.runs.shape[1]] = feed.days.runs
        rows.append(runs)
    named = [_scoped(f.days.ids, scope) for f, scope in zip(feeds, scopes, strict=True)]
    day = date(1970, 1, 1) + timedelta(days=first)
    return Services(
        [each for ids in named for each in ids], day, np.vstack(rows), feeds[0].time_zone
    )


def _transfers(feeds: Sequence[FeedParts], at_stop: Sequence[int]) -> Transfers:
    return Transfers(
        _joined(_moved([each.pairs.from_stop for each in feeds], at_stop)),
        _joined(_moved([each.pairs.to_stop for each in feeds], at_stop)),
        _joined([each.pairs.seconds for each in feeds]),
        _joined([each.pairs.recommended for each in feeds]),
    )


def _offsets(sizes: Sequence[int]) -> list[int]:
    return [sum(sizes[:at]) for at in range(len(sizes))]


def _ids(tables: Sequence[Any], scopes: Sequence[str]) -> list[str]:
    return [
        each
        for table, scope in zip(tables, scopes, strict=True)
        for each in _scoped(table.ids, scope)
    ]


def _scoped(ids: Sequence[str], scope: str) -> list[str]:
    return [f"{scope}:{each}" for each in ids] if scope else list(ids)


def _lists(tables: Sequence[Any], name: str) -> list[str]:
    return [each for table in tables for each in getattr(table, name)]


def _moved(columns: Sequence[Any], offsets: Sequence[int]) -> Iterator[npt.NDArray[np.int64]]:
    """Yield rows of each feed as rows of the whole; -1 stays."""
    for column, offset in zip(columns, offsets, strict=True):
        rows = np.asarray(column, dtype=np.int64)
        yield np.where(rows >= 0, rows + offset, rows)


def _firsts(columns: Sequence[Any], offsets: Sequence[int]) -> npt.NDArray[np.int64]:
    parts = list(_moved(columns, offsets))
    return np.concatenate([*(each[:-1] for each in parts), parts[-1][-1:]])


def _joined(columns: Any) -> npt.NDArray[Any]:
    return np.concatenate(list(columns))
