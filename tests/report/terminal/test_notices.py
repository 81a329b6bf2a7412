"""Notices for people: grouped, capped, with a remedy; and for programs: valid JSON."""

from __future__ import annotations

import json

from tests.worlds import line_world
from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.model.checks.all import check_network
from transnet.report.terminal.notices import notices_json, notices_text

FOUND = [
    notice("dangling_reference", "roads", 17, "to_node", "BJX", "closest known id: 'BJN'"),
    notice("self_loop", "roads", 3, "to_node", "N1", "it ends where it begins"),
    notice("dangling_reference", "roads", 1104, "to_node", "101", "known as '0101'"),
    notice("missing_file", "places.csv", 0, "", "", "every network needs it"),
]


def test_text_groups_by_table_and_code_errors_first() -> None:
    assert notices_text(FOUND) == (
        "roads.csv: error: An id refers to a row that doesn't exist  [dangling_reference]\n"
        "  row 17    to_node='BJX'  closest known id: 'BJN'\n"
        "  row 1104  to_node='101'  known as '0101'\n"
        "\n"
        "places.csv: error: A file that every network needs isn't in the folder  [missing_file]\n"
        "  every network needs it\n"
        "\n"
        "roads.csv: info: A link ends where it begins  [self_loop]\n"
        "  row 3  to_node='N1'  it ends where it begins\n"
        "\n"
        "3 errors, 1 remark. Nothing was changed. Mend what is named, or list more with --json."
    )


def test_what_differs_within_a_code_that_no_table_lists_is_said_once() -> None:
    each = [
        Notice("test_mine", "warning", "s.toml", 0, "project", name, f"is {name}") for name in "ab"
    ]
    said = notices_text(each).splitlines()
    assert said[0] == "s.toml: warning  [test_mine]"
    assert said[1:3] == ["  project='a'  is a", "  project='b'  is b"]
    assert notices_text(each[:1]).splitlines()[0] == "s.toml: warning: is a  [test_mine]"


def test_what_a_code_means_in_tables_heads_no_notice_of_a_scenario() -> None:
    missing = [Notice("missing_key", "error", "s.toml", 0, "id", "", "is required: a text")]
    assert notices_text(missing).startswith("s.toml: error: is required: a text  [missing_key]\n")


def test_nothing_to_report() -> None:
    assert notices_text(check_network(line_world())) == ("Nothing to report: every check passed.")


def test_text_and_json_say_how_many_more_there_are() -> None:
    many = [notice("self_loop", "roads", row, "to_node", "N1", "x") for row in range(2, 1302)]
    text = notices_text(many)
    assert text.count("to_node='N1'") == 20
    assert "  … and 1,280 more\n" in text
    assert text.endswith("1,300 remarks. Nothing was changed.")
    content = json.loads(notices_json(many))
    assert len(content["notices"]) == 100
    assert content["more"] == {"self_loop": 1200}
    assert content["remarks"] == 1300


def test_json_holds_every_field() -> None:
    content = json.loads(notices_json(FOUND))
    assert (content["errors"], content["warnings"], content["remarks"]) == (3, 0, 1)
    assert content["notices"][0] == {
        "code": "dangling_reference",
        "severity": "error",
        "table": "roads",
        "row": 17,
        "column": "to_node",
        "value": "BJX",
        "hint": "closest known id: 'BJN'",
        "hint_zh": "closest known id: 'BJN'",
    }


def test_values_cannot_write_to_the_terminal() -> None:
    found = [notice("bad_id", "roads", 2, "road_id", "\x1b[31m\u202ered", "x")]
    text = notices_text(found)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_hint_that_is_its_own_heading_is_printed_once() -> None:
    lone = Notice("left_out", "warning", "a.osm", 0, "", "", "two roads are left out")
    cell = Notice("guessed", "warning", "a.osm", 0, "way 7, maxspeed", "odd", "is guessed")
    text = notices_text([lone, cell])
    assert text.count("two roads are left out") == 1
    assert text.count("is guessed") == 1
    assert "way 7, maxspeed='odd'" in text
