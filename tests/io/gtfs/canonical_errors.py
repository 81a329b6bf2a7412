"""A feed for each error of the canonical validator (gtfs-validator 8.0.1), and our code for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.io.gtfs.feeds import SOUND, area
from tests.io.gtfs.test_check_feed import FOOT, INFO, LINE, OFTEN, STATIONS, TIMES, WAYS
from tests.io.gtfs.test_check_feed import _column as with_column
from tests.io.gtfs.test_fares_and_bookings import FARES

AREAS = "locations.geojson"
Tables = dict[str, str | bytes | None]


def _on_demand(*calls: str) -> Tables:
    """Return tables in which T1 has these calls: G is a group, Z and Y areas that overlap."""
    head = (
        "trip_id,arrival_time,departure_time,stop_id,location_group_id,location_id,stop_sequence,"
        "start_pickup_drop_off_window,end_pickup_drop_off_window,pickup_type,drop_off_type,"
        "shape_dist_traveled\n"
    )
    rest = (
        "T2,23:50:00,23:50:00,S3,,,1,,,,,\nT2,24:20:00,24:20:00,S1,,,5,,,,,\n"
        "T3,8:00:00,8:00:00,S1,,,1,,,,,\nT3,8:30:00,8:30:00,S3,,,2,,,,,\n"
    )
    return {
        "location_groups": FARES["location_groups"],
        "location_group_stops": FARES["location_group_stops"],
        "stop_times": head + "".join(f"T1,{each}\n" for each in calls) + rest,
        AREAS: area("Z", "Y"),
    }


IN, OUT = ",,,G,,1,07:00:00,09:00:00,2,1,", ",,,G,,2,07:00:00,09:00:00,1,2,"


def _areas(change: Callable[[dict[str, Any]], object]) -> Tables:
    whole = json.loads(area("Z"))
    change(whole)
    return {AREAS: json.dumps(whole)}


def _geometry(**values: object) -> Tables:
    return _areas(lambda whole: whole["features"][0]["geometry"].update(values))


def _fares(table: str, old: str, new: str) -> Tables:
    assert old in FARES[table]
    return {**FARES, table: FARES[table].replace(old, new, 1)}


def _sound(table: str, old: str, new: str) -> Tables:
    assert old in SOUND[table]
    return {table: SOUND[table].replace(old, new, 1)}


def _access(station: str = "", one: str = "") -> str:
    """Return stations with stop_access of the station itself and of its first platform."""
    head, *rows = STATIONS.splitlines()
    cells = [station, one, "", "", "", ""]
    return "\n".join(
        [f"{head},stop_access", *(f"{r},{c}" for r, c in zip(rows, cells, strict=True))]
    )


def _words(row: str) -> Tables:
    """Return tables with one translation."""
    head = "table_name,field_name,language,translation,record_id,field_value\n"
    return {"translations": f"{head}{row}\n", "feed_info": INFO + "a,https://a.b,zh\n"}


BOWTIE = [[[112.5, 37.4], [112.6, 37.5], [112.6, 37.4], [112.5, 37.5], [112.5, 37.4]]]
SHAPED = {
    "stop_times": with_column("stop_times", "shape_dist_traveled", "0", "1", "3", ""),
    "trips": with_column("trips", "shape_id", "L"),
}

ERRORS: dict[str, tuple[str, Tables]] = {
    "bidirectional_exit_gate": (
        "bad_pathway", {"stops": STATIONS, "pathways": WAYS + "P,S1,E,7,1\n"},
    ),
    "block_trips_with_overlapping_stop_times": (
        "block_overlap",
        {
            "trips": SOUND["trips"].replace("D1,", "D1,b").replace("D2,", "D2,b"),
            "stop_times": TIMES.replace("23:50", "07:20"),
        },
    ),
    "decreasing_or_equal_stop_time_distance": (
        "decreasing_distance",
        {"stop_times": with_column("stop_times", "shape_dist_traveled", "2", "2", "3", "")},
    ),
    "decreasing_shape_distance": (
        "decreasing_distance", {"shapes": LINE + "L,37.8,112.6,1,5\nL,37.7,112.6,2,4\n"},
    ),
    "duplicate_geo_json_key": (
        "bad_area", {AREAS: '{"type": "FeatureCollection", "type": "x", "features": []}'},
    ),
    "duplicate_geography_id": ("duplicate_id", {**_on_demand(IN, OUT), AREAS: area("Z", "G")}),
    "duplicate_key": ("duplicate_key", _sound("stop_times", "S2,2", "S2,01")),
    "duplicated_column": ("duplicate_column", {"stops": with_column("stops", "stop_name", "x")}),
    "empty_column_name": ("blank_column", {"stops": with_column("stops", "", "x")}),
    "empty_file": ("empty_file", {"stops": ""}),
    "equal_shape_distance_diff_coordinates": (
        "equal_distance", {"shapes": LINE + "L,37.8,112.6,1,5\nL,37.7,112.6,2,5\n"},
    ),
    "fare_product_with_multiple_default_rider_categories": (
        "second_default", _fares("rider_categories", "Child,0", "Child,1"),
    ),
    "fare_transfer_rule_duration_limit_type_without_duration_limit": (
        "bad_fare_change", _fares("fare_transfer_rules", "3600", ""),
    ),
    "fare_transfer_rule_duration_limit_without_type": (
        "bad_fare_change", _fares("fare_transfer_rules", "3600,1", "3600,"),
    ),
    "fare_transfer_rule_invalid_transfer_count": (
        "bad_fare_change", _fares("fare_transfer_rules", "L,L,-1", "L,L,0"),
    ),
    "fare_transfer_rule_missing_transfer_count": (
        "bad_fare_change", _fares("fare_transfer_rules", "L,L,-1", "L,L,"),
    ),
    "fare_transfer_rule_without_transfer_count": (
        "bad_fare_change", _fares("fare_transfer_rules", "L,L,-1", "L,L,"),
    ),
    "fare_transfer_rule_with_forbidden_transfer_count": (
        "bad_fare_change", _fares("fare_transfer_rules", "L,K,", "L,K,2"),
    ),
    "forbidden_arrival_or_departure_time": (
        "bad_call_on_demand", _on_demand(IN.replace(",,,", "07:00:00,07:00:00,,", 1), OUT),
    ),
    "forbidden_continuous_pickup_drop_off": (
        "bad_call_on_demand",
        {**_on_demand(IN, OUT), "routes": with_column("routes", "continuous_pickup", "0")},
    ),
    "forbidden_drop_off_type": (
        "bad_call_on_demand", _on_demand(IN.replace("2,1,", "2,0,"), OUT),
    ),
    "forbidden_geography_id": ("bad_call_on_demand", _on_demand(IN.replace(",,,G", ",,S1,G"), OUT)),
    "forbidden_pickup_type": ("bad_call_on_demand", _on_demand(IN.replace("2,1,", "3,1,"), OUT)),
    "forbidden_prior_day_booking_field_value": (
        "bad_booking", _fares("booking_rules", "B,2,", "B,2,60"),
    ),
    "forbidden_prior_notice_start_day": (
        "bad_booking",
        {
            **FARES,
            "booking_rules": (
                "booking_rule_id,booking_type,prior_notice_duration_min,"
                "prior_notice_duration_max,prior_notice_start_day,prior_notice_start_time\n"
                "S,1,60,90,2,08:00:00\n"
            ),
        },
    ),
    "forbidden_prior_notice_start_time": (
        "bad_booking", _fares("booking_rules", "2,08:00:00", ",08:00:00"),
    ),
    "forbidden_real_time_booking_field_value": (
        "bad_booking", _fares("booking_rules", "R,0,,", "R,0,5,"),
    ),
    "forbidden_same_day_booking_field_value": (
        "bad_booking", _fares("booking_rules", "S,1,60,", "S,1,60,1"),
    ),
    "forbidden_shape_dist_traveled": ("bad_call_on_demand", _on_demand(IN + "3", OUT)),
    "foreign_key_violation": ("dangling_reference", _sound("stop_times", "S2,2", "S9,2")),
    "geo_json_duplicated_element": ("bad_area", {AREAS: area("Z", "Z")}),
    "inconsistent_agency_timezone": (
        "agency_zones_differ", {"agency": SOUND["agency"] + "B,Bus,https://b.b,Asia/Tokyo\n"},
    ),
    "invalid_character": ("lost_character", _sound("stops", "晋中", "晋\ufffd")),
    "invalid_color": ("bad_form", {"routes": with_column("routes", "route_color", "red")}),
    "invalid_currency": ("bad_form", _fares("fare_products", "2.50,CNY", "2.50,yuan")),
    "invalid_currency_amount": ("bad_amount", _fares("fare_products", "2.50", "2.5")),
    "invalid_date": ("bad_feed_date", _sound("calendar", "20260315", "20260230")),
    "invalid_email": ("bad_form", {"agency": with_column("agency", "agency_email", "a@b")}),
    "invalid_float": ("bad_number", _sound("stops", "37.70", "x")),
    "invalid_geometry": ("bad_area", _geometry(coordinates=BOWTIE)),
    "invalid_input_files_in_subfolder": ("feed_file_missing", {"stops": None, "in/stops": "x"}),
    "invalid_integer": ("not_whole_number", _sound("stop_times", "S1,1", "S1,a")),
    "invalid_language_code": ("bad_form", {"agency": with_column("agency", "agency_lang", "中文")}),
    "invalid_phone_number": ("bad_form", {"agency": with_column("agency", "agency_phone", "call")}),
    "invalid_pickup_drop_off_window": (
        "bad_call_on_demand",
        _on_demand(IN.replace("07:00:00,09:00:00", "09:00:00,07:00:00"), OUT),
    ),
    "invalid_prior_notice_duration_min": (
        "bad_booking",
        {
            **FARES,
            "booking_rules": (
                "booking_rule_id,booking_type,prior_notice_duration_min,"
                "prior_notice_duration_max\nS,1,90,60\n"
            ),
        },
    ),
    "invalid_row_length": ("ragged_row", _sound("stops", "S2,晋中", "S2,晋中,x")),
    "invalid_time": ("bad_feed_time", _sound("stop_times", "07:10:00", "07:60:00")),
    "invalid_timezone": ("bad_form", _sound("agency", "Asia/Shanghai", "Asia/Taiyuan")),
    "invalid_url": ("bad_form", _sound("agency", "https:", "")),
    "location_with_unexpected_stop_time": (
        "call_off_stop", {"stops": STATIONS, "stop_times": TIMES.replace("S1,1", "X,1", 1)},
    ),
    "location_without_parent_station": ("wrong_parent", {"stops": STATIONS.replace("2,X", "2,")}),
    "malformed_json": ("bad_area", {AREAS: "{"}),
    "missing_calendar_and_calendar_date_files": (
        "feed_file_missing", {"calendar": None, "calendar_dates": None},
    ),
    "missing_level_id": (
        "missing_value",
        {"stops": STATIONS, "pathways": WAYS + "P,S1,E,5,1\nQ,B,E,1,1\n"},
    ),
    "missing_pickup_or_drop_off_window": (
        "bad_call_on_demand", _on_demand(IN.replace("09:00:00", ""), OUT),
    ),
    "missing_prior_day_booking_field_value": (
        "bad_booking", _fares("booking_rules", "B,2,,1,17:00:00", "B,2,,,"),
    ),
    "missing_prior_notice_duration_min": (
        "bad_booking", _fares("booking_rules", "S,1,60", "S,1,"),
    ),
    "missing_prior_notice_last_day": (
        "bad_booking", _fares("booking_rules", "B,2,,1,17:00:00", "B,2,,,"),
    ),
    "missing_prior_notice_last_time": (
        "bad_booking", _fares("booking_rules", "1,17:00:00", "1,"),
    ),
    "missing_prior_notice_start_time": (
        "bad_booking", _fares("booking_rules", "2,08:00:00", "2,"),
    ),
    "missing_required_agency_id": (
        "missing_value", {"agency": SOUND["agency"] + ",Bus,https://b.b,Asia/Shanghai\n"},
    ),
    "missing_required_column": ("missing_column", _sound("stops", "stop_id", "id")),
    "missing_required_element": (
        "bad_area", _areas(lambda whole: whole["features"][0].pop("geometry")),
    ),
    "missing_required_field": ("missing_value", _sound("stops", "S2", "")),
    "missing_required_file": ("feed_file_missing", {"routes": None}),
    "missing_stop_name": ("missing_value", _sound("stops", "晋中", "")),
    "missing_stop_times_record": ("bad_call_on_demand", _on_demand(IN)),
    "missing_trip_edge": ("end_without_time", _sound("stop_times", "07:30:00,S3", ",S3")),
    "new_line_in_value": ("control_character", _sound("stops", "晋中", '"晋\n中"')),
    "number_out_of_range": ("out_of_range", _sound("stops", "37.70", "95")),
    "overlapping_frequency": (
        "frequency_overlap",
        {"frequencies": OFTEN + "T3,08:00:00,09:00:00,600\nT3,08:30:00,10:00:00,600\n"},
    ),
    "overlapping_zone_and_pickup_drop_off_window": (
        "bad_call_on_demand",
        _on_demand(",,,,Z,1,07:00:00,09:00:00,2,1,", ",,,,Y,2,08:00:00,10:00:00,2,2,"),
    ),
    "pathway_to_platform_with_boarding_areas": (
        "bad_pathway", {"stops": STATIONS, "pathways": WAYS + "P,S2,E,1,1\n"},
    ),
    "pathway_to_stop_with_access_outside_of_station_pathways": (
        "bad_pathway",
        {"stops": _access(one="1"), "pathways": WAYS + "P,S1,E,1,1\nQ,B,E,1,1\n"},
    ),
    "pathway_to_wrong_location_type": (
        "bad_pathway", {"stops": STATIONS, "pathways": WAYS + "P,X,E,1,1\n"},
    ),
    "pathway_unreachable_location": (
        "bad_pathway", {"stops": STATIONS, "pathways": WAYS + "P,E,S1,1,0\nQ,B,E,1,1\n"},
    ),
    "point_near_origin": ("implausible_place", _sound("stops", "37.70,112.70", "0.1,0.1")),
    "point_near_pole": ("implausible_place", _sound("stops", "37.80", "89.9")),
    "prior_notice_last_day_after_start_day": (
        "bad_booking", _fares("booking_rules", "1,17:00:00,7", "9,17:00:00,7"),
    ),
    "route_both_short_and_long_name_missing": (
        "route_without_name", _sound("routes", "1,Line one", ","),
    ),
    "route_networks_specified_in_more_than_one_file": (
        "networks_twice", {**FARES, "routes": with_column("routes", "network_id", "W")},
    ),
    "start_and_end_range_equal": (
        "range_reversed", {"frequencies": OFTEN + "T3,08:00:00,08:00:00,600\n"},
    ),
    "start_and_end_range_out_of_order": (
        "range_reversed", _sound("calendar", "20260315", "20260301"),
    ),
    "station_with_parent_station": (
        "wrong_parent", {"stops": STATIONS.replace("112.6,1,", "112.6,1,S1")},
    ),
    "stop_access_specified_for_incorrect_location": (
        "bad_stop_access", {"stops": _access(station="1")},
    ),
    "stop_access_specified_for_stop_with_no_parent_station": (
        "bad_stop_access", {"stops": with_column("stops", "stop_access", "1", "")},
    ),
    "stop_time_timepoint_without_times": (
        "timepoint_without_time",
        {
            "stop_times": with_column("stop_times", "timepoint", "", "1", "").replace(
                "07:10:00,07:12:00", ","
            )
        },
    ),
    "stop_time_with_arrival_before_previous_departure_time": (
        "decreasing_time", _sound("stop_times", "07:30:00,07:30", "07:11:00,07:30"),
    ),
    "stop_time_with_only_arrival_or_departure_time": (
        "half_time", _sound("stop_times", "07:10:00,07:12:00", ",07:12:00"),
    ),
    "stop_without_location": ("stop_without_place", _sound("stops", "112.60", "")),
    "timeframe_only_start_or_end_time_specified": (
        "bad_timeframe", _fares("timeframes", "07:00:00,09:00:00", "07:00:00,"),
    ),
    "timeframe_overlap": ("bad_timeframe", _fares("timeframes", "09:00:00,24", "08:00:00,24")),
    "timeframe_start_or_end_time_greater_than_twenty_four_hours": (
        "bad_timeframe", _fares("timeframes", "24:00:00", "25:00:00"),
    ),
    "transfer_with_invalid_stop_location_type": (
        "bad_transfer", {"stops": STATIONS, "transfers": FOOT + "S1,E,,,,0\n"},
    ),
    "transfer_with_invalid_trip_and_route": (
        "bad_transfer",
        {"transfers": FOOT + ",,T2,T3,R2,4\n", "routes": SOUND["routes"] + "R2,A,2,Line two,2\n"},
    ),
    "transfer_with_invalid_trip_and_stop": (
        "bad_transfer", {"transfers": FOOT + "S2,S1,T2,T3,,4\n"},
    ),
    "translation_foreign_key_violation": (
        "dangling_reference", _words("stops,stop_name,en,Yuci,S9,"),
    ),
    "translation_unexpected_value": (
        "bad_translation", _words("stops,stop_name,en,Yuci,S1,太原南"),
    ),
    "trip_distance_exceeds_shape_distance": (
        "beyond_shape", {**SHAPED, "shapes": LINE + "L,37.8,112.6,1,0\nL,37.4,112.55,2,2\n"},
    ),
    "u_r_i_syntax_error": ("bad_form", _sound("agency", "https://a.example", "https://a b")),
    "unsupported_feature_type": (
        "bad_area", _areas(lambda whole: whole["features"][0].update(type="Thing")),
    ),
    "unsupported_geo_json_type": ("bad_area", _areas(lambda whole: whole.update(type="Feature"))),
    "unsupported_geometry_type": ("bad_area", _geometry(type="Point", coordinates=[112.5, 37.4])),
    "wrong_parent_location_type": ("wrong_parent", {"stops": STATIONS.replace("0,X", "0,S3", 1)}),
}  # fmt: skip
"""By the canonical name: our code, and what in place of the sound feed's tables brings it about."""

OWN_LIMITS = {
    "csv_parsing_failed": "cells of more than 4,096 characters, which are read here up to 131,072",
    "too_many_rows": "a limit of its own; here `too_many_rows` and `feed_too_large`",
}
"""What is an error there and is none here, or only beyond other limits."""

FAULTS_OF_ITS_OWN = (
    *("i_o_error", "runtime_exception_in_loader_error", "runtime_exception_in_validator_error"),
    "thread_execution_error",
)
"""Failures of the validator itself, which no feed brings about."""
