"""A feed leaves with a scenario's edits made, and is told what it lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.io.gtfs.feeds import FULL, feed
from transnet.base.errors import InputError, ScenarioError
from transnet.cli.main import main
from transnet.io.gtfs.check_feed import check_gtfs, summarise_gtfs
from transnet.io.gtfs.read_feeds import read_gtfs
from transnet.scenario.feed_edits import edit_gtfs
from transnet.scenario.file import Scenario, read_scenario
from transnet.study.check_scenario import check_scenario

SCENARIO = """
id = "faster"
name_zh = "提速"

[[timetable.edit]]
action = "提速"
trip = "D1"
speed_factor = 2

[[timetable.edit]]
action = "停运"
trip = "T3"
to_date = "2026-03-04"
"""


def _file(folder: Path, text: str = SCENARIO) -> Path:
    path = folder / "faster.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_edited_feed_reads_back_as_the_edited_timetable(tmp_path: Path) -> None:
    source, out = feed(tmp_path / "feed"), tmp_path / "new.zip"
    made, notices = edit_gtfs(source, _file(tmp_path), out)
    assert read_gtfs(out, cache=False)[0] == made
    before, _ = read_gtfs(source, cache=False)
    edits = read_scenario(_file(tmp_path)).timetable.edit
    assert made == before.edited(edits)[0]
    assert [each for each in check_gtfs(out) if each.severity == "error"] == []
    assert summarise_gtfs(out).agencies == ("Rail",)
    assert {each.code for each in notices} == {"edit_touches"}


def test_what_is_left_behind_is_named(tmp_path: Path) -> None:
    source = feed(tmp_path / "feed", **FULL, fare_products="fare_product_id\nF\n")
    text = SCENARIO + '\n[[edit]]\naction = "open"\nproject = "x"\n'
    made, notices = edit_gtfs(source, _file(tmp_path, text), tmp_path / "new.zip")
    runs = made.service_runs[made.trip_service]
    assert runs[made.trip_names == "D3"].sum() == 6 * 4  # of each run of T3, not on the 4th
    lost = {each.code: each for each in notices}
    assert {"feed_part_lost", "edits_of_network"} <= set(lost)
    assert {*lost["feed_part_lost"].value.split(", ")} >= {
        "shapes.txt",
        "pathways.txt",
        "fare_products.txt",
    }


def test_nothing_is_written_that_is_wrong_or_in_the_way(tmp_path: Path) -> None:
    source, out = feed(tmp_path / "feed"), tmp_path / "new.zip"
    wrong = _file(tmp_path, SCENARIO.replace('"D1"', '"D9"'))
    with pytest.raises(ScenarioError) as refused:
        edit_gtfs(source, wrong, out)
    (error,) = refused.value.notices
    assert (error.code, error.row, error.column) == ("unknown_name", 7, "timetable edit 1, trip")
    assert not out.exists()
    with pytest.raises(ScenarioError, match="nothing to edit"):
        edit_gtfs(source, Scenario(id="empty"), out)
    out.write_text("mine")
    with pytest.raises(InputError):
        edit_gtfs(source, _file(tmp_path), out)
    assert out.read_text() == "mine"


def test_the_command_writes_the_same(tmp_path: Path) -> None:
    source, out = feed(tmp_path / "feed"), tmp_path / "new.zip"
    edit_gtfs(source, _file(tmp_path), tmp_path / "python.zip")
    words = ["gtfs", "edit", str(source), str(_file(tmp_path)), "--out", str(out)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    assert "new.zip" in done.output
    assert out.read_bytes() == (tmp_path / "python.zip").read_bytes()
    assert CliRunner().invoke(main, words).exit_code != 0
    assert CliRunner().invoke(main, [*words, "--force"]).exit_code == 0


def test_who_asks_for_no_timetable_is_told_that_its_edits_do_nothing(tmp_path: Path) -> None:
    told = [each for each in check_scenario(_file(tmp_path)) if each.code == "timetable_only"]
    assert [each.row for each in told] == [5]
    (tmp_path / "plain.toml").write_text('id = "plain"', encoding="utf-8")
    assert "timetable_only" not in {e.code for e in check_scenario(tmp_path / "plain.toml")}
