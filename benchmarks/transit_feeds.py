"""Feeds of TRANSNET_DATA/transit as timetables, with ways on foot of their own or none."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np

from transnet.base.units import Int32Array
from transnet.io.gtfs.read_feeds import read_gtfs
from transnet.timetable.timetable import Timetable

FEEDS = {
    "milan": (("milan/milano_small_gtfs.zip",), "2014-10-22"),
    "porto_alegre": (
        ("porto_alegre/older/poa_gtfs_2020.zip", "porto_alegre/extdata/poa_trensurb.zip"),
        "2019-05-13",
    ),
}


def timetable(name: str, walking_s: int = 0) -> tuple[Timetable, str]:
    """Return a feed and the day that is measured; walking_s: the longest way between two stops.

    Ways on foot are 1.3 times the crow's at 1 m/s, in place of the feed's transfers.
    """
    files, day = FEEDS[name]
    folder = Path(os.environ["TRANSNET_DATA"]) / "transit"
    feed, _ = read_gtfs([folder / file for file in files], cache=False)
    tail, head, seconds = _crow_flies(feed, walking_s)
    change = np.zeros(len(feed.stop_ids), dtype=np.int32)
    return replace(feed, walk_from=tail, walk_to=head, walk_s=seconds, change_s=change), day


def _crow_flies(feed: Timetable, longest_s: int) -> tuple[Int32Array, Int32Array, Int32Array]:
    """Return ways between two stops, sorted by both: rows of stops, and seconds."""
    lon, lat = feed.stop_lon, feed.stop_lat
    x = np.radians(lon) * 6_371_000 * np.cos(np.radians(np.nanmean(lat)))
    y = np.radians(lat) * 6_371_000
    metres = np.ceil(np.hypot(x[:, None] - x, y[:, None] - y) * 1.3)
    np.fill_diagonal(metres, np.inf)
    tail, head = np.nonzero(metres <= (longest_s or -1.0))
    ways = tail, head, metres[tail, head]
    one, other, seconds = (each.astype(np.int32) for each in ways)
    return one, other, seconds
