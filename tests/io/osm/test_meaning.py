"""What tags mean for a car, by their kinds, and what is told where they mean nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.io.osm.osm_worlds import CROSSING, arcs, node, read, relation, restriction, turns, way
from transnet.base.errors import Notice
from transnet.io.osm.speeds import parse_duration, parse_maxspeed, read_maxspeed
from transnet.io.osm.way_tags import OsmOptions, way_rule

OPTIONS = OsmOptions()
KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
POINTS = [node(each) for each in range(1, 7)]
WORLD = [*POINTS, *(way(*row) for row in CROSSING)]


def told(folder: Path, tags: dict[str, str], *more: dict[str, str]) -> list[Notice]:
    rows = [way(10 + place, [1, 2, 3], some) for place, some in enumerate((tags, *more))]
    found = read(folder, [*POINTS, *rows, way(30, [3, 4], {"highway": "primary"})]).notices
    return [each for each in found if each.code in ("left_out", "guessed")]


@pytest.mark.parametrize(
    ("text", "speed", "guessed"),
    [
        ("BE-VLG:rural", 70.0, False),
        ("be-vlg:rural", 70.0, False),
        ("BE-WAL:rural", 90.0, False),
        ("BE-BRU:urban", 30.0, False),
        ("BE-BRU:zone30", 30.0, False),
        ("BE-BRU:motorway", 120.0, True),
        ("CA-ON:rural", 80.0, False),
        ("GB-WLS:nsl_restricted", 32.18688, False),
        ("GB-SCT:nsl_single", 96.56064, True),
        ("DE-BY:urban", 50.0, True),
        ("DE:urban", 50.0, False),
        ("RO:urban", 50.0, False),
        ("RU:living_street", 20.0, False),
        ("DE:living_street", 7.0, False),
        ("XX-YY:rural", 90.0, True),
        ("BE-VLG:nonsense", None, True),
        ("5 knots", 9.26, False),
        ("5 kn", 9.26, False),
        ("30 kmph", 30.0, False),
        ("50, 70", 50.0, False),
        ("50,70", 50.0, False),
        ("50,5", None, False),
        ("0.0001", None, False),
        ("2", None, False),
        ("3", 3.0, False),
        ("200", 200.0, False),
        ("201", None, False),
        ("1" * 5000, None, False),
        ("50;" * 4000, None, False),
    ],
)
def test_speeds_of_regions_and_other_notations(
    text: str, speed: float | None, guessed: bool
) -> None:
    found, how = read_maxspeed(text, "*")
    assert found == (None if speed is None else pytest.approx(speed))
    assert how is guessed or found is None


@given(st.text(max_size=30))
def test_any_text_is_a_speed_or_none(text: str) -> None:
    found = parse_maxspeed(text)
    assert found is None or 3 <= found <= 200


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("20", 20),
        ("00:20", 20),
        ("0:05", 5),
        ("1:10:00", 70),
        ("00:00:30", 0.5),
        ("PT20M", 20),
        ("pt20m", 20),
        ("PT1H", 60),
        ("PT1.5H", 90),
        ("P1DT2H", 1560),
        ("P2D", 2880),
        ("90 min", 90),
        ("90min", 90),
        ("90 minutes", 90),
        ("45'", 45),
        ("1 h", 60),
        ("1h", 60),
        ("1 h 30", 90),
        ("1h30m", 90),
        ("1 h 30 min", 90),
        ("1 hour 5 minutes", 65),
        ("2 hrs", 120),
        ("1.5 h", 90),
        ("1,5 h", 90),
        ("2 days", 2880),
        ("1 day 3 h", 1620),
        ("1 d 2 h 3 m", 1563),
        ("2 days 3", 0),
        ("30 days", 0),
        ("1:75", 0),
        ("0:20-0:30", 0),
        ("20;30", 0),
        ("-20", 0),
        ("PT", 0),
        ("P", 0),
        ("h", 0),
        ("９0", 0),
        ("9" * 5000, 0),
    ],
)
def test_durations_in_every_notation(text: str, minutes: float) -> None:
    assert parse_duration(text) == pytest.approx(minutes)


@given(st.text(max_size=30))
def test_any_text_is_a_duration_or_none(text: str) -> None:
    assert 0 <= parse_duration(text) <= 14 * 24 * 60


@given(
    st.dictionaries(
        st.sampled_from([key + side for key in KEYS for side in ("", ":forward", ":backward")]),
        st.sampled_from(["yes", "no", "destination", "private", "delivery", "permissive"]),
        max_size=6,
    )
)
def test_the_most_special_access_tag_of_each_direction_decides(tags: dict[str, str]) -> None:
    def is_open(side: str) -> bool:
        for key in KEYS:
            for there in (f"{key}:{side}", key):
                if there in tags:
                    return tags[there] in ("yes", "destination", "permissive")
        return True

    rule = way_rule({"highway": "primary", **tags}, OPTIONS)
    found = (False, False) if rule is None else tuple(speed > 0 for speed in rule.speed_kmh)
    assert found == (is_open("forward"), is_open("backward"))


@pytest.mark.parametrize(
    ("tags", "ahead", "back"),
    [
        ({"vehicle": "no", "motor_vehicle:forward": "yes"}, True, False),
        ({"access": "no", "motorcar:backward": "destination"}, False, True),
        ({"motorcar:backward": "no"}, True, False),
        ({"access:forward": "no"}, False, True),
        ({"oneway": "Yes"}, True, False),
        ({"oneway": "false"}, True, True),
        ({"oneway": "0"}, True, True),
        ({"oneway": "yes", "oneway:motorcar": "no"}, True, True),
        ({"oneway": "no", "oneway:motor_vehicle": "-1"}, False, True),
        ({"oneway:bicycle": "no", "oneway": "yes"}, True, False),
        ({"junction": "roundabout", "oneway": "no"}, True, True),
    ],
)
def test_directions_by_vehicle(tags: dict[str, str], ahead: bool, back: bool) -> None:
    rule = way_rule({"highway": "primary", **tags}, OPTIONS)
    assert rule is not None
    assert (rule.speed_kmh[0] > 0, rule.speed_kmh[1] > 0) == (ahead, back)


@pytest.mark.parametrize(
    ("tags", "binds", "count"),
    [
        ({"type": "restriction", "restriction": "no_left_turn"}, True, ""),
        ({"type": "restriction", "restriction:motorcar": "no_left_turn"}, True, ""),
        ({"type": "restriction", "restriction:motor_vehicle": "no_left_turn"}, True, ""),
        ({"type": "restriction:motorcar", "restriction": "no_left_turn"}, True, ""),
        ({"type": "restriction", "restriction": "no_left_turn;no_u_turn"}, True, ""),
        ({"type": "restriction", "restriction": "no_left_turn", "except": "psv"}, True, ""),
        ({"type": "restriction:hgv", "restriction:motorcar": "no_left_turn"}, True, ""),
        ({"type": "restriction:hgv", "restriction": "no_left_turn"}, False, "other_vehicles"),
        ({"type": "restriction:foot", "restriction": "no_left_turn"}, False, "other_vehicles"),
        ({"type": "restriction:bicycle", "restriction": "no_left_turn"}, False, "other_vehicles"),
        ({"type": "restriction", "restriction:hgv": "no_left_turn"}, False, "other_vehicles"),
        ({"type": "restriction", "restriction:foot": "no_left_turn"}, False, "other_vehicles"),
        (
            {"type": "restriction", "restriction": "no_left_turn", "except": "psv; motorcar"},
            False,
            "other_vehicles",
        ),
        (
            {"type": "restriction", "restriction": "no_left_turn", "restriction:motorcar": "none"},
            False,
            "other_vehicles",
        ),
        (
            {"type": "restriction", "restriction:conditional": "no_left_turn @ (07:00-09:00)"},
            False,
            "conditional",
        ),
        (
            {"type": "restriction:conditional", "restriction": "no_left_turn"},
            False,
            "conditional",
        ),
        ({"type": "restriction", "restriction": "no_left"}, False, "malformed"),
        ({"type": "restriction"}, False, "malformed"),
        ({"type": "restrictions", "restriction": "no_left_turn"}, False, ""),
    ],
)
def test_bans_bind_the_vehicles_that_they_name(
    tmp_path: Path, tags: dict[str, str], binds: bool, count: str
) -> None:
    members = restriction("no_left_turn", 10, ("node", 2, "via"), 13)[1]
    made = read(tmp_path, [*WORLD, relation(77, (tags, members))])
    assert ((1, 2, 5) not in turns(made)) is binds
    if count:
        assert made.counts[f"restrictions_{count}"] == 1
    said = " ".join(each.hint for each in made.notices)
    assert ("relation 77" in said) is (count in ("conditional", "malformed"))


@pytest.mark.parametrize("text", ["00:20", "20", "PT20M", "20 min", "0 h 20"])
def test_a_ferry_takes_as_long_as_it_says(tmp_path: Path, text: str) -> None:
    tags = {"route": "ferry", "motor_vehicle": "yes", "duration": text}
    made = read(tmp_path, [*WORLD, way(30, [3, 6], tags)])
    assert (3, 6, 1_200_000) in arcs(made)


@pytest.mark.parametrize(
    ("tags", "code", "key", "value"),
    [
        ({"maxspeed": "fast"}, "left_out", "maxspeed", "fast"),
        ({"maxspeed": "signals"}, "left_out", "maxspeed", "signals"),
        ({"maxspeed": "0.0001"}, "left_out", "maxspeed", "0.0001"),
        ({"maxspeed": "5000"}, "left_out", "maxspeed", "5000"),
        ({"maxspeed:forward": "?"}, "left_out", "maxspeed:forward", "?"),
        ({"maxspeed:type": "BE-VLG:odd"}, "left_out", "maxspeed:type", "BE-VLG:odd"),
        ({"maxspeed": "DE-BY:urban"}, "guessed", "maxspeed", "DE-BY:urban"),
        ({"oneway": "perhaps"}, "left_out", "oneway", "perhaps"),
        ({"access": "yess"}, "left_out", "access", "yess"),
        ({"access": "no", "motorcar": "1"}, "left_out", "motorcar", "1"),
        ({"highway": "primary;trunk"}, "guessed", "highway", "primary;trunk"),
    ],
)
def test_what_is_not_honoured_is_named_with_way_tag_and_value(
    tmp_path: Path, tags: dict[str, str], code: str, key: str, value: str
) -> None:
    tags = {"highway": "primary", **tags}
    (said,) = told(tmp_path, tags)
    assert (said.code, said.column, said.value) == (code, f"way 10, {key}", value)
    (said,) = told(tmp_path, tags, tags, tags)
    assert said.column == f"way 10, {key}"
    assert "2 more ways" in said.hint


@pytest.mark.parametrize(
    "tags",
    [
        {"maxspeed": "50"},
        {"source:maxspeed": "sign"},
        {"maxspeed:type": "sign", "maxspeed": "50"},
        {"maxspeed": "DE:urban"},
        {"oneway": "no"},
        {"access": "destination"},
        {"access": "Destination"},
        {"maxspeed:hgv": "whatever"},
    ],
)
def test_what_is_honoured_is_not_told(tmp_path: Path, tags: dict[str, str]) -> None:
    assert told(tmp_path, {"highway": "primary", **tags}) == []


def test_many_values_are_counted(tmp_path: Path) -> None:
    some = [{"highway": "primary", "maxspeed": f"odd {each:02}"} for each in range(9)]
    said = told(tmp_path, some[0], *some)
    assert len(said) == 6
    assert (said[0].value, said[-1].value) == ("odd 00", "")
    assert said[-1].hint.startswith("4 other values in 4 ways, such as way 16")


@pytest.mark.parametrize(
    ("tags", "value"),
    [
        ({"duration": "soon", "motorcar": "yes"}, "soon"),
        ({"duration": "1 min", "motorcar": "yes"}, "1 min"),
        ({}, "ferry"),
    ],
)
def test_ferries_that_say_too_little_are_named(
    tmp_path: Path, tags: dict[str, str], value: str
) -> None:
    ferry = way(30, [3, 2000], {"route": "ferry", **tags})
    made = read(tmp_path, [*WORLD, node(2000, (112.5, 37.0)), ferry])
    (said,) = [each for each in made.notices if each.column.startswith("way 30")]
    assert (said.code, said.value) == ("left_out", value)


def test_a_road_whose_direction_changes_is_left_out_and_named(tmp_path: Path) -> None:
    row = way(30, [3, 6], {"highway": "primary", "oneway": "reversible"})
    made = read(tmp_path, [*WORLD, row])
    (said,) = [each for each in made.notices if each.code == "left_out"]
    assert said.column == "way 30, oneway"
    assert 30 not in made.graph.way_ids


@pytest.mark.parametrize("value", ["Residential", "residental", "primary_road", "ferry", "", "5"])
def test_a_class_that_nobody_knows_is_named(tmp_path: Path, value: str) -> None:
    made = read(tmp_path, [*WORLD, way(30, [3, 6], {"highway": value})])
    (said,) = [each for each in made.notices if each.column == "way 30, highway"]
    assert (said.code, said.value) == ("left_out", value)


@pytest.mark.parametrize("value", ["footway", "construction", "bus_stop", "service", "track"])
def test_a_class_that_is_known_not_to_carry_cars_is_not(tmp_path: Path, value: str) -> None:
    made = read(tmp_path, [*WORLD, way(30, [3, 6], {"highway": value})])
    assert not [each for each in made.notices if each.column.startswith("way 30")]


def test_a_train_that_carries_cars_is_read_as_a_ferry_is(tmp_path: Path) -> None:
    tags = {"route": "shuttle_train", "motor_vehicle": "yes", "duration": "00:35"}
    made = read(tmp_path, [*WORLD, way(30, [3, 6], tags)])
    assert (3, 6, 2_100_000) in arcs(made)
    shut = read(tmp_path, [*WORLD, way(30, [3, 6], {**tags, "motor_vehicle": "no"})])
    assert (3, 6, 2_100_000) not in arcs(shut)
    unsaid = read(tmp_path, [*WORLD, way(30, [3, 6], {"route": "shuttle_train"})])
    (said,) = [each for each in unsaid.notices if each.column == "way 30, route"]
    assert said.value == "shuttle_train"


@pytest.mark.parametrize(("minutes", "named"), [("720", True), ("P1D", True), ("60", False)])
def test_a_ferry_that_takes_absurdly_long_is_named(
    tmp_path: Path, minutes: str, named: bool
) -> None:
    tags = {"route": "ferry", "motor_vehicle": "yes", "duration": minutes}
    made = read(tmp_path, [*WORLD, way(30, [3, 6], tags)])
    said = [each.code for each in made.notices if each.column == "way 30, duration"]
    assert said == ["implausible_speed"] * named
