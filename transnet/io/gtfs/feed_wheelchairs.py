"""What a feed says of wheelchairs: trips that take none, stops where none gets on or off."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transnet.base.language import said
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_tables import FeedTable
from transnet.io.gtfs.feed_values import BLANK

_NO = 2
_UNSAID = (0, BLANK)

_Bools = npt.NDArray[np.bool_]


def trips_without_room(trips: FeedTable, notes: FeedNotices) -> _Bools:
    """Return bool[trips], those that take no wheelchair; notes how many don't say."""
    said_of = trips.numbers("wheelchair_accessible")
    _note_unsaid(trips, "wheelchair_accessible", said_of, notes)
    barred: _Bools = said_of == _NO
    return barred


def stops_without_ramp(stops: FeedTable, notes: FeedNotices) -> _Bools:
    """Return bool[stops], those where no wheelchair gets on or off; a stop asks its station."""
    said_of = stops.numbers("wheelchair_boarding")
    parent = stops.rows_in("parent_station", stops, "stop_id")
    of_station = np.where(parent >= 0, said_of[parent], said_of)
    own = np.where(np.isin(said_of, _UNSAID), of_station, said_of)
    _note_unsaid(stops, "wheelchair_boarding", own, notes)
    barred: _Bools = own == _NO
    return barred


def _note_unsaid(
    table: FeedTable, column: str, values: npt.NDArray[np.int64], notes: FeedNotices
) -> None:
    unsaid = int(np.isin(values, _UNSAID).sum())
    if unsaid:
        hint = (
            said("1 row doesn't say whether a wheelchair can: taken as if it could")
            if unsaid == 1
            else said(
                "{count:,} of {all:,} rows don't say whether a wheelchair can: taken as if it "
                "could",
                count=unsaid,
                all=len(values),
            )
        )
        notes.add("wheelchair_unsaid", table.name, hint, column)
