"""Tables of fares and bookings: a sound set has no notice, and each fault has its own."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.io.gtfs.feeds import SOUND, feed, zipped
from transnet.io.gtfs.check_feed import check_gtfs
from transnet.io.gtfs.read_feeds import read_gtfs

FARES = {
    "stops": SOUND["stops"]
    .replace("stop_lon\n", "stop_lon,zone_id\n")
    .replace("112.60\n", "112.60,1\n")
    .replace("112.70\n", "112.70,1\n")
    .replace("112.55\n", "112.55,2\n"),
    "fare_attributes": (
        "fare_id,price,currency_type,payment_method,transfers\nF,10,CNY,1,0\nG,20,CNY,1,\n"
    ),
    "fare_rules": "fare_id,route_id,origin_id,destination_id\nF,R1,1,1\nG,R1,1,2\n",
    "areas": "area_id,area_name\nN,North\nS,South\n",
    "stop_areas": "area_id,stop_id\nN,S1\nS,S3\n",
    "networks": "network_id,network_name\nW,All\n",
    "route_networks": "network_id,route_id\nW,R1\n",
    "timeframes": (
        "timeframe_group_id,start_time,end_time,service_id\n"
        "P,07:00:00,09:00:00,WD\nP,09:00:00,24:00:00,WD\nP,,,WE\n"
    ),
    "rider_categories": (
        "rider_category_id,rider_category_name,is_default_fare_category\nA,Adult,1\nC,Child,0\n"
    ),
    "fare_media": "fare_media_id,fare_media_name,fare_media_type\nM,Card,2\nT,Ticket,1\n",
    "fare_products": (
        "fare_product_id,fare_product_name,rider_category_id,fare_media_id,amount,currency\n"
        "1,Single,A,M,2.50,CNY\n1,Single,C,M,1.25,CNY\n2,Yen,,,250,JPY\n3,Dinar,,,0.500,KWD\n"
    ),
    "fare_leg_rules": (
        "leg_group_id,network_id,from_area_id,to_area_id,from_timeframe_group_id,fare_product_id\n"
        "L,W,N,S,P,1\nK,W,S,N,,2\n"
    ),
    "fare_leg_join_rules": "from_network_id,to_network_id,from_stop_id,to_stop_id\nW,W,S1,S1\n",
    "fare_transfer_rules": (
        "from_leg_group_id,to_leg_group_id,transfer_count,duration_limit,duration_limit_type,"
        "fare_transfer_type\nL,L,-1,3600,1,0\nL,K,,,,2\n"
    ),
    "location_groups": "location_group_id,location_group_name\nG,Villages\n",
    "location_group_stops": "location_group_id,stop_id\nG,S2\n",
    "booking_rules": (
        "booking_rule_id,booking_type,prior_notice_duration_min,prior_notice_last_day,"
        "prior_notice_last_time,prior_notice_start_day,prior_notice_start_time,"
        "prior_notice_service_id\n"
        "R,0,,,,,,\nS,1,60,,,2,08:00:00,\nB,2,,1,17:00:00,7,08:00:00,WD\n"
    ),
}
"""Tables of fares, first and second kind, and of bookings, that fit the sound feed."""

# The code, where it is said, and what is put in place of what in a table.
CASES: list[tuple[str, tuple[str, int, str], tuple[str, str, str]]] = [
    ("dangling_reference", ("fare_rules.txt", 3, "destination_id"), ("fare_rules", "1,2", "1,9")),
    ("dangling_reference", ("stop_areas.txt", 2, "area_id"), ("stop_areas", "N,", "X,")),
    ("dangling_reference", ("timeframes.txt", 4, "service_id"), ("timeframes", "WE", "XX")),
    ("dangling_reference", ("fare_leg_rules.txt", 2, "network_id"), ("fare_leg_rules", "W", "V")),
    (
        "dangling_reference",
        ("fare_leg_join_rules.txt", 2, "to_network_id"),
        ("fare_leg_join_rules", "W,W", "W,V"),
    ),
    (
        "dangling_reference",
        ("booking_rules.txt", 4, "prior_notice_service_id"),
        ("booking_rules", "WD", "XX"),
    ),
    (
        "unknown_choice",
        ("fare_media.txt", 2, "fare_media_type"),
        ("fare_media", "Card,2", "Card,7"),
    ),
    (
        "duplicate_key",
        ("fare_products.txt", 3, "fare_media_id"),
        ("fare_products", "1,Single,C", "1,Single,A"),
    ),
    ("bad_form", ("fare_products.txt", 2, "currency"), ("fare_products", "2.50,CNY", "2.50,yuan")),
    ("bad_amount", ("fare_products.txt", 2, "amount"), ("fare_products", "2.50", "2.5")),
    ("bad_amount", ("fare_products.txt", 4, "amount"), ("fare_products", "250,JPY", "250.00,JPY")),
    ("bad_amount", ("fare_products.txt", 5, "amount"), ("fare_products", "0.500", "0.50")),
    (
        "bad_timeframe",
        ("timeframes.txt", 2, "end_time"),
        ("timeframes", "07:00:00,09:00:00", "07:00:00,"),
    ),
    ("bad_timeframe", ("timeframes.txt", 3, "end_time"), ("timeframes", "24:00:00", "25:00:00")),
    (
        "bad_timeframe",
        ("timeframes.txt", 3, "start_time"),
        ("timeframes", "09:00:00,24", "08:00:00,24"),
    ),
    (
        "range_reversed",
        ("timeframes.txt", 2, "end_time"),
        ("timeframes", "07:00:00,09", "10:00:00,09"),
    ),
    (
        "second_default",
        ("fare_products.txt", 3, "rider_category_id"),
        ("rider_categories", "Child,0", "Child,1"),
    ),
    (
        "fare_media_twice",
        ("fare_media.txt", 3, "fare_media_name"),
        ("fare_media", "Ticket,1", "Card,2"),
    ),
    (
        "bad_fare_change",
        ("fare_transfer_rules.txt", 2, "transfer_count"),
        ("fare_transfer_rules", "L,L,-1", "L,L,0"),
    ),
    (
        "bad_fare_change",
        ("fare_transfer_rules.txt", 2, "transfer_count"),
        ("fare_transfer_rules", "L,L,-1", "L,L,"),
    ),
    (
        "bad_fare_change",
        ("fare_transfer_rules.txt", 3, "transfer_count"),
        ("fare_transfer_rules", "L,K,", "L,K,2"),
    ),
    (
        "bad_fare_change",
        ("fare_transfer_rules.txt", 2, "duration_limit"),
        ("fare_transfer_rules", "3600", ""),
    ),
    (
        "bad_fare_change",
        ("fare_transfer_rules.txt", 2, "duration_limit_type"),
        ("fare_transfer_rules", "3600,1", "3600,"),
    ),
    (
        "bad_booking",
        ("booking_rules.txt", 2, "prior_notice_duration_min"),
        ("booking_rules", "R,0,,", "R,0,5,"),
    ),
    (
        "bad_booking",
        ("booking_rules.txt", 3, "prior_notice_duration_min"),
        ("booking_rules", "S,1,60", "S,1,"),
    ),
    (
        "bad_booking",
        ("booking_rules.txt", 3, "prior_notice_last_day"),
        ("booking_rules", "S,1,60,", "S,1,60,1"),
    ),
    (
        "bad_booking",
        ("booking_rules.txt", 4, "prior_notice_duration_min"),
        ("booking_rules", "B,2,", "B,2,60"),
    ),
    (
        "bad_booking",
        ("booking_rules.txt", 4, "prior_notice_last_day"),
        ("booking_rules", "B,2,,1,17:00:00", "B,2,,,"),
    ),
    (
        "bad_booking",
        ("booking_rules.txt", 4, "prior_notice_last_time"),
        ("booking_rules", "1,17:00:00", "1,"),
    ),
    (
        "bad_booking",
        ("booking_rules.txt", 4, "prior_notice_start_day"),
        ("booking_rules", "1,17:00:00,7", "9,17:00:00,7"),
    ),
    (
        "bad_booking",
        ("booking_rules.txt", 3, "prior_notice_start_time"),
        ("booking_rules", "2,08:00:00", "2,"),
    ),
    (
        "bad_booking",
        ("booking_rules.txt", 3, "prior_notice_start_time"),
        ("booking_rules", "2,08:00:00", ",08:00:00"),
    ),
]


def _tables(change: tuple[str, str, str]) -> dict[str, str]:
    table, old, new = change
    assert old in FARES[table]
    return {**FARES, table: FARES[table].replace(old, new, 1)}


def test_sound_fares_and_bookings_are_checked_and_not_used(tmp_path: Path) -> None:
    source = feed(tmp_path / "feed", **FARES)
    found = check_gtfs(source)
    assert {each.code for each in found} == {"feed_part_not_read"}
    assert len(found) == 14
    plain = feed(tmp_path / "plain", stops=FARES["stops"])
    assert read_gtfs(source, cache=False)[0] == read_gtfs(plain, cache=False)[0]


@pytest.mark.parametrize(("code", "place", "change"), CASES)
def test_a_fault_has_its_notice(
    code: str, place: tuple[str, int, str], change: tuple[str, str, str], tmp_path: Path
) -> None:
    found = check_gtfs(feed(tmp_path / "feed", **_tables(change)))
    own = [each for each in found if each.code != "feed_part_not_read"]
    assert (code, place) in [(each.code, (each.table, each.row, each.column)) for each in own]
    assert {each.code for each in own} == {code}


def test_networks_stand_in_one_place(tmp_path: Path) -> None:
    head, row = SOUND["routes"].splitlines()
    routes = f"{head},network_id\n{row},W\n"
    found = check_gtfs(feed(tmp_path / "feed", **FARES, routes=routes))
    places = [each.table for each in found if each.code == "networks_twice"]
    assert places == ["networks.txt", "route_networks.txt"]
    apart = {**FARES, "networks": None, "route_networks": None}
    found = check_gtfs(feed(tmp_path / "apart", **apart, routes=routes))
    assert {each.code for each in found} == {"feed_part_not_read"}


# The canonical validator, as gtfs-guru 1.0.0 has it, doesn't look at these.
_ALONE = {"prior_notice_service_id", "duration_limit", "rider_category_id"}


@pytest.mark.skipif(not importlib.util.find_spec("gtfs_guru"), reason="gtfs-guru isn't installed")
@pytest.mark.parametrize(("code", "place", "change"), CASES)
def test_the_canonical_rules_find_something_there_too(
    code: str, place: tuple[str, int, str], change: tuple[str, str, str], tmp_path: Path
) -> None:
    import gtfs_guru

    sound = zipped(feed(tmp_path / "sound", **FARES), tmp_path / "sound.zip")
    wrong = zipped(feed(tmp_path / "wrong", **_tables(change)), tmp_path / "wrong.zip")
    notices = [gtfs_guru.validate(str(each)).notices for each in (sound, wrong)]
    assert "ERROR" not in {each.severity for each in notices[0]}
    known = {each.code for each in notices[0]}
    assert bool({each.code for each in notices[1]} - known) == (place[2] not in _ALONE)
