"""Every command fed odd words ends with a message and an exit code, never with a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.decision.narrow import only
from tests.worlds import line_world
from transnet import save_network
from transnet.base.language import speaking
from transnet.cli.main import main

Run = Callable[..., Result]

WORDS = [
    "", " ", ".", "..", "/", "/dev/null", "/dev/full", "-1", "0", "1e300", "nan", "太原",
    "\u202e乙", "a\nb", "a;b", "x" * 5_000, "*", "~", "%s", "{}", "$HOME", "--", "ＡＢＣ",
    "é" * 300, "con",
]  # fmt: skip
COMMANDS = [
    ["check"], ["check", "{}", "--anchors"], ["run"], ["compare"], ["path"], ["path", "甲市"],
    ["path", "甲市", "乙市", "--scenario"], ["path", "甲市", "乙市", "--using"],
    ["path", "甲市", "乙市", "--impedance"], ["path", "甲市", "乙市", "--value-of-time"],
    ["validate"], ["plan"], ["plan", "{}", "--item"], ["list"], ["export", "{}", "--out"],
    ["export", "{}", "--date"], ["points", "convert"], ["points", "convert", "--crs", "WGS-84"],
    ["roads", "import"], ["roads", "check"], ["roads", "convert"], ["roads", "reach"], ["roads"],
    ["run", "{}", "--out", "out", "--points"], ["run", "--crs"], ["points"], ["export"], [],
]  # fmt: skip
_OF_TWO = ("path", "compare", "convert", "import", "reach", "WGS-84")


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    save_network(line_world(), tmp_path / "world")
    runner = CliRunner()
    return lambda *words: runner.invoke(main, list(words))


def _assert_ended(result: Result, words: list[str]) -> None:
    shown = (words, result.output[-500:], result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), shown
    assert result.exit_code in (0, 1, 2), shown
    assert "Traceback" not in result.output, shown
    assert result.exit_code == 0 or result.output.strip(), shown


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_odd_words_end_in_a_message(call: Run, command: list[str]) -> None:
    known = ["world" if word == "{}" else word for word in command]
    for word in WORDS:
        times = 2 if command and command[-1] in _OF_TWO else 1
        words = [*known, *[word] * times]
        _assert_ended(call(*words), words)


@pytest.mark.parametrize("command", [["run"], ["compare"], ["path", "甲市", "乙市", "--scenario"]])
def test_files_that_are_no_scenarios_end_in_a_message(
    call: Run, tmp_path: Path, command: list[str]
) -> None:
    for name, content in (
        ("empty.toml", b""), ("binary.toml", bytes(range(256))),
        ("gbk.toml", "id='太'".encode("gbk")),
        ("csv.toml", b"id,name\n1,2\n"), ("json.toml", b'{"id": "x"}'), ("none.toml", b"id = 'x'"),
    ):  # fmt: skip
        path = tmp_path / name
        path.write_bytes(content + b"\n[[edit]]\naction = 'open'\n")
        _assert_ended(call(*command, str(path)), [*command, name])


@pytest.mark.parametrize(
    "words",
    [
        ["run", "nowhere"], ["compare", "nowhere"],
        ["path", "甲市", "乙市", "--scenario", "nowhere"],
        ["plan", "nowhere"], ["validate", "nowhere"], ["check", "nowhere"],
        ["plan", "world", "--item", "nowhere"], ["export", "world", "--out", "a.xyz"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_json_is_json_when_something_is_wrong(call: Run, words: list[str]) -> None:
    result = call(*words, "--json")
    assert result.exit_code == 1
    said = json.loads(result.stdout)
    assert said["error"]
    assert said["error"] in result.stderr


@pytest.mark.parametrize("ends", [[], ["甲市"], ["甲市", "乙市", "甲市"]])
def test_a_path_wants_two_places(call: Run, ends: list[str]) -> None:
    result = call("path", *ends)
    assert result.exit_code == 2
    assert "name two places" in result.output
    assert all(end in result.output for end in ends)


def test_a_network_without_targets_is_said_so(call: Run, tmp_path: Path) -> None:
    world = line_world()
    world = world.replace_table("targets", world["targets"].iloc[:0])
    items = world["plan_items"].assign(targets="", reason="")
    save_network(world.replace_table("plan_items", items), tmp_path / "bare")
    outputs = "[outputs]\nmaps = false\ngeopackage = false\n"
    (tmp_path / "s.toml").write_text(f"id = 's'\nnetwork = 'bare'\n{outputs}")
    for words in (["run", "s.toml", "--out", "out"], ["compare", "s.toml"]):
        result = call(*words)
        assert result.exit_code == 0
        assert result.output.count("has no targets, so nothing is judged") == 1
    varied = call("run", "s.toml", "--sensitivity")
    assert varied.exit_code == 1
    assert "has no targets" in varied.output
    assert call("path", "甲市", "甲市", "--scenario", "s.toml").exit_code == 0
    assert "one place" in call("path", "甲市", "甲市", "--scenario", "s.toml").output


@pytest.mark.parametrize(
    "words",
    [
        ["run", "early.toml", "--out", "out"], ["compare", "early.toml"],
        ["run", "early.toml", "--sensitivity"],
        ["path", "甲市", "乙市", "--scenario", "early.toml"],
        ["path", "甲市", "乙市", "--before", "--scenario", "early.toml"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_warnings_of_a_scenario_are_shown_once_whatever_is_asked(
    call: Run, tmp_path: Path, words: list[str]
) -> None:
    text = "id = 'early'\nnetwork = 'world'\nbase = '2019-12-31'\n[outputs]\nmaps = false\n"
    (tmp_path / "early.toml").write_text(text)
    if "--sensitivity" in words:
        save_network(only(line_world(), "entry_min"), tmp_path / "world", force=True)
    plain = call(*words)
    assert plain.exit_code == 0, plain.output
    assert plain.output.count("[day_before_sources]") == 1
    said = json.loads(call(*words, "--json").stdout)
    for each in said if isinstance(said, list) else said.get("scenarios", [said]):
        assert [one["code"] for one in each["notices"]].count("day_before_sources") == 1


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--sensitivity", "--out", "out"], "--out"), (["--sensitivity", "--force"], "--force"),
        (["--sensitivity", "--points", "s.toml"], "--points"),
        (["--sensitivity", "--points", "s.toml", "--crs", "WGS-84"], "--points, --crs"),
        (["--no-files", "--out", "out", "--force"], "--out, --force"),
        (["--no-files", "--map-lang", "zh"], "--map-lang"),
        (["s.toml", "--map-lang", "zh"], "side by side have no maps"),
        (["--crs", "WGS-84"], "--points"), (["--sensitivity", "--crs", "BD-09"], "--points"),
    ],
    ids=str,
)  # fmt: skip
def test_options_without_an_effect_are_refused(
    call: Run, tmp_path: Path, words: list[str], named: str
) -> None:
    (tmp_path / "s.toml").write_text("id = 's'\nnetwork = 'world'\n")
    result = call("run", "s.toml", *words)
    assert result.exit_code == 2
    assert named in result.output


def test_a_scenario_given_twice_is_said_so(call: Run, tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("id = 's'\nnetwork = 'world'\n")
    for command in ("run", "compare"):
        result = call(command, "s.toml", "s.toml")
        assert result.exit_code == 1
        assert "is given twice" in result.output


def test_a_way_to_the_same_place_is_no_way_that_is_missing(call: Run, tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("id = 's'\nnetwork = 'world'\n")
    shown = call("path", "甲市", "甲区", "--scenario", "s.toml").output
    assert "one place" in shown
    assert "no way" not in shown


def test_a_path_that_is_no_way_says_why(call: Run, tmp_path: Path) -> None:
    network = line_world()
    roads = network["roads"]
    away = network.replace_table("roads", roads[roads["to_node"] != "NX"])
    save_network(away, tmp_path / "apart")
    (tmp_path / "s.toml").write_text("id = 's'\nnetwork = 'apart'\n")
    words = ("path", "甲市", "远市", "--using", "drive", "--scenario", "s.toml")
    told = " ".join(call(*words).output.split())
    assert "not in this network (drive)" in told
    spoken = " ".join(call("--lang", "zh", *words).output.split())
    assert "不在路网内" in spoken
    assert "not in this network" not in spoken
    assert "no way" not in told
    assert "roads beyond the region and its gateways aren't modelled" in told
    (notice,) = json.loads(call(*words, "--json").stdout)["notices"]
    assert notice["code"] == "not_in_network"
    shut = "\n[[edit]]\naction = 'close'\nid = 'R2'\n"
    (tmp_path / "s.toml").write_text("id = 's'\nnetwork = 'world'\n" + shut)
    words = ("path", "甲市", "乙市", "--using", "drive", "--scenario", "s.toml")
    assert "no way (drive)" in " ".join(call(*words).output.split())
    (notice,) = json.loads(call(*words, "--json").stdout)["notices"]
    assert notice["code"] == "no_way"


def test_a_path_says_what_turns_it_or_how_to_ask(call: Run, tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("id = 's'\nnetwork = 'world'\ndate = '2024-12-31'\n")
    words = ("path", "甲市", "乙市", "--scenario", "s.toml")
    assert "--doubts shows what turns this trip" in " ".join(call(*words).output.split())
    told = " ".join(call(*words, "--doubts").output.split())
    assert "inputs turns the way this trip goes" in told
    assert "door to door; 50–78 min over all ends of the inputs" in told
    with speaking("zh"):
        told = call(*words, "--doubts").output
    assert "都不改变这一程的走法" in told
    found = json.loads(call(*words, "--doubts", "--json").stdout)["doubts"]
    assert (found["turned_by"], found["to"]) == ([], "P3")
    assert "doubts" not in json.loads(call(*words, "--json").stdout)
    refused = call("path", "甲市", "甲区", *words[3:], "--doubts")
    assert refused.exit_code == 2
    assert "trips of least time" in refused.output


def test_a_path_says_why_more_minutes_are_better(call: Run, tmp_path: Path) -> None:
    start = "id = 's'\nnetwork = 'world'\ndate = '2024-12-31'\n"
    often = "[[edit]]\naction = 'set_headway'\nservice = 'E1'\ntrains_per_day = 400\n"
    (tmp_path / "s.toml").write_text(start + often)
    words = ("path", "甲市", "乙市", "--scenario", "s.toml")
    for more in ([], ["--before"]):
        told = " ".join(call(*words, *more).output.split())
        assert "60 → 61 min: takes more minutes, but is better as trips are chosen" in told
    (tmp_path / "s.toml").write_text(start + often.replace("400", "24"))
    assert "takes more minutes" not in call(*words).output
