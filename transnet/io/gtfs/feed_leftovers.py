"""What of a feed a timetable made of it doesn't hold: who publishes it, and what is left behind."""

from __future__ import annotations

from pathlib import Path

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import joined, said
from transnet.io.gtfs.feed_files import open_feed
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_tables import read_table
from transnet.io.gtfs.write_feed import Publisher

_KEPT = frozenset(
    {
        *("agency", "stops", "routes", "trips", "stop_times", "calendar", "calendar_dates"),
        *("transfers", "frequencies", "feed_info"),
    }
)
"""Tables of which a timetable holds what a search needs."""


def publisher_of(feed: str | Path) -> Publisher:
    """Return the first agency of a feed, to stand behind one that is made of it.

    Raises InputError for a feed without one, or one that can't be read.
    """
    files = open_feed(feed)
    notes = FeedNotices(files.path.name)
    agency = read_table(files, "agency", notes)
    notes.raise_if_any()
    if agency is None or not agency.count:
        return Publisher()
    name, url, language = (agency.text(f"agency_{each}", 0) for each in ("name", "url", "lang"))
    return Publisher(name, url, language or Publisher.language)


def left_behind(feed: str | Path) -> list[Notice]:
    """Return a warning that names the files of a feed which no timetable holds, if it has any."""
    files = open_feed(feed)
    lost = [f"{table}.txt" for table in files.sizes if table not in _KEPT]
    lost += [each for each in files.others if _is_of_feed(each)]
    if not lost:
        return []
    hint = said(
        "aren't in the new feed: it holds stops, lines, trips by the second, their days and "
        "transfers; copy what still fits",
    )
    return [notice("feed_part_lost", files.path.name, 0, "", joined(lost), hint)]


def _is_of_feed(name: str) -> bool:
    return "/" not in name and name.endswith((".txt", ".geojson"))
