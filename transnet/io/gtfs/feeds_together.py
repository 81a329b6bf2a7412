"""What is odd about several feeds beside each other: one given twice, days on which some lack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from transnet.base.language import said
from transnet.io.gtfs.feed_files import FeedFiles
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_parts import FeedParts


def note_copies(files: Sequence[FeedFiles], notes: Sequence[FeedNotices]) -> None:
    """Note feeds that hold the same as one before them: all their trips run twice."""
    for at, each in enumerate(files):
        for other in files[:at]:
            if each.sizes == other.sizes and each.digest == other.digest:
                hint = said(
                    "holds the same as {other}: all trips run twice; leave one out",
                    other=other.path.name,
                )
                notes[at].add("feed_twice", "trips", hint)
                break


def note_days(parts: Sequence[FeedParts], notes: Sequence[FeedNotices]) -> None:
    """Note feeds that have no trips on some of the days that the feeds have together."""
    spans = [_span(each) for each in parts]
    known = [each for each in spans if each is not None]
    if len(known) < 2:
        return
    first, last = min(each[0] for each in known), max(each[1] for each in known)
    for span, told in zip(spans, notes, strict=True):
        if span is not None and span != (first, last):
            hint = said(
                "has trips from {own_first} to {own_last} alone: on other days from {first} to "
                "{last} only those of the other feeds run",
                own_first=span[0].isoformat(),
                own_last=span[1].isoformat(),
                first=first.isoformat(),
                last=last.isoformat(),
            )
            told.add("feed_days_apart", "calendar", hint)


def _span(feed: FeedParts) -> tuple[date, date] | None:
    """Return the first and the last day on which a trip of a feed runs."""
    services = np.unique(np.asarray(feed.trips.service))
    days = np.flatnonzero(feed.days.runs[services].any(axis=0))
    if not len(days):
        return None
    first, last = (feed.days.first_date + timedelta(days=int(each)) for each in days[[0, -1]])
    return first, last
