"""Terminal tables: what they say, and that no line is wider than the terminal."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from tests.worlds import line_world, priced_world
from transnet.base.language import Language, Text, same, speaking
from transnet.report.terminal import catalog_tables, path_table, result_tables, table_style
from transnet.report.terminal.comparison_table import comparison_table, print_comparison
from transnet.report.terminal.validation_tables import validation_tables
from transnet.report.terminal.way_table import print_way
from transnet.report.terminal.without_car_table import measures_table
from transnet.report.words.figures import Moved
from transnet.report.words.readings import readings
from transnet.report.words.without_car_words import Side, WithAndWithout
from transnet.study.compared_results import Comparison
from transnet.study.result import Result
from transnet.travel.model import TravelModel
from transnet.travel.validation.validate import validate

WIDTHS = [80, 100]


def shown(renderable: RenderableType, width: int = 80) -> str:
    console = Console(width=width, highlight=False, color_system=None)
    with console.capture() as capture:
        console.print(renderable)
    return capture.get()


def assert_fits(text: str, width: int) -> None:
    assert max(cell_len(line) for line in text.splitlines()) <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_a_result_fits_and_says_it(opened: Result, width: int) -> None:
    text = shown(result_tables.result_table(opened), width)
    assert_fits(text, width)
    said = " ".join(text.split())
    for part in (
        "The direct line opens", "the largest gain", "✓ met", "✗ not met",
        "short 6 min ride", "Jia–Yi", "−9 min",
    ):  # fmt: skip
        assert part in said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_millions_with_and_without_a_car_are_not_cut(language: Language) -> None:
    figure = Moved(Text("6,953.2 万", "69.53 million"), Text("7,489.5 万", "74.89 million"))
    side = Side(figure, "+17.7%", same("0"), same("0"))
    name = Text("日可达(4小时内)", "daily accessibility (within 4 h)")
    with speaking(language):
        text = shown(measures_table([WithAndWithout(name, same(""), side, side)]), 80)
    assert_fits(text, 80)
    ends = ("6,953.2 万 →", "7,489.5 万") if language == "zh" else ("69.53 m →", "74.89 m")
    assert [text.count(each) for each in ends] == [2, 2]
    assert text.count("+17.7%") == 2


CJK, WORDS = re.compile("[\u4e00-\u9fff]"), re.compile("[A-Za-z]{3,}")
OWN_WORDS = {"carfree", "CGCS", "opened", "toml"}  # ids and file names


@pytest.mark.parametrize("width", WIDTHS)
def test_tables_are_in_one_language(opened: Result, closed: Result, width: int) -> None:
    trip = opened.after.model.path("P1", "P3")
    opened, closed = (replace(each, notices=()) for each in (opened, closed))  # names in tables

    def tables() -> str:
        parts = (
            result_tables.result_table(opened),
            comparison_table(Comparison((opened, closed))),
            path_table.path_table(trip),
        )
        return "\n".join(shown(part, width) for part in parts)

    assert not [line for line in tables().splitlines() if CJK.search(line)]
    with speaking("zh"):
        text = tables()
    assert_fits(text, width)
    ids = {opened.scenario.id, closed.scenario.id}
    own = OWN_WORDS | ids
    assert not [line for line in text.splitlines() if {*WORDS.findall(line)} - own]
    assert "✗ 未达标" in text
    assert "分钟" in text


def test_a_verdict_that_flips_shows_both(closed: Result) -> None:
    text = shown(result_tables.verdict_table(readings(closed)), 100)
    assert "before: ✓ met" in text
    assert "short no way" in text
    short = shown(result_tables.short_table([r for r in readings(closed) if not r.headline]), 100)
    assert "✗" in short


def test_readings_of_another_document_stand_apart(opened: Result) -> None:
    found = [reading for reading in readings(opened) if not reading.headline]
    assert len(found) > 2
    others = [replace(reading, document="another") for reading in found]
    for some, gaps in ((found, 0), ([*found, *others], 1)):
        rows = shown(result_tables.short_table(some), 100).rpartition("─")[2].strip()
        assert sum(not line.strip() for line in rows.splitlines()) == gaps


@pytest.mark.parametrize("width", WIDTHS)
def test_a_comparison_has_a_column_for_each(opened: Result, closed: Result, width: int) -> None:
    text = shown(comparison_table(Comparison((opened, closed))), width)
    assert_fits(text, width)
    assert "66 min ✗" in text
    assert "95 min ✗" in text
    assert "23 min ✓" in text
    assert "no way ✗" in text


def test_a_trip_in_legs() -> None:
    model = TravelModel(line_world())
    text = shown(path_table.path_table(model.path("P1", "P3")))
    assert_fits(text, 80)
    assert "Jia → Yi" in text
    assert "61 min  by rail  displacement 10 min" in text
    assert "Displacement: mean minutes between the departure one wishes for" in text
    for part in ("access", "in station", "ride", "egress", "24 a day", "36.0"):
        assert part in text
    assert "\nwait" not in text
    assert "†" not in text
    waited = shown(path_table.path_table(model.with_waits("first_come").path("P1", "P3")))
    assert "81 min  by rail\n" in waited
    assert "wait" in waited
    assert "20.0" in waited
    assert "displacement" not in waited.lower()


def test_a_trip_shows_what_it_costs_in_all_and_by_leg() -> None:
    text = shown(path_table.path_table(TravelModel(priced_world()).path("P1", "P3")))
    assert "61 min  34.75 yuan  3.06 kg CO2" in text
    costs = [line.split()[-2:] for line in text.splitlines() if "→" in line][1:]
    assert costs == [["2.75", "0.26"], ["28.00", "2.70"], ["4.00", "0.10"]]


def test_a_result_without_a_headline_has_no_table_of_them(opened: Result) -> None:
    plain = replace(opened, targets=opened.targets.assign(headline=False))
    assert "verdict, shortfall, leg" in shown(result_tables.result_table(opened))
    assert "verdict, shortfall, leg" not in shown(result_tables.result_table(plain))


def test_a_trip_shows_its_marks_and_what_they_mean() -> None:
    network = line_world()
    services = network["services"].assign(timetable=pd.Timestamp("2021-01-20"))
    table = network["parameters"]
    basis = table["basis"].mask(table["parameter"] == "exit_min", "assumed")
    network = network.replace_table("services", services)
    network = network.replace_table("parameters", table.assign(basis=basis))
    text = shown(path_table.path_table(TravelModel(network).path("P1", "P3")))
    assert "36.0‡" in text
    assert "10.0†" in text
    for note in ("† rests on recalled", "‡ rides trains of the timetable of"):
        assert note in text
    plain = shown(path_table.path_table(TravelModel(line_world()).path("P1", "P3")))
    assert "‡" not in plain


def test_a_trip_that_takes_what_comes_first() -> None:
    path = TravelModel(line_world()).path("P1", "P3")
    first = pd.concat([path.alternatives.assign(share=1 / 8, trains_per_day=3.0)] * 8)
    path = replace(path, legs=path.legs.assign(share=0.25), alternatives=first)
    text = shown(path_table.path_table(path))
    assert_fits(text, 80)
    assert "25% of trips" in text
    rows = [line.split() for line in text.partition("what may be boarded first")[2].splitlines()]
    listed = [row[-2:] for row in rows if row and row[-2:-1] and row[-2].endswith("%")]
    # Six in a row of their own, and what is left of them together.
    assert listed == [["12%", "3"]] * 6 + [["25%", "6"]]
    alone = shown(path_table.path_table(replace(path, alternatives=first[:1])))
    assert "boarded first" not in alone


def test_a_trip_that_is_not_there() -> None:
    network = line_world()
    roads = network["roads"].copy()
    roads["closed"] = roads["opened"]
    text = shown(
        path_table.path_table(TravelModel(network.replace_table("roads", roads)).path("P1", "X1"))
    )
    assert "no way" in text or "by air" in text


def test_markup_in_names_is_shown_as_it_stands(hostile: Result) -> None:
    text = shown(result_tables.result_table(hostile), 100)
    assert "<img src=x onerror=alert>" in " ".join(text.split())
    trip = shown(path_table.path_table(hostile.after.model.path("P1", "P3")), 100)
    assert "[bold]&" in trip


@pytest.mark.parametrize("width", WIDTHS)
def test_a_validation_fits(width: int) -> None:
    text = shown(validation_tables(validate(line_world())), width)
    assert_fits(text, width)
    for part in ("line-world", "EMU", "Jia", "Bing", "observed", "km/h"):
        assert part in text


def test_the_catalog_lists_what_is_bundled() -> None:
    listed = catalog_tables.catalog_json()
    ids = [row["id"] for row in listed["scenarios"]]
    assert "xiongxin-hsr" in ids
    assert [row["id"] for row in listed["networks"]] == ["lisbon-porto", "shanxi-central"]
    assert "lisbon-porto/whole-line" in ids
    text = shown(catalog_tables.catalog_tables(listed))
    assert_fits(text, 80)
    assert all(name in text for name in ids)
    for network in listed["networks"]:
        assert f"target of {network['id']}" in text
        assert all(row["id"] in text for row in network["targets"])


def test_a_scenario_that_cannot_be_read_is_listed_with_its_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(catalog_tables, "list_scenarios", lambda: ["no-such-scenario"])
    monkeypatch.setattr(catalog_tables, "list_network_scenarios", list)
    (row,) = catalog_tables.catalog_json()["scenarios"]
    assert "no-such-scenario" in row["error"]
    assert "no-such-scenario" in shown(catalog_tables.catalog_tables(catalog_tables.catalog_json()))


def test_printing(opened: Result, capsys: pytest.CaptureFixture[str], tmp_path: object) -> None:
    from pathlib import Path

    result_tables.print_result(opened, [Path("results/direct/summary.json")])
    print_comparison(Comparison((opened,)))
    print_way(opened.after.model.path("P1", "P3"), (), "2024-12-31", ())
    result_tables.print_validation(validate(line_world()))
    result_tables.print_catalog()
    out = capsys.readouterr().out
    for claim in ("North 2026", "Valley 2023"):
        assert claim in out
    assert "summary.json" in out
    assert "results/direct" in out


@pytest.mark.parametrize(("columns", "width"), [("40", 80), ("95", 95), ("300", 110)])
def test_the_console_keeps_to_widths_that_tables_are_made_for(
    monkeypatch: pytest.MonkeyPatch, columns: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert table_style.console().width == width


def test_the_progress_bar_takes_steps(capsys: pytest.CaptureFixture[str]) -> None:
    with table_style.progress_bar() as report:
        report("maps", 1, 4)
        report("[bold", 4, 4)
    assert capsys.readouterr().out == ""
