"""Rules of a feed about booking a call on demand: which notice goes with which kind of booking."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transnet.base.language import Message, said
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_tables import FeedTable, Tables

_AT_ONCE, _SAME_DAY, _DAYS_BEFORE = range(3)
_Bools = npt.NDArray[np.bool_]


def check_bookings(tables: Tables, notices: FeedNotices) -> None:
    """Note fields of booking_rules.txt that their kind of booking needs or has no place for."""
    table = tables.get("booking_rules")
    if table is None:
        return
    kind = table.numbers("booking_type")
    given = {
        part: ~table.is_blank(f"prior_notice_{part}")
        for part in (
            *("duration_min", "duration_max", "last_day", "last_time", "start_day", "start_time"),
            "service_id",
        )
    }
    _forbidden(table, kind, given, notices)
    _needed(table, kind, given, notices)
    pairs = (table.numbers(f"prior_notice_{each}") for each in ("start_day", "last_day"))
    start, last = pairs
    early = given["start_day"] & given["last_day"] & (start < last)
    hint = said("opens after it closes: write as many days as prior_notice_last_day, or more")
    _note(table, "start_day", early, hint, notices)
    least, most = (
        table.numbers(f"prior_notice_{each}") for each in ("duration_min", "duration_max")
    )
    short = given["duration_min"] & given["duration_max"] & (most < least)
    hint = said("is less than prior_notice_duration_min: write as many minutes, or more")
    _note(table, "duration_max", short, hint, notices)


def _forbidden(
    table: FeedTable, kind: npt.NDArray[np.int64], given: dict[str, _Bools], notices: FeedNotices
) -> None:
    at_once = said("is of bookings ahead, and this one is made at once: delete it")
    for part, there in given.items():
        _note(table, part, there & (kind == _AT_ONCE), at_once, notices)
    same_day = said("is of bookings on days before, and this one is made on the day: delete it")
    for part in ("last_day", "last_time", "service_id"):
        _note(table, part, given[part] & (kind == _SAME_DAY), same_day, notices)
    before = said("is of bookings on the day, and this one is made on days before: delete it")
    for part in ("duration_min", "duration_max"):
        _note(table, part, given[part] & (kind == _DAYS_BEFORE), before, notices)
    hint = said("stands beside prior_notice_duration_max: keep one of them")
    both = given["start_day"] & given["duration_max"] & (kind == _SAME_DAY)
    _note(table, "start_day", both, hint, notices)
    hint = said("is the time of prior_notice_start_day, which is empty")
    alone = given["start_time"] & ~given["start_day"] & (kind != _AT_ONCE)
    _note(table, "start_time", alone, hint, notices)


def _needed(
    table: FeedTable, kind: npt.NDArray[np.int64], given: dict[str, _Bools], notices: FeedNotices
) -> None:
    hint = said("is required where one books on the day")
    _note(table, "duration_min", ~given["duration_min"] & (kind == _SAME_DAY), hint, notices)
    hint = said("is required where one books on days before")
    _note(table, "last_day", ~given["last_day"] & (kind == _DAYS_BEFORE), hint, notices)
    hint = said("is required beside prior_notice_last_day")
    lacks = ~given["last_time"] & given["last_day"] & (kind == _DAYS_BEFORE)
    _note(table, "last_time", lacks, hint, notices)
    hint = said("is required beside prior_notice_start_day")
    lacks = ~given["start_time"] & given["start_day"] & (kind != _AT_ONCE)
    _note(table, "start_time", lacks, hint, notices)


def _note(table: FeedTable, part: str, wrong: _Bools, hint: Message, notices: FeedNotices) -> None:
    rows = np.flatnonzero(wrong)
    table.note(notices, "bad_booking", f"prior_notice_{part}", rows, hint)
