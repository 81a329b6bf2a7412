"""The commands that decide are thin: they print what the functions of the same names return."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.worlds import line_world
from transnet import save_network
from transnet.cli.main import main

DAY = ("--date", "2024-12-31")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("decide") / "world"
    save_network(line_world(), folder)
    return str(folder)


@pytest.fixture(scope="module")
def today(world: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("scenario") / "s.toml"
    text = f'id = "s"\nnetwork = "{Path(world).as_posix()}"\ndate = "2024-12-31"\n'
    file.write_text(f'{text}targets = ["plan-door"]\n', encoding="utf-8")
    return str(file)


def _printed(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, list(arguments))
    assert done.exit_code == code, done.output
    tables = "--json" not in arguments and "--out" not in arguments  # which may end in a long path
    assert not tables or all(len(line) <= 80 for line in done.output.splitlines())
    return done.output


def test_attribute(world: str) -> None:
    shown = _printed("attribute", world, "--project", "北高速", "--project", "rail-*", *DAY)
    assert "people within the hour of the core" in shown
    told = json.loads(_printed("attribute", world, "--project", "*", *DAY, "--json"))
    assert {row["project_id"] for row in told["shares"]} == {"road-north", "rail-direct"}
    assert "say which projects" in _printed("attribute", world, code=2)


def test_stage(world: str) -> None:
    costs = ("--cost", "road-north=30", "--cost", "rail-direct=60")
    shown = _printed("stage", world, "--project", "*", "--budget", "10", *costs, *DAY)
    assert "1. Direct" in shown
    assert "cheapest first" in shown
    told = json.loads(
        _printed(
            "stage",
            world,
            "--project",
            "*",
            "--budget",
            "10",
            *costs[:2],
            "--costed",
            *DAY,
            "--json",
        )
    )
    assert [row["project_id"] for row in told["order"]] == ["road-north"]
    assert told["uncosted"] == ["rail-direct"]
    assert "write ID=NUMBER" in _printed(
        "stage", world, "--project", "*", "--budget", "10", "--cost", "x", code=2
    )


def test_diagnose(world: str, tmp_path: Path) -> None:
    out = tmp_path / "mended.toml"
    shown = _printed("diagnose", world, "--target", "plan-door", "--out", str(out))
    assert "Least that meets it: North." in shown
    assert "Proved: the run of the file meets it." in shown
    told = json.loads(_printed("diagnose", world, "--target", "plan-door", "--json"))
    (remedy,) = told["remedies"]
    assert remedy["projects"] == ["road-north"]
    assert remedy["shortfall"] == pytest.approx(14.5)
    assert (remedy["name_en"], remedy["told_en"]) == (
        "Door to door", ["Least that meets it: North."]
    )  # fmt: skip
    assert [(row["from_name_en"], row["mended_en"]) for row in told["missing"]] == [
        ("Jia", "North")
    ]


def test_scan(world: str, tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    text = f'id = "s"\nnetwork = "{Path(world).as_posix()}"\ndate = "2024-12-31"\n'
    file.write_text(text, encoding="utf-8")
    assert "missed at" in _printed("scan", str(file), "--parameter", "parking_min=0:60:20")
    told = json.loads(_printed("scan", str(file), "--parameter", "parking_min=0,30", "--json"))
    assert {row["parking_min"] for row in told["points"]} == {0.0, 30.0}
    assert "FROM:TO:STEP" in _printed("scan", str(file), "--parameter", "parking_min=0:1", code=2)


_ROBUST = ("--year", "2026", "--draws", "32", "--seed", "2")
_IN_WORDS = {
    "en": ("of 32 draws", "late by 0 to 3 years", "added min", "Valley (common cause)", "Bing"),
    "zh": ("32 次抽样", "一律推迟 0 至 3 年", "增加分钟", "谷（共同成因）", "丙县"),
}


def test_robust_by_the_bytes_of_its_seed(today: str) -> None:
    told = [_printed("robust", today, *_ROBUST, "--json") for _ in range(2)]
    assert told[0] == told[1]
    found = json.loads(told[0])
    assert [row["target_id"] for row in found["shares"]] == ["plan-door"]
    assert (found["draws"], found["seed"]) == (32, 2)
    assert "power of two" in _printed("robust", today, "--indices", "100", code=1)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_robust_and_resilience_in_words(today: str, tmp_path: Path, language: str) -> None:
    causes = tmp_path / "causes.toml"
    causes.write_text(
        '[[cause]]\nid = "v"\nname_zh = "谷"\nname_en = "Valley"\nlost = ["R1", "L1"]\n',
        encoding="utf-8",
    )
    told = _printed("--lang", language, "robust", today, *_ROBUST)
    told += _printed("--lang", language, "resilience", today, "--causes", str(causes))
    for each in _IN_WORDS[language]:
        assert each in told
    if language == "zh":
        words = re.sub("--(delay|causes|pairs)", "", told)
        assert not re.search("[a-z]{3}", words)


def test_resilience_json_ranks_what_is_lost(today: str) -> None:
    found = json.loads(_printed("resilience", today, "--json"))
    losses = {row["loss_id"]: row for row in found["losses"]}
    assert losses["R2"]["people_out"] == 0.0
    assert losses["R1"]["added_min"] > 0.0
    assert losses["R1"]["told_zh"] != losses["R1"]["told_en"]


def test_an_answer_is_written_as_a_page_where_it_is_asked(world: str, tmp_path: Path) -> None:
    folder = tmp_path / "page"
    asked = ("attribute", world, "--project", "*", *DAY, "--page", str(folder))
    told = CliRunner().invoke(main, asked)
    assert told.exit_code == 0, told.output
    assert "attribute.html" in "".join(told.output.split())  # a long path may take two lines
    assert {"attribute.html", "attribute-table.csv", "manifest.json"} <= set(_names(folder))
    assert json.loads(_printed(*asked, "--json"))["judged"] == 4
    (folder / "attribute.html").write_text("edited")
    refused = CliRunner().invoke(main, asked)
    assert refused.exit_code == 1
    assert "edited" in refused.output
    assert CliRunner().invoke(main, [*asked, "--force"]).exit_code == 0


def _names(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()]


_DECISIONS = (
    "robust --draws 32",
    "diagnose",
    "attribute --project '*'",
    "stage --budget 10 --project '*' --cost road-north=30 --cost rail-direct=60",
    "resilience",
    "scan --parameter parking_min=0:60:20",
    "scan --day 2022-12-31,2024-12-31",
)


@pytest.fixture(scope="module")
def decided(today: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return the folder of a run with all decisions, and what it prints."""
    out = tmp_path_factory.mktemp("decided")
    asked = [word for each in _DECISIONS for word in ("--decision", each)]
    done = CliRunner().invoke(main, ["run", today, "--out", str(out), *asked])
    assert done.exit_code == 0, done.output
    return out / "s", done.output


def test_all_decisions_stand_in_the_page_of_a_run(decided: tuple[Path, str]) -> None:
    folder, printed = decided
    page = (folder / "report.html").read_text("utf-8")
    names = ("robust", "diagnose", "attribute", "stage", "resilience", "scan", "scan-2")
    places = [page.index(f'<section id="{name}"') for name in names]
    assert places == sorted(places)
    assert "of 32 draws" in page
    for title in ("Does it hold?", "What is missing", "Who earned it", "Which project first"):
        assert title in page
        assert title in printed
    files = set(_names(folder))
    assert {"robust-shares.csv", "scan-turns.csv", "scan-2-turns.csv", "stage-order.csv"} <= files
    told = json.loads((folder / "summary.json").read_text("utf-8"))["decisions"]
    assert tuple(told) == names
    assert {each["of_en"] for each in told.values()} == {"s"}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("forecast", "one of diagnose, attribute"),
        ("", "one of diagnose"),
        ("stage", "--budget"),
        ("scan --budgets 3", "--budgets"),
        ("diagnose --page out", "--page"),
        ("scan --parameter 'a", "isn't closed"),
    ],
)
def test_a_decision_that_can_not_be_read_is_refused_before_the_run(
    today: str, asked: str, words: str
) -> None:
    refused = CliRunner().invoke(main, ["run", today, "--decision", asked])
    assert refused.exit_code == 2
    assert words in refused.output


def test_decisions_go_with_one_scenario_and_its_files(today: str) -> None:
    for others, words in (([today], "several scenarios"), (["--no-files"], "writes nothing")):
        refused = CliRunner().invoke(main, ["run", today, *others, "--decision", "diagnose"])
        assert refused.exit_code == 2
        assert words in refused.output
        assert "--decision" in refused.output
