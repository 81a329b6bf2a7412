"""`transnet new` as a stranger meets it, and what its page and terminal say of no other region."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from transnet.cli.main import main
from transnet.io.network_folder import load_network, read_folder
from transnet.io.starter_world import write_starter
from transnet.report.page.page import render_page
from transnet.scenario.file import read_scenario
from transnet.study import run as study_run
from transnet.study.result import Result as Outcome

FOREIGN = re.compile(
    "太原|山西|五市|四市|晋|雄忻|普查|城市群|城镇带|组团|规划没有|规划的"
    "|Taiyuan|Shanxi|census|cluster|[Bb]elt|[Tt]he plan|five cities"
)


@pytest.fixture(scope="module")
def island(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "island"
    write_starter(folder)
    return folder


@pytest.fixture(scope="module")
def outcome(island: Path) -> Outcome:
    return study_run.run(island / "scenarios" / "bridge.toml")


def _call(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_the_island_is_written_once_and_without_fault(tmp_path: Path) -> None:
    folder = tmp_path / "isle"
    made = _call("new", str(folder))
    assert made.exit_code == 0, made.output
    assert made.output.splitlines()[-1] == f"  transnet run {folder / 'scenarios' / 'bridge.toml'}"
    notices = read_folder(folder)[1]
    assert [each for each in notices if each.severity != "info"] == []
    again = _call("new", str(folder))
    assert again.exit_code == 1
    assert "already" in again.output
    assert _call("new", str(folder), "--force").exit_code == 0


def test_the_bridge_turns_verdicts(outcome: Outcome) -> None:
    verdicts = outcome.verdicts.set_index("target_id")
    assert not verdicts["met_before"].any()
    assert verdicts["met_after"].any()
    assert verdicts["uses_recalled"].all(), "assumed rows are marked"
    told = [each for each in outcome.notices if each.code == "stood_in"]
    assert len(told) == 1
    assert "transnet check" in told[0].hint


def test_a_scenario_finds_its_network_from_anywhere(
    island: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    scenario = read_scenario(island / "scenarios" / "bridge.toml")
    assert Path(scenario.network) == island
    monkeypatch.chdir(island)
    assert read_scenario("scenarios/bridge.toml").network == "."


def test_nothing_on_the_page_is_another_regions(outcome: Outcome) -> None:
    page = render_page(outcome)
    plain = re.sub(r"<style.*?</style>|<script.*?</script>", "", page, flags=re.DOTALL)
    found = FOREIGN.search(plain)
    assert found is None, plain[max(0, found.start() - 300) : found.end() + 80]
    assert "海峡大桥" in plain
    assert "Strait Bridge" in plain


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_in_the_terminal_is_another_regions(island: Path, language: str) -> None:
    network, scenario = str(island), str(island / "scenarios" / "bridge.toml")
    for words in (
        ("check", network),
        ("run", scenario, "--no-files"),
        ("path", "Cape", "Harbour", "--network", network),
        ("path", "cape", "harbour", "--scenario", scenario),
        ("plan", "--network", network),
        ("list", "projects", "--network", network),
        ("list", "stages", "--network", network),
    ):
        told = _call(*words, "--lang", language)
        assert told.exit_code == 0, told.output
        found = FOREIGN.search(told.output)
        assert found is None, told.output


def test_stages_are_the_networks_own(island: Path) -> None:
    assert set(load_network(island)["projects"]["stage"]) == {"first", "second"}
    told = _call("list", "projects", "--network", str(island), "--stage", "first", "--json")
    assert [each["id"] for each in json.loads(told.output)] == ["strait-bridge"]


def test_one_network_is_named_once() -> None:
    for words in (("plan",), ("plan", "a", "--network", "b"), ("explore", "a", "--network", "b")):
        told = _call(*words)
        assert told.exit_code == 2
        assert "name one NETWORK" in told.output
    told = _call("new", "somewhere", "--gtfs", "feed")
    assert told.exit_code == 2
    assert "--places" in told.output
