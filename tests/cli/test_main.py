"""The command is a thin skin: exit codes, messages without tracebacks, JSON that is JSON."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import line_world, priced_world
from transnet import save_network
from transnet.cli.help_text import cells, wrapped
from transnet.cli.main import main
from transnet.cli.spoken import SpokenCommand
from transnet.report.maps import painter_apart

Run = Callable[..., Result]

SCENARIO = """
id = "cut"
name_zh = "关闭"
name_en = "Close the motorway"
network = "{network}"
date = "2026-12-31"
base = "2026-12-31"

[[edit]]
action = "close"
table = "roads"
id = "R3"

[outputs]
maps = false
"""


@pytest.fixture
def call() -> Run:
    runner = CliRunner()
    return lambda *arguments: runner.invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def world(tmp_path: Path) -> Path:
    folder = tmp_path / "world"
    save_network(line_world(), folder)
    return folder


@pytest.fixture
def scenario(tmp_path: Path, world: Path) -> Path:
    file = tmp_path / "cut.toml"
    file.write_text(SCENARIO.format(network=world.as_posix()), encoding="utf-8")
    return file


def test_help_names_every_command(call: Run) -> None:
    shown = call("--help").output
    for command in ("check", "compare", "list", "path", "run", "validate"):
        assert command in shown


def test_list_shows_networks_scenarios_and_targets(call: Run) -> None:
    shown = call("list")
    assert shown.exit_code == 0
    for name in ("shanxi-central", "xiongxin-hsr", "plan-1h-intercity"):
        assert name in shown.output
    assert "xiongxin-hsr" in json.dumps(json.loads(call("list", "--json").stdout))


def test_check_passes_a_good_folder_and_fails_a_bad_one(call: Run, world: Path) -> None:
    assert call("check", world).exit_code == 0
    roads = world / "roads.csv"
    text = roads.read_text("utf-8")
    roads.write_text(text.replace(",N1,", ",NX9,", 1), encoding="utf-8")
    failed = call("check", world)
    assert failed.exit_code == 1
    assert "NX9" in failed.output
    assert "dangling_reference" in failed.output
    found = json.loads(call("check", world, "--json").stdout)
    assert "dangling_reference" in json.dumps(found)


def test_check_says_first_whether_a_scenario_can_be_run(call: Run, scenario: Path) -> None:
    good = call("check", scenario)
    assert good.exit_code == 0
    first = good.output.splitlines()[0]
    assert first == f"{scenario} is a scenario: transnet run {scenario} runs it."
    text = scenario.read_text("utf-8").replace('id = "R3"', 'id = "R33"')
    scenario.write_text(text, encoding="utf-8")
    bad = call("check", scenario)
    assert bad.exit_code == 1
    assert bad.output.splitlines()[0] == f"{scenario} is a scenario: it can't be run as it stands."


def test_run_writes_results_and_prints_verdicts(
    call: Run, scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painter_apart, "cores", lambda: 2)
    monkeypatch.setattr(painter_apart, "start_serving", lambda _: pytest.fail("no maps to draw"))
    done = call("run", scenario, "--out", tmp_path / "results")
    assert done.exit_code == 0, done.output
    folder = tmp_path / "results" / "cut"
    written = {path.name for path in folder.iterdir()}
    assert {"summary.json", "travel_times.csv", "counties.csv", "report.html"} <= written
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    assert json.loads(call("run", scenario, "--out", tmp_path / "r", "--json").stdout) == summary


def test_run_says_what_is_wrong_with_a_scenario(call: Run, scenario: Path, tmp_path: Path) -> None:
    text = scenario.read_text("utf-8").replace('id = "R3"', 'id = "R33"')
    scenario.write_text(text, encoding="utf-8")
    failed = call("run", scenario, "--out", tmp_path / "results")
    assert failed.exit_code == 1
    assert "R33" in failed.output
    assert "Traceback" not in failed.output
    assert not (tmp_path / "results").exists()


def test_points_replace_the_spread(call: Run, scenario: Path, tmp_path: Path) -> None:
    points = tmp_path / "points.csv"
    points.write_text("id,lon,lat,people\na,113.0,38.0,1000\n", encoding="utf-8")
    out = tmp_path / "results"
    assert call("run", scenario, "--out", out, "--points", points, "--crs", "WGS-84").exit_code == 0
    undeclared = call("run", scenario, "--out", out, "--points", points)
    assert (undeclared.exit_code, "missing_crs" in undeclared.output) == (1, True)
    points.write_text("id,lon,lat,people\na,38.0,113.0,1000\n", encoding="utf-8")
    failed = call("run", scenario, "--out", out, "--points", points, "--crs", "WGS-84")
    assert failed.exit_code == 1
    assert "Traceback" not in failed.output


def test_compare_and_path(call: Run, scenario: Path) -> None:
    twice = call("compare", scenario, scenario)
    assert (twice.exit_code, "is given twice" in twice.output) == (1, True)
    other = scenario.with_name("other.toml")
    other.write_text(scenario.read_text(encoding="utf-8").replace('"cut"', '"other"'), "utf-8")
    assert call("compare", scenario, other).exit_code == 0
    json.loads(call("compare", scenario, "--json").stdout)
    before = json.loads(call("path", "P1", "P2", "--scenario", scenario, "--json").stdout)
    assert before["travel_min"] > 0
    assert call("path", "P1", "P2", "--scenario", scenario, "--before").exit_code == 0
    unpriced = call("path", "P1", "P2", "--scenario", scenario, "--impedance", "money")
    assert (unpriced.exit_code, "fuel_cny_per_km" in unpriced.output) == (1, True)
    unknown = call("path", "P1", "Nowhere", "--scenario", scenario)
    assert unknown.exit_code == 1
    assert "Nowhere" in unknown.output


def test_a_path_at_the_peak(call: Run, scenario: Path) -> None:
    asked = ("path", "P2", "P1", "--scenario", scenario)
    usual, peak = (
        json.loads(call(*asked, *more, "--json").stdout) for more in ((), ("--traffic", "peak"))
    )
    assert (usual["traffic"], peak["traffic"]) == ("off_peak", "peak")
    assert peak["travel_min"] > usual["travel_min"]
    assert "weekday_peak" in {notice["code"] for notice in peak["notices"]}
    assert "morning peak" in call(*asked, "--traffic", "peak").output
    file = scenario.with_name("peak.toml")
    file.write_text('traffic = "peak"\n' + scenario.read_text("utf-8"), encoding="utf-8")
    own = json.loads(call("path", "P2", "P1", "--scenario", file, "--json").stdout)
    assert own["travel_min"] == peak["travel_min"]
    off = call("path", "P2", "P1", "--scenario", file, "--traffic", "off_peak", "--json")
    assert json.loads(off.stdout)["travel_min"] == usual["travel_min"]


def test_the_value_of_time_may_be_given(call: Run, tmp_path: Path) -> None:
    folder = tmp_path / "priced"
    save_network(priced_world(), folder)
    file = tmp_path / "priced.toml"
    text = SCENARIO.format(network=folder.as_posix()).partition("[[edit]]")[0]
    file.write_text(text.replace("2026-12-31", "2022-10-31"), encoding="utf-8")
    asked = ("path", "P1", "P3", "--scenario", file, "--impedance", "generalised_cost")

    def worth(*options: str) -> dict[str, object]:
        return dict(json.loads(call(*asked, *options, "--json").stdout))

    # Rail spares 24 minutes of 95 for 9.25 yuan, its 10 of displacement counted in the choice:
    # 23.13 yuan an hour (tests/travel/test_cheapest.py). They are no part of what the trip costs.
    assert worth("--value-of-time", "20")["mode"] == "drive"
    for options, yuan in (((), 34.75 + 61 / 2), (("--value-of-time", "60"), 34.75 + 61)):
        trip = worth(*options)
        assert (trip["mode"], trip["generalised_yuan"]) == ("rail", pytest.approx(yuan))
    assert call(*asked, "--value-of-time", "-1").exit_code == 2


def test_validate_prints_and_gives_json(call: Run, world: Path) -> None:
    assert "EMU" in call("validate", world).output.upper()
    json.loads(call("validate", world, "--json").stdout)


def test_unknown_names_suggest_near_ones(call: Run) -> None:
    failed = call("run", "xiongxin-hrs")
    assert failed.exit_code == 1
    assert "xiongxin-hsr" in failed.output


def test_a_command_speaks_the_language_asked_for(
    call: Run, scenario: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = call("run", "--lang", "zh", "--help").output
    assert shown.startswith("用法： ")
    assert "--out 文件夹" in shown
    assert not re.search(r"\b(the|of|and)\b", shown)
    assert all(cells(line) <= 80 for line in shown.splitlines())
    wrong = call("run", "--lang=zh", "--fore")
    assert (wrong.exit_code, "没有选项 '--fore'" in wrong.output) == (2, True)
    english = call("run", "--help").output
    assert english.startswith("Usage: ")
    assert "Show this message and exit." in english  # which click keeps as it first made it
    assert call("run", "--lang", "zh", "--help").output == shown
    monkeypatch.setenv("TRANSNET_LANG", "zh")
    assert "用法： " in call("run", "--help").output
    assert "Usage: " in call("run", "--lang", "en", "--help").output
    assert call("run", "--lang", "fr", scenario).exit_code == 2


@given(st.text("ab 中文，。（）", max_size=60), st.integers(6, 30))
def test_lines_of_help_are_no_wider_than_the_terminal(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        whole = re.split(r"(?<=[中文])(?![，。）])|(?=[中文（])(?<!（)| ", line)
        assert cells(line) <= width or len([part for part in whole if part]) == 1


def test_what_is_missing_is_told_with_an_example(call: Run) -> None:
    assert "NETWORK is missing; for one: main rank shanxi-central" in _rank(call, "en")
    told = _rank(call, "zh").splitlines()[-1]
    assert told == "错误：缺少路网；例如：main rank shanxi-central"
    assert "'potential'、'reach'" in call("rank", "x", "--by", "foo", "--lang", "zh").output


def test_every_command_is_spoken_and_shows_an_example_where_something_is_missing(call: Run) -> None:
    found = dict(_commands("", main))
    assert {"check", "points convert", "export"} <= found.keys()
    for name, command in found.items():
        assert isinstance(command, SpokenCommand), name
        if any(each.required for each in command.params):
            told = call(*name.split(), "--lang", "zh").output.splitlines()[-1]
            assert f"；例如：main {name} " in told, name
            shown = shlex.split(told.partition(f"main {name} ")[2])
            with command.make_context(name, shown) as ctx:
                assert ctx.params


def _commands(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield name, command
        return
    for key, each in command.commands.items():
        yield from _commands(f"{name} {key}".strip(), each)


def _rank(call: Run, language: str) -> str:
    result = call("rank", "--lang", language)
    assert result.exit_code == 2
    return result.output


def test_an_end_of_line_between_chinese_letters_is_no_space() -> None:
    assert wrapped("编译计算内核的，\n    另需几分钟；\n见\n文档", 80) == [
        "编译计算内核的，另需几分钟；见文档"
    ]
    assert wrapped("写入\nnetwork 和\ntexts", 80) == ["写入 network 和 texts"]
    assert wrapped("one\n  two", 80) == ["one two"]
