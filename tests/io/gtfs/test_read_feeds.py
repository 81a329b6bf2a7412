from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tests.io.gtfs.feeds import SOUND, feed, shared_data, zipped
from transnet.base.errors import InputError, Notice
from transnet.io.gtfs.read_feeds import read_gtfs
from transnet.timetable.timetable import Timetable

HOUR = 3600


def _read(*feeds: Path) -> tuple[Timetable, list[Notice]]:
    return read_gtfs(list(feeds), cache=False)


def _codes(notices: list[Notice]) -> set[str]:
    return {each.code for each in notices}


def test_a_feed_is_a_timetable(tmp_path: Path) -> None:
    made, notices = _read(feed(tmp_path / "a"))
    assert notices == []
    assert made.stop_names.tolist() == ["太原南", "晋中", "太谷西"]
    assert made.route_modes.tolist() == ["rail"]
    assert made.trip_names.tolist() == ["D1", "D2", "D3"]
    assert made.first_call.tolist() == [0, 3, 5, 7]
    assert made.call_stop.tolist() == [0, 1, 2, 2, 0, 0, 2]
    assert made.arrival_s.tolist()[:3] == [7 * HOUR, 7 * HOUR + 600, 7 * HOUR + 1800]
    assert made.departure_s.tolist()[1] == 7 * HOUR + 720
    assert made.arrival_s.tolist()[4] == 24 * HOUR + 1200
    assert made.time_zone == "Asia/Shanghai"
    assert made.first_day == date(2026, 3, 2)
    wednesday = 2
    assert made.service_runs[:, wednesday].tolist() == [False, True]
    assert made.service_runs[0].sum() == 9
    assert made.service_runs[1].sum() == 5


def test_a_day_outside_the_calendar_names_the_range(tmp_path: Path) -> None:
    made, _ = _read(feed(tmp_path / "a"))
    with pytest.raises(InputError, match="from 2026-03-02 to 2026-03-15"):
        made.day_given("2026-04-01")


def test_a_zip_reads_as_its_folder_does_and_a_kept_one_the_same(tmp_path: Path) -> None:
    folder = feed(
        tmp_path / "a",
        frequencies="trip_id,start_time,end_time,headway_secs\nT3,08:00:00,09:00:00,900\n",
    )
    one = read_gtfs(folder, cache=False)
    path = zipped(folder, tmp_path / "a.zip")
    assert read_gtfs(path, cache=False) == one
    cache = tmp_path / "kept"
    assert read_gtfs(path, cache=cache) == one
    (entry,) = cache.iterdir()
    before = entry.stat().st_mtime_ns
    kept = read_gtfs(path, cache=cache)
    assert kept == one
    assert [each.in_language("zh") for each in kept[1]] == [
        each.in_language("zh") for each in one[1]
    ]
    assert [each.name for each in cache.iterdir()] == [entry.name]
    assert entry.stat().st_mtime_ns >= before
    folder.joinpath("stops.txt").write_text(
        SOUND["stops"].replace("晋中", "榆次"), encoding="utf-8"
    )
    changed, _ = read_gtfs(folder, cache=cache)
    assert changed.stop_names.tolist()[1] == "榆次"


def test_blank_times_are_filled_in_by_distance(tmp_path: Path) -> None:
    rows = (
        "T1,07:00:00,07:00:00,S1,1\nT1,,,S2,2\nT1,,,S2,3\nT1,07:30:00,07:30:00,S3,4\n"
        "T2,09:00:00,09:00:00,S1,1\nT2,09:10:00,09:10:00,S3,2\n"
    )
    head = "trip_id,arrival_time,departure_time,stop_id,stop_sequence"
    made, notices = _read(feed(tmp_path / "a", stop_times=f"{head}\n{rows}"))
    first, second = 14.167, 33.840  # km along the sphere: S1 to S2, S2 to S3
    expected = 7 * HOUR + 1800 * first / (first + second)
    assert abs(made.arrival_s[1] - expected) <= 1
    assert made.arrival_s[1] == made.departure_s[1] == made.arrival_s[2]
    assert _codes(notices) == {"times_filled_in", "trip_too_short"}
    along = [0.0, 1.0, 3.0, 4.0, 0.0, 1.0]
    text = "".join(f"{row},{km}\n" for row, km in zip(rows.split(), along, strict=True))
    made, _ = _read(feed(tmp_path / "b", stop_times=f"{head},shape_dist_traveled\n{text}"))
    assert made.arrival_s[:4].tolist() == [25200, 25200 + 450, 25200 + 1350, 27000]
    text = text.replace("S2,3,3.0", "S2,3,")
    made, _ = _read(feed(tmp_path / "c", stop_times=f"{head},shape_dist_traveled\n{text}"))
    assert abs(made.arrival_s[1] - expected) <= 1


def test_stops_of_one_place_share_the_time_between_them(tmp_path: Path) -> None:
    rows = "T1,07:00:00,07:00:00,S1,1\nT1,,,S1,2\nT1,,,S1,3\nT1,07:30:00,07:30:00,S1,4\n"
    head = "trip_id,arrival_time,departure_time,stop_id,stop_sequence"
    made, _ = _read(feed(tmp_path / "a", stop_times=f"{head}\n{rows}"))
    assert made.arrival_s.tolist() == [25200, 25800, 26400, 27000]


def test_frequencies_are_trips(tmp_path: Path) -> None:
    text = "trip_id,start_time,end_time,headway_secs,exact_times\nT3,06:00:00,07:00:00,1200,1\n"
    made, notices = _read(feed(tmp_path / "a", frequencies=text))
    assert notices == []
    ids = [each for each in made.trip_ids.tolist() if each.startswith("T3")]
    assert ids == ["T3@06:00:00", "T3@06:20:00", "T3@06:40:00"]
    assert made.departure_s[made.first_call[2:5]].tolist() == [21600, 22800, 24000]
    assert made.arrival_s[made.first_call[3:6] - 1].tolist() == [23400, 24600, 25800]
    _, notices = _read(feed(tmp_path / "b", frequencies=text.replace(",1\n", ",0\n")))
    assert _codes(notices) == {"headways_as_times"}
    assert [str(each.hint).startswith("1 row gives headways") for each in notices] == [True]


def test_transfers_of_stops_stations_and_trips(tmp_path: Path) -> None:
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        "X,Station,37.8,112.6,1,\nS1,a,37.8,112.6,0,X\nS2,b,37.8001,112.6,0,X\nS3,c,37.8,112.61,,\n"
    )
    rows = "X,X,2,180,,\nS1,S2,2,60,,\nS1,S3,0,,,\nS2,S1,3,,,\nS3,S3,1,,,\nS3,S1,2,90,T1,T2\n"
    text = (
        f"from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_trip_id,to_trip_id\n{rows}"
    )
    made, notices = _read(feed(tmp_path / "a", stops=stops, transfers=text))
    ways = list(zip(made.walk_from, made.walk_to, made.walk_s, strict=True))
    metres = np.radians(0.01) * 6371008.8 * np.cos(np.radians(37.8))
    assert made.stop_ids.tolist() == ["S1", "S2", "S3"]
    never = 30 * 86_400  # one can't change from S2 to S1
    assert ways == [(0, 1, 60), (0, 2, int(np.ceil(metres / 1.2))), (1, 0, never)]
    assert made.change_s.tolist() == [180, 180, 0]
    assert _codes(notices) == {"transfer_left_out", "transfer_walked"}
    assert [each.row for each in notices] == [7, 4]


def test_blocks_and_seated_transfers(tmp_path: Path) -> None:
    trips = "route_id,service_id,trip_id,block_id\nR1,WD,T1,b\nR1,WD,T2,b\nR1,WE,T3,\n"
    made, _ = _read(feed(tmp_path / "a", trips=trips))
    assert made.trip_block.tolist() == [0, 0, -1]
    text = "from_trip_id,to_trip_id,transfer_type\nT2,T3,4\n"
    made, _ = _read(feed(tmp_path / "b", trips=trips, transfers=text))
    assert made.trip_block.tolist() == [0, 0, 0]
    text = "from_trip_id,to_trip_id,transfer_type\nT1,T2,5\n"
    made, _ = _read(feed(tmp_path / "c", trips=trips, transfers=text))
    assert made.trip_block.tolist() == [0, 1, -1]


def test_ids_of_several_feeds_are_told_apart(tmp_path: Path) -> None:
    zone = SOUND["agency"].replace("Asia/Shanghai", "Asia/Tokyo")
    one, two = feed(tmp_path / "a"), feed(tmp_path / "b", agency=zone)
    made, notices = _read(one, two, one)
    assert [(each.code, each.table) for each in notices] == [("feed_twice", "a-2:trips.txt")]
    assert notices[0].hint == "holds the same as a: all trips run twice; leave one out"
    assert made.stop_ids.tolist()[::3] == ["a:S1", "b:S1", "a-2:S1"]
    assert len(made.trip_ids) == 9
    assert made.first_call[-1] == 21
    assert (made.arrival_s[7:14] == made.arrival_s[:7] - HOUR).all()
    assert made.time_zone == "Asia/Shanghai"
    assert made.call_stop[7:14].tolist() == (made.call_stop[:7] + 3).tolist()


def test_feeds_that_run_on_other_days_are_told(tmp_path: Path) -> None:
    """A day of one feed alone lacks the trips of the other, and no error would say so."""
    later = SOUND["calendar"].replace("20260315", "20260322")
    one, two = feed(tmp_path / "a"), feed(tmp_path / "b", calendar=later)
    made, notices = _read(one, two)
    assert made.days == (date(2026, 3, 2), date(2026, 3, 22))
    assert [(each.code, each.table) for each in notices] == [("feed_days_apart", "a:calendar.txt")]
    assert notices[0].hint == (
        "has trips from 2026-03-02 to 2026-03-15 alone: on other days from 2026-03-02 to "
        "2026-03-22 only those of the other feeds run"
    )


def test_clocks_that_differ_by_the_season_are_refused(tmp_path: Path) -> None:
    weeks = SOUND["calendar"].replace("20260315", "20260601")
    zone = SOUND["agency"].replace("Asia/Shanghai", "Europe/Berlin")
    one, two = feed(tmp_path / "a"), feed(tmp_path / "b", agency=zone, calendar=weeks)
    with pytest.raises(InputError) as caught:
        _read(one, two)
    assert [each.code for each in caught.value.notices] == ["feed_zones_differ"]
    early = SOUND["stop_times"].replace("07:", "01:")
    shifted = feed(tmp_path / "c", agency=SOUND["agency"], stop_times=early)
    west = feed(
        tmp_path / "d", agency=SOUND["agency"].replace("Shanghai", "Tokyo"), stop_times=early
    )
    made, _ = _read(shifted, west)
    assert made.arrival_s[7] == 0
    zone = SOUND["agency"].replace("Asia/Shanghai", "Pacific/Auckland")
    west = feed(tmp_path / "e", agency=zone, stop_times=early)
    made, _ = _read(shifted, west)
    assert made.arrival_s[7] == (1 - 5 + 24) * HOUR
    assert made.first_day == date(2026, 3, 1)
    assert made.service_runs[2].tolist() == [
        True,
        True,
        False,
        *([True] * 2),
        *made.service_runs[2][5:],
    ]


def test_a_trip_whose_times_cant_be_meant_costs_that_trip(tmp_path: Path) -> None:
    times = SOUND["stop_times"].replace("T1,07:30:00,07:30:00", "T1,07:11:00,07:30:00")
    made, notices = _read(feed(tmp_path / "a", stop_times=times))
    assert made.trip_ids.tolist() == ["T2", "T3"]
    told = [(each.code, each.severity, each.table, each.row) for each in notices]
    assert told == [
        ("decreasing_time", "warning", "stop_times.txt", 4),
        ("trip_left_out", "warning", "trips.txt", 2),
    ]


@pytest.mark.parametrize(
    ("table", "old", "new", "expected"),
    [
        ("stops", "S2,晋中", "S1,晋中", ("duplicate_id", 3, "stop_id", "S1")),
        ("stops", "37.70", "97.70", ("out_of_range", 3, "stop_lat", "97.70")),
        ("stops", "37.70", "", ("stop_without_place", 3, "stop_lat", "")),
        ("stops", "37.70,112.70", "0,0", ("implausible_place", 3, "stop_lat", "0")),
        ("stop_times", "S2,2", "S9,2", ("dangling_reference", 3, "stop_id", "S9")),
        ("stop_times", "S2,2", "S2,1", ("duplicate_key", 3, "stop_sequence", "1")),
        ("stop_times", "S2,2", "S2,-2", ("out_of_range", 3, "stop_sequence", "-2")),
        ("stop_times", "07:10:00", "7h10", ("bad_feed_time", 3, "arrival_time", "7h10")),
        ("stop_times", "07:10:00", "999:10:00", ("bad_feed_time", 3, "arrival_time", "999:10:00")),
        ("trips", "R1,WD,T2", "R1,XX,T2", ("dangling_reference", 3, "service_id", "XX")),
        ("routes", ",2\n", ",x\n", ("not_whole_number", 2, "route_type", "x")),
        ("routes", "1,Line one", ",", ("route_without_name", 2, "route_short_name", "")),
        ("calendar", "20260302", "2026-03-02", ("bad_feed_date", 2, "start_date", "2026-03-02")),
        ("calendar", "WD,1", "WD,2", ("unknown_choice", 2, "monday", "2")),
        ("calendar", "20260315", "20260301", ("range_reversed", 2, "end_date", "20260301")),
        ("agency", "Asia/Shanghai", "Beijing", ("bad_form", 2, "agency_timezone", "Beijing")),
        ("calendar_dates", "WE,20260304", "WD,20260304", ("duplicate_key", 3, "date", "20260304")),
    ],
)
def test_what_is_wrong_names_line_column_and_value(
    tmp_path: Path, table: str, old: str, new: str, expected: tuple[str, int, str, str]
) -> None:
    assert old in SOUND[table]
    changed = {table: SOUND[table].replace(old, new)}
    with pytest.raises(InputError) as caught:
        _read(feed(tmp_path / "a", **changed))
    told = [
        (n.code, n.row, n.column, n.value)
        for n in caught.value.notices
        if n.table == f"{table}.txt"
    ]
    assert expected in told
    assert all(each.hint for each in caught.value.notices)
    assert caught.value.in_language("zh") != caught.value.in_language("en")


def test_what_lacks_is_named_all_at_once(tmp_path: Path) -> None:
    calendar = SOUND["calendar"].replace("monday", "mon")
    with pytest.raises(InputError) as caught:
        _read(feed(tmp_path / "a", routes=None, calendar=calendar, agency=""))
    told = {(each.table, each.code) for each in caught.value.notices}
    assert told == {
        ("routes.txt", "feed_file_missing"),
        ("calendar.txt", "missing_column"),
        ("agency.txt", "empty_file"),
    }


def test_of_many_rows_twenty_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    rows = "".join(f"Q{row},name,95,112.6\n" for row in range(30))
    with pytest.raises(InputError) as caught:
        _read(feed(tmp_path / "a", stops=SOUND["stops"] + rows))
    found = [each for each in caught.value.notices if each.code == "out_of_range"]
    assert [each.row for each in found] == list(range(5, 25))
    assert "10 more rows" in str(found[-1])


def _transit_sets() -> list[str]:
    return [
        *("gtfs_good/gm_rail_gtfs.zip", "gtfs_good/cairns_gtfs.zip", "gtfs_good/caltrain_gtfs.zip"),
        "transit/milan/milano_small_gtfs.zip",
        "transit/porto_alegre/older/poa_gtfs_2020.zip",
        *(f"transit/porto_alegre/extdata/poa_{name}.zip" for name in ("eptc", "trensurb")),
    ]


# Trips and calls that SOURCE.md counts, but for those left out of the rail feed: one whose times go
# back and those of one call.
_COUNTS = {
    "gm_rail_gtfs": (125, 8412, 64061),
    "cairns_gtfs": (416, 1339, 37790),
    "caltrain_gtfs": (31, 252, 4560),
    "milano_small_gtfs": (516, 10608, 248555),
    "poa_gtfs_2020": (4207, 8520, 454501),
    "poa_eptc": (3986, 2374, 130019),
    "poa_trensurb": (24, 1248, 14855),
}


@pytest.mark.parametrize("name", _transit_sets())
def test_real_feeds_are_read(name: str) -> None:
    path = shared_data(*name.split("/"))
    made, _ = read_gtfs(path, cache=False)
    counts = (len(made.stop_ids), len(made.trip_ids), len(made.call_stop))
    assert counts == _COUNTS[path.stem]


def test_test_networks_are_read() -> None:
    folders = sorted(shared_data("transit", "mmri", "tests").glob("*/gtfs"))
    assert folders
    for folder in folders:
        made, _ = read_gtfs(folder, cache=False)
        assert len(made.trip_ids)
