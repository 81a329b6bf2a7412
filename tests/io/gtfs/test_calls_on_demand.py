"""Calls on demand (flex): named and left out, while what runs by the clock stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.io.gtfs.feeds import SOUND, area, feed
from transnet.base.errors import InputError
from transnet.io.gtfs.check_feed import check_gtfs
from transnet.io.gtfs.read_feeds import read_gtfs

MONDAY = "2026-03-02"
HEADER = (
    "trip_id,arrival_time,departure_time,stop_id,location_group_id,location_id,stop_sequence,"
    "start_pickup_drop_off_window,end_pickup_drop_off_window,pickup_booking_rule_id,"
    "pickup_type,drop_off_type\n"
)
# T1 runs by the clock and ends with a ride on demand, T2 is called to areas alone.
TIMES = HEADER + (
    "T1,07:00:00,07:00:00,S1,,,1,,,,,\nT1,07:30:00,07:30:00,S3,,,2,,,,,\n"
    "T1,,,,,area-1,3,07:30:00,09:00:00,B1,1,2\n"
    "T2,,,,G1,,1,08:00:00,18:00:00,B1,2,1\nT2,,,,,area-1,2,08:00:00,18:00:00,B1,1,2\n"
    "T3,08:00:00,08:00:00,S1,,,1,,,,,\nT3,08:30:00,08:30:00,S3,,,2,,,,,\n"
)
FLEX = {
    "stop_times": TIMES,
    "location_groups": "location_group_id,location_group_name\nG1,Villages\n",
    "location_group_stops": "location_group_id,stop_id\nG1,S2\n",
    "booking_rules": "booking_rule_id,booking_type\nB1,0\n",
}


def _flex(folder: Path, **changed: str) -> Path:
    made = feed(folder, **{**FLEX, **changed})
    (made / "locations.geojson").write_text(area("area-1"))
    return made


def test_calls_on_demand_are_named_and_left_out(tmp_path: Path) -> None:
    made, notices = read_gtfs(_flex(tmp_path / "f"), cache=False)
    assert made.trip_ids.tolist() == ["T1", "T3"]
    assert made.stop_ids[made.call_stop[made.first_call[0] : made.first_call[1]]].tolist() == [
        "S1",
        "S3",
    ]
    assert {each.code for each in notices} == {"call_on_demand"}
    assert [(each.table, each.row, each.column, each.value) for each in notices] == [
        ("stop_times.txt", 5, "location_group_id", "G1"),
        ("stop_times.txt", 4, "location_id", "area-1"),
        ("stop_times.txt", 6, "location_id", "area-1"),
    ]
    assert all("no timetable says when" in each.hint for each in notices)
    (journey,) = made.on(MONDAY).journeys("S1", "S3", "06:55")
    assert journey.arrival_s == 27_000


def test_check_names_them_and_what_belongs_to_them(tmp_path: Path) -> None:
    codes = {each.code for each in check_gtfs(_flex(tmp_path / "f"))}
    assert codes == {"call_on_demand", "feed_part_not_read", "unused_stop"}
    wrong = TIMES.replace("T2,,,,G1,", "T2,,,,G9,").replace("09:00:00,B1", "09:00:00,B9")
    notices = check_gtfs(_flex(tmp_path / "g", stop_times=wrong))
    columns = {each.column for each in notices if each.code == "dangling_reference"}
    assert columns == {"location_group_id", "pickup_booking_rule_id"}


@pytest.mark.parametrize(
    ("times", "code"),
    [
        (TIMES.replace("07:30:00,S3,,,2", "07:30:00,,,,2"), "missing_value"),
        (SOUND["stop_times"].replace("stop_id", "stop"), "missing_column"),
    ],
)
def test_a_call_that_is_nowhere_is_an_error(tmp_path: Path, times: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_gtfs(_flex(tmp_path / "f", stop_times=times), cache=False)
    assert code in {each.code for each in caught.value.notices}
