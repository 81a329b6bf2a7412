"""What tags say of a way: access, direction and speed."""

from __future__ import annotations

import pytest

from transnet.io.osm.way_tags import (
    OsmOptions,
    countries,
    default_speed,
    parse_duration,
    parse_maxspeed,
    way_rule,
)

OPTIONS = OsmOptions()


@pytest.mark.parametrize(
    ("text", "country", "speed"),
    [
        ("50", "*", 50.0),
        ("50 km/h", "*", 50.0),
        ("50kmh", "*", 50.0),
        ("50 KPH", "*", 50.0),
        ("7.5", "*", 7.5),
        ("30 mph", "*", 48.28032),
        ("30mph", "*", 48.28032),
        ("6 knots", "*", 11.112),
        ("50;30", "*", 30.0),
        ("50|signals|80", "*", 50.0),
        ("none", "*", 130.0),
        ("walk", "*", 7.0),
        ("PT:urban", "*", 50.0),
        ("pt:motorway", "*", 120.0),
        ("urban", "PT", 50.0),
        ("FR:rural", "PT", 80.0),
        ("XX:rural", "*", 90.0),
        ("DE:zone:30", "*", 30.0),
        ("DE:zone30", "*", 30.0),
        ("AT:50", "*", 50.0),
        ("GB:20", "*", 32.18688),
        ("UK:nsl_single", "*", 96.56064),
        ("CN:urban", "*", 50.0),
        ("RU:urban", "*", 60.0),
        ("RU:rural", "*", 90.0),
        ("RU:living_street", "*", 20.0),
        ("NL:motorway", "*", 100.0),
        ("US:urban", "*", 40.2336),
        ("US:25", "*", 40.2336),
        ("signals", "*", None),
        ("variable", "*", None),
        ("", "*", None),
        ("0", "*", None),
        ("999", "*", None),
        ("50 furlongs", "*", None),
        ("-50", "*", None),
        ("PT:", "*", None),
        ("DE:zone:signals", "*", None),
    ],
)
def test_maxspeed_in_every_notation(text: str, country: str, speed: float | None) -> None:
    assert parse_maxspeed(text, country) == (None if speed is None else pytest.approx(speed))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("25", 25),
        ("1:30", 90),
        ("00:05", 5),
        ("01:30:30", 90.5),
        ("PT1H30M", 90),
        ("PT90S", 1.5),
        ("soon", 0),
        ("1:2:3:4", 0),
        ("", 0),
    ],
)
def test_duration_in_every_notation(text: str, minutes: float) -> None:
    assert parse_duration(text) == minutes


@pytest.mark.parametrize(
    ("tags", "ahead", "back"),
    [
        ({"highway": "primary"}, True, True),
        ({"highway": "primary", "oneway": "yes"}, True, False),
        ({"highway": "primary", "oneway": "1"}, True, False),
        ({"highway": "primary", "oneway": "-1"}, False, True),
        ({"highway": "primary", "oneway": "reverse"}, False, True),
        ({"highway": "motorway"}, True, False),
        ({"highway": "motorway", "oneway": "no"}, True, True),
        ({"highway": "motorway_link"}, True, True),
        ({"highway": "tertiary", "junction": "roundabout"}, True, False),
        ({"highway": "tertiary", "junction": "circular"}, True, False),
        ({"highway": "tertiary", "junction": "roundabout", "oneway": "-1"}, False, True),
        ({"highway": "primary", "oneway": "yes", "oneway:motor_vehicle": "no"}, True, True),
        ({"highway": "primary", "oneway": "alternating"}, True, True),
    ],
)
def test_directions(tags: dict[str, str], ahead: bool, back: bool) -> None:
    rule = way_rule(tags, OPTIONS)
    assert rule is not None
    assert (rule.speed_kmh[0] > 0, rule.speed_kmh[1] > 0) == (ahead, back)
    assert rule.oneway == (ahead != back)


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"highway": "footway"},
        {"highway": "construction"},
        {"highway": "service"},
        {"highway": "primary", "area": "yes"},
        {"highway": "primary", "access": "no"},
        {"highway": "primary", "access": "private"},
        {"highway": "primary", "access": "NO"},
        {"highway": "primary", "motor_vehicle": "Private; Agricultural"},
        {"highway": "primary", "access": "yes", "motor_vehicle": "no"},
        {"highway": "primary", "motor_vehicle": "yes", "motorcar": "no"},
        {"highway": "primary", "oneway": "reversible"},
        {"highway": "primary", "motor_vehicle": "agricultural; forestry"},
        {"highway": "ferry"},
        {"route": "ferry"},
        {"route": "ferry", "motor_vehicle": "no"},
        {"route": "ferry", "motorcar": "no", "motor_vehicle": "yes"},
        {"route": "bus"},
    ],
)
def test_ways_that_no_car_may_use(tags: dict[str, str]) -> None:
    assert way_rule(tags, OPTIONS) is None


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "primary", "access": "no", "motor_vehicle": "yes"},
        {"highway": "primary", "access": "destination"},
        {"highway": "primary", "vehicle": "no", "motorcar": "designated"},
        {"highway": "primary_link"},
        {"highway": "living_street"},
        {"route": "ferry", "motor_vehicle": "yes"},
        {"route": "ferry", "motor_vehicle": "Yes"},
    ],
)
def test_ways_that_a_car_may_use(tags: dict[str, str]) -> None:
    assert way_rule(tags, OPTIONS) is not None


def test_service_roads_are_a_choice() -> None:
    options = OsmOptions(service=True)
    assert way_rule({"highway": "service"}, options) is not None
    assert way_rule({"highway": "service", "service": "driveway"}, options) is None


@pytest.mark.parametrize(
    ("tags", "speeds"),
    [
        ({"maxspeed:lanes": "120|100|80"}, (120.0, 120.0)),
        ({"maxspeed:lanes:backward": "50|signals"}, (90.0, 50.0)),
        ({"maxspeed": "60", "maxspeed:lanes": "120|100"}, (60.0, 60.0)),
        ({"maxspeed": "60", "maxspeed:motorcar": "80"}, (80.0, 80.0)),
        ({"maxspeed:motorcar": "80", "maxspeed:motorcar:backward": "70"}, (80.0, 70.0)),
        ({"maxspeed:conditional": "30 @ (22:00-06:00)"}, (90.0, 90.0)),
    ],
)
def test_speed_of_lanes_and_cars(tags: dict[str, str], speeds: tuple[float, float]) -> None:
    rule = way_rule({"highway": "trunk", **tags}, OPTIONS)
    assert rule is not None
    assert rule.speed_kmh == speeds


@pytest.mark.parametrize(
    ("tags", "ahead", "back"),
    [
        ({"motor_vehicle:backward": "no"}, True, False),
        ({"access:forward": "private"}, False, True),
        ({"motor_vehicle": "agricultural;yes"}, True, True),
    ],
)
def test_access_of_each_direction(tags: dict[str, str], ahead: bool, back: bool) -> None:
    rule = way_rule({"highway": "primary", **tags}, OPTIONS)
    assert rule is not None
    assert (rule.speed_kmh[0] > 0, rule.speed_kmh[1] > 0) == (ahead, back)


def test_speed_of_each_direction() -> None:
    tags = {"highway": "primary", "maxspeed": "60", "maxspeed:backward": "40"}
    rule = way_rule(tags, OPTIONS)
    assert rule is not None
    assert rule.speed_kmh == (60.0, 40.0)


def test_a_tag_without_a_speed_falls_through() -> None:
    tags = {"highway": "primary", "maxspeed": "signals", "source:maxspeed": "PT:urban"}
    rule = way_rule(tags, OPTIONS)
    assert rule is not None
    assert rule.speed_kmh == (50.0, 50.0)


def test_default_speeds_by_class_and_country() -> None:
    assert "PT" in countries()
    assert "*" not in countries()
    assert default_speed("motorway", "PT") == 120.0
    assert default_speed("motorway") == 110.0
    assert default_speed("residential", "PT") == default_speed("residential")
    assert default_speed("goat_path") == default_speed("road")


def test_ferry_keeps_its_duration() -> None:
    rule = way_rule({"route": "ferry", "motor_vehicle": "yes", "duration": "0:20"}, OPTIONS)
    assert rule is not None
    assert (rule.road_class, rule.duration_min) == ("ferry", 20.0)
