"""What `check_gtfs` finds in feeds that others broke, and in feeds of the world."""

from __future__ import annotations

import pytest

from tests.io.gtfs.feeds import shared_data
from transnet.io.gtfs.check_feed import check_gtfs

# What each feed of google/transitfeed is broken in; the name of the folder is the fault. Some test
# other programs and are sound, or hold several feeds or none.
BROKEN = {
    "au-sydney-entrances": ("feed_file_missing", "trips.txt"),
    "bad_date_format": ("bad_feed_date", "calendar.txt"),
    "bad_eol.zip": ("mixed_line_ends", "routes.txt"),
    "bad_utf8": ("not_utf8", "stops.txt"),
    "contains_null": ("nul_character", "stops.txt"),
    "duplicate_schedule_id": ("duplicate_id", "calendar.txt"),
    "duplicate_stop": ("stop_twice", "stops.txt"),
    "duplicate_stop_sequence": ("duplicate_key", "stop_times.txt"),
    "empty_file": ("empty_file", "agency.txt"),
    "extra_row_cells": ("ragged_row", "routes.txt"),
    "filter_unusual_trips": None,
    "flatten_feed": None,
    "good_feed": None,
    "good_feed.zip": None,
    "googletransit": ("feed_file_missing", "stops.txt"),
    "invalid_agency_ids": ("missing_value", "agency.txt"),
    "invalid_route_agency": ("dangling_reference", "routes.txt"),
    "missing_agency": ("feed_file_missing", "agency.txt"),
    "missing_calendar": ("feed_file_missing", "calendar.txt"),
    "missing_column": ("missing_column", "agency.txt"),
    "missing_departure_time": ("half_time", "stop_times.txt"),
    "missing_endpoint_times": ("end_without_time", "stop_times.txt"),
    "missing_routes": ("feed_file_missing", "routes.txt"),
    "missing_row_cells": ("short_row", "routes.txt"),
    "missing_stop_times": ("feed_file_missing", "stop_times.txt"),
    "missing_stops": ("feed_file_missing", "stops.txt"),
    "missing_trips": ("feed_file_missing", "trips.txt"),
    "missing_weekday_column": ("missing_column", "calendar.txt"),
    "negative_stop_sequence": ("out_of_range", "stop_times.txt"),
    "one_line.kml": ("broken_zip", "one_line.kml"),
    "one_stop.kml": ("broken_zip", "one_stop.kml"),
    "only_calendar_dates": None,
    "repeated_route_name": ("route_name_twice", "routes.txt"),
    "same_short_long_name": ("names_alike", "routes.txt"),
    "undefined_stop": ("dangling_reference", "stop_times.txt"),
    "unknown_file": ("feed_file_unknown", "frecuencias.txt"),
    "unknown_format.zip": ("broken_zip", "unknown_format.zip"),
    "unrecognized_columns": ("feed_column_unread", "stops.txt"),
    "unused_stop": ("unused_stop", "stops.txt"),
    "upgrade_translations": ("feed_file_missing", "stops.txt"),
    "utf16": ("utf16_text", "stops.txt"),
    "utf8bom": None,
}


@pytest.mark.parametrize("name", BROKEN)
def test_feeds_broken_by_others_are_diagnosed(name: str) -> None:
    notices = check_gtfs(shared_data("gtfs_bad", "google_transitfeed", name))
    expected = BROKEN[name]
    if expected is None:
        assert [each for each in notices if each.severity == "error"] == []
    else:
        assert expected in {(each.code, each.table) for each in notices}


def test_no_broken_feed_is_forgotten() -> None:
    folder = shared_data("gtfs_bad", "google_transitfeed")
    assert {each.name for each in folder.iterdir()} == set(BROKEN)


# Errors that stand in feeds of the world, which are read all the same.
_KNOWN = {
    "gm_rail_gtfs.zip": {"decreasing_time"},
    "poa_gtfs_2020.zip": {"bad_form"},
    "poa_eptc.zip": {"bad_form"},
}


@pytest.mark.parametrize(
    "name",
    [
        *("gtfs_good/gm_rail_gtfs.zip", "gtfs_good/cairns_gtfs.zip", "gtfs_good/caltrain_gtfs.zip"),
        "transit/milan/milano_small_gtfs.zip",
        "transit/porto_alegre/older/poa_gtfs_2020.zip",
        *(f"transit/porto_alegre/extdata/poa_{each}.zip" for each in ("eptc", "trensurb")),
    ],
)
def test_sound_feeds_have_no_errors_but_known_ones(name: str) -> None:
    path = shared_data(*name.split("/"))
    errors = {each.code for each in check_gtfs(path) if each.severity == "error"}
    assert errors == _KNOWN.get(path.name, set())
