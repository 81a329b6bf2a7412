"""What `check_gtfs` finds: one thing wrong in a sound feed each."""

from __future__ import annotations

import importlib.util
import json
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.io.gtfs.feeds import FULL, SOUND, feed, zipped
from transnet.base.errors import InputError
from transnet.cli.main import main
from transnet.io.gtfs.check_feed import check_gtfs, summarise_gtfs
from transnet.io.gtfs.read_feeds import read_gtfs

STATIONS = (
    "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
    "X,Station,37.8,112.6,1,\nS1,a,37.8,112.6,0,X\nS2,b,37.81,112.6,0,X\nS3,c,37.8,112.61,,\n"
    "E,Gate,37.8,112.6,2,X\nB,Area,37.8,112.6,4,S2\n"
)
LINE = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled\n"
TIMES = SOUND["stop_times"]
INFO = "feed_publisher_name,feed_publisher_url,feed_lang\n"
OFTEN = "trip_id,start_time,end_time,headway_secs\n"
WAYS = "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional\n"
FOOT = "from_stop_id,to_stop_id,from_trip_id,to_trip_id,from_route_id,transfer_type\n"


def _column(table: str, name: str, *values: str) -> str:
    """Return a sound table with a column more; the last values stand in all rows that are left."""
    head, *rows = SOUND[table].splitlines()
    cells = [*values, *[values[-1]] * (len(rows) - len(values))]
    return "\n".join([f"{head},{name}", *(f"{r},{c}" for r, c in zip(rows, cells, strict=True))])


# The code, where it is said, and what makes the sound feed give it.
CASES: list[tuple[str, tuple[str, int, str], dict[str, str | bytes | None]]] = [
    ("feed_file_missing", ("routes.txt", 0, ""), {"routes": None}),
    ("feed_file_unknown", ("bus.txt", 0, ""), {"bus": "a\n1\n"}),
    ("feed_part_not_read", ("areas.txt", 0, ""), {"areas": "area_id\n1\n"}),
    (
        "feed_part_not_read",
        ("translations.txt", 0, ""),
        {
            "translations": "table_name,field_name,language,translation\n",
            "feed_info": INFO + "a,https://a.b,zh\n",
        },
    ),
    (
        "feed_file_missing",
        ("feed_info.txt", 0, ""),
        {"translations": "table_name,field_name,language,translation\n"},
    ),
    ("feed_column_unread", ("stops.txt", 0, "hue"), {"stops": _column("stops", "hue", "1")}),
    (
        "short_row",
        ("stops.txt", 3, ""),
        {"stops": _column("stops", "stop_code", "1").replace("12.70,1", "12.70")},
    ),
    (
        "mixed_line_ends",
        ("stops.txt", 2, ""),
        {"stops": SOUND["stops"].replace("\nS2", "\r\r\nS2")},
    ),
    (
        "bad_form",
        ("routes.txt", 2, "route_color"),
        {"routes": _column("routes", "route_color", "red")},
    ),
    (
        "bad_form",
        ("agency.txt", 2, "agency_url"),
        {"agency": SOUND["agency"].replace("https:", "")},
    ),
    (
        "bad_form",
        ("agency.txt", 2, "agency_lang"),
        {"agency": _column("agency", "agency_lang", "中文")},
    ),
    (
        "bad_form",
        ("agency.txt", 2, "agency_email"),
        {"agency": _column("agency", "agency_email", "a@b")},
    ),
    (
        "bad_feed_time",
        ("stop_times.txt", 3, "arrival_time"),
        {"stop_times": TIMES.replace("07:10:00", "07:60:00")},
    ),
    (
        "bad_feed_date",
        ("calendar.txt", 2, "end_date"),
        {"calendar": SOUND["calendar"].replace("20260315", "20260230")},
    ),
    (
        "duplicate_key",
        ("stop_times.txt", 3, "stop_sequence"),
        {"stop_times": TIMES.replace("S2,2", "S2,01")},
    ),
    (
        "end_without_time",
        ("stop_times.txt", 4, "departure_time"),
        {"stop_times": TIMES.replace("07:30:00,S3", ",S3")},
    ),
    (
        "half_time",
        ("stop_times.txt", 3, "arrival_time"),
        {"stop_times": TIMES.replace("07:10:00,07:12:00", ",07:12:00")},
    ),
    (
        "times_filled_in",
        ("stop_times.txt", 0, "arrival_time"),
        {"stop_times": TIMES.replace("07:10:00,07:12:00", ",")},
    ),
    (
        "decreasing_time",
        ("stop_times.txt", 3, "departure_time"),
        {"stop_times": TIMES.replace("07:12:00", "07:09:00")},
    ),
    (
        "decreasing_time",
        ("stop_times.txt", 4, "arrival_time"),
        {"stop_times": TIMES.replace("07:30:00,07:30", "07:11:00,07:30")},
    ),
    (
        "timepoint_without_time",
        ("stop_times.txt", 3, "arrival_time"),
        {
            "stop_times": _column("stop_times", "timepoint", "", "1", "").replace(
                "07:10:00,07:12:00", ","
            )
        },
    ),
    (
        "trip_too_short",
        ("trips.txt", 4, "trip_id"),
        {"stop_times": TIMES.replace("T3,8:30:00,8:30:00,S3,2\n", "")},
    ),
    (
        "range_reversed",
        ("calendar.txt", 2, "end_date"),
        {"calendar": SOUND["calendar"].replace("20260315", "20260301")},
    ),
    (
        "range_reversed",
        ("feed_info.txt", 2, "feed_end_date"),
        {
            "feed_info": INFO.replace("\n", ",feed_start_date,feed_end_date\n", 1)
            + "a,https://a.b,zh,20260301,20260201\n"
        },
    ),
    (
        "second_feed_info",
        ("feed_info.txt", 3, ""),
        {"feed_info": INFO + "a,https://a.b,zh\nb,https://a.b,zh\n"},
    ),
    (
        "range_reversed",
        ("frequencies.txt", 2, "end_time"),
        {"frequencies": OFTEN + "T3,09:00:00,08:00:00,600\n"},
    ),
    (
        "frequency_overlap",
        ("frequencies.txt", 3, "start_time"),
        {"frequencies": OFTEN + "T3,08:00:00,09:00:00,600\nT3,08:30:00,10:00:00,600\n"},
    ),
    (
        "service_never_runs",
        ("calendar.txt", 3, "service_id"),
        {
            "calendar": SOUND["calendar"].replace("0,0,0,0,0,1,1", "0,0,0,0,0,0,0"),
            "calendar_dates": None,
        },
    ),
    (
        "stop_without_place",
        ("stops.txt", 2, "stop_lon"),
        {"stops": SOUND["stops"].replace("112.60", "")},
    ),
    (
        "implausible_place",
        ("stops.txt", 2, "stop_lat"),
        {"stops": SOUND["stops"].replace("37.80", "89.9")},
    ),
    (
        "stop_twice",
        ("stops.txt", 3, "stop_name"),
        {"stops": SOUND["stops"].replace("晋中,37.70,112.70", "太原南,37.800001,112.60")},
    ),
    (
        "unused_stop",
        ("stops.txt", 5, "stop_id"),
        {"stops": SOUND["stops"] + "S4,榆次,37.69,112.72\n"},
    ),
    (
        "wrong_parent",
        ("stops.txt", 2, "parent_station"),
        {"stops": STATIONS.replace("112.6,1,", "112.6,1,S1")},
    ),
    (
        "wrong_parent",
        ("stops.txt", 3, "parent_station"),
        {"stops": STATIONS.replace("0,X", "0,S3", 1)},
    ),
    ("wrong_parent", ("stops.txt", 6, "parent_station"), {"stops": STATIONS.replace("2,X", "2,")}),
    (
        "call_off_stop",
        ("stop_times.txt", 2, "stop_id"),
        {"stops": STATIONS, "stop_times": TIMES.replace("S1,1", "X,1", 1)},
    ),
    (
        "agency_zones_differ",
        ("agency.txt", 3, "agency_timezone"),
        {"agency": SOUND["agency"] + "B,Bus,https://b.b,Asia/Tokyo\n"},
    ),
    (
        "missing_value",
        ("routes.txt", 2, "agency_id"),
        {
            "agency": SOUND["agency"] + "B,Bus,https://b.b,Asia/Shanghai\n",
            "routes": SOUND["routes"].replace("A,", ","),
        },
    ),
    ("empty_feed_table", ("agency.txt", 0, ""), {"agency": SOUND["agency"].splitlines()[0] + "\n"}),
    (
        "route_without_name",
        ("routes.txt", 2, "route_short_name"),
        {"routes": SOUND["routes"].replace("1,Line one", ",")},
    ),
    (
        "route_type_unknown",
        ("routes.txt", 2, "route_type"),
        {"routes": SOUND["routes"].replace(",2\n", ",99\n")},
    ),
    (
        "names_alike",
        ("routes.txt", 2, "route_long_name"),
        {"routes": SOUND["routes"].replace("1,Line one", "1,1")},
    ),
    (
        "route_name_twice",
        ("routes.txt", 3, "route_short_name"),
        {"routes": SOUND["routes"] + "R2,A,1,Line one,2\n"},
    ),
    (
        "block_overlap",
        ("trips.txt", 3, "block_id"),
        {
            "trips": SOUND["trips"].replace("D1,", "D1,b").replace("D2,", "D2,b"),
            "stop_times": TIMES.replace("23:50", "07:20"),
        },
    ),
    (
        "bad_transfer",
        ("transfers.txt", 2, "to_stop_id"),
        {"stops": STATIONS, "transfers": FOOT + "S1,E,,,,0\n"},
    ),
    (
        "bad_transfer",
        ("transfers.txt", 2, "from_trip_id"),
        {"transfers": FOOT + "S2,S1,T2,T3,,4\n"},
    ),
    (
        "bad_transfer",
        ("transfers.txt", 2, "from_trip_id"),
        {"transfers": FOOT + ",,T2,T3,R2,4\n", "routes": SOUND["routes"] + "R2,A,2,Line two,2\n"},
    ),
    ("missing_value", ("transfers.txt", 2, "to_trip_id"), {"transfers": FOOT + ",,T2,,,4\n"}),
    (
        "bad_pathway",
        ("pathways.txt", 2, "is_bidirectional"),
        {"stops": STATIONS, "pathways": WAYS + "P,S1,E,7,1\n"},
    ),
    (
        "bad_pathway",
        ("pathways.txt", 2, "from_stop_id"),
        {"stops": STATIONS, "pathways": WAYS + "P,X,E,1,1\n"},
    ),
    (
        "bad_pathway",
        ("pathways.txt", 2, "from_stop_id"),
        {"stops": STATIONS, "pathways": WAYS + "P,S2,E,1,1\n"},
    ),
    (
        "decreasing_distance",
        ("shapes.txt", 3, "shape_dist_traveled"),
        {"shapes": LINE + "L,37.8,112.6,1,5\nL,37.7,112.6,2,4\n"},
    ),
    (
        "equal_distance",
        ("shapes.txt", 3, "shape_dist_traveled"),
        {"shapes": LINE + "L,37.8,112.6,1,5\nL,37.7,112.6,2,5\n"},
    ),
    (
        "decreasing_distance",
        ("stop_times.txt", 3, "shape_dist_traveled"),
        {"stop_times": _column("stop_times", "shape_dist_traveled", "2", "1", "3", "")},
    ),
    (
        "beyond_shape",
        ("stop_times.txt", 4, "shape_dist_traveled"),
        {
            "stop_times": _column("stop_times", "shape_dist_traveled", "0", "1", "3", ""),
            "trips": _column("trips", "shape_id", "L"),
            "shapes": LINE + "L,37.8,112.6,1,0\nL,37.4,112.55,2,2\n",
        },
    ),
]


def test_a_sound_feed_has_nothing_wrong(tmp_path: Path) -> None:
    assert check_gtfs(feed(tmp_path / "a")) == []
    stations = {
        "stops": STATIONS,
        "pathways": WAYS + "P,S1,E,1,1\nQ,B,E,1,1\n",
        "transfers": FOOT + "S1,S2,,,,0\n",
    }
    assert check_gtfs(feed(tmp_path / "b", **stations)) == []


@pytest.mark.parametrize(("code", "place", "changed"), CASES)
def test_what_is_wrong_is_said_where_it_is(
    tmp_path: Path, code: str, place: tuple[str, int, str], changed: dict[str, str | bytes | None]
) -> None:
    notices = check_gtfs(feed(tmp_path / "a", **changed))
    found = [(each.table, each.row, each.column) for each in notices if each.code == code]
    assert place in found, "\n".join(map(str, notices))
    others = {each.code for each in notices if each.severity == "error"} - {code}
    # What else is wrong then: a route or a day that lacks is missed elsewhere too.
    assert others <= {"dangling_reference", "half_time", "end_without_time"}, "\n".join(
        map(str, notices)
    )


def test_a_calendar_of_centuries_is_refused(tmp_path: Path) -> None:
    head = SOUND["calendar"].splitlines()[0]
    rows = "".join(f"s{row},1,1,1,1,1,1,1,19000101,21001231\n" for row in range(8000))
    changed = {"calendar": f"{head}\n{rows}", "calendar_dates": None}
    notices = check_gtfs(feed(tmp_path / "a", **changed))
    (told,) = [each.hint for each in notices if each.code == "calendar_too_long"]
    assert "services over" in told
    assert "{" not in str(told)


@pytest.mark.parametrize("table", [*SOUND, *FULL])
def test_a_table_may_hold_nothing_but_its_header_or_less(table: str, tmp_path: Path) -> None:
    whole = {**SOUND, **FULL}
    head = whole[table].splitlines()[0]
    for number, text in enumerate((head, head + "\n", head.split(",")[-1], "x")):
        folder = feed(tmp_path / str(number), **{**whole, table: text})
        assert isinstance(check_gtfs(folder), list)
        with suppress(InputError):
            summarise_gtfs(folder)
        with suppress(InputError):
            read_gtfs(folder, cache=False)


@pytest.mark.skipif(not importlib.util.find_spec("gtfs_guru"), reason="gtfs-guru isn't installed")
def test_what_another_validator_calls_an_error_is_one_here(tmp_path: Path) -> None:
    import gtfs_guru

    for number, (code, _, changed) in enumerate(CASES):
        folder = feed(tmp_path / str(number), **changed)
        theirs = gtfs_guru.validate(str(zipped(folder, tmp_path / f"{number}.zip")))
        told = [each.code for each in theirs.notices if each.severity == "ERROR"]
        mine = [each.code for each in check_gtfs(folder) if each.severity == "error"]
        # Rows that end early are read here: their last cells may be empty.
        assert mine or not told or code == "short_row", (code, told)


def test_the_commands_print_what_the_functions_say(tmp_path: Path) -> None:
    bad = feed(tmp_path / "a", stops=SOUND["stops"].replace("37.70", "x"))
    found = CliRunner().invoke(main, ["gtfs", "check", str(bad)])
    assert found.exit_code == 1
    assert "stop_lat='x'" in found.output
    found = CliRunner().invoke(main, ["gtfs", "check", str(bad), "--json"])
    assert json.loads(found.stdout)["errors"] == 1
    good = feed(tmp_path / "b")
    found = CliRunner().invoke(main, ["gtfs", "check", str(good)])
    assert (found.exit_code, "every check passed" in found.output) == (0, True)
    found = CliRunner().invoke(main, ["gtfs", "summary", str(good)])
    assert "days: 2026-03-02 to 2026-03-15" in found.output
    found = CliRunner().invoke(main, ["gtfs", "summary", str(good), "--json"])
    assert json.loads(found.stdout)["files"]["stop_times"] == 7
    assert CliRunner().invoke(main, ["gtfs", "summary", str(tmp_path / "no.zip")]).exit_code == 1


def test_a_summary_counts(tmp_path: Path) -> None:
    found = summarise_gtfs(feed(tmp_path / "a"))
    assert (found.busiest_day, found.busiest_trips) == ("2026-03-02", 2)
    assert found.busiest_hours == ("07:00:00", "24:20:00")
    often = OFTEN + "T1,05:00:00,25:00:00,600\n"
    assert summarise_gtfs(feed(tmp_path / "b", frequencies=often)).busiest_hours == (
        *("05:00:00", "25:00:00"),
    )
    gone = {"trips": SOUND["trips"].splitlines()[0] + "\n"}
    assert summarise_gtfs(feed(tmp_path / "c", **gone)).busiest_hours == ("", "")
    assert found.modes == {"rail": 1}
    assert found.box == (112.55, 112.7, 37.42, 37.8)
    assert found.agencies == ("Rail",)


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        check_gtfs(tmp_path / "feed.zip")
    (tmp_path / "feed.zip").write_text("no zip")
    assert [each.code for each in check_gtfs(tmp_path / "feed.zip")] == ["broken_zip"]
