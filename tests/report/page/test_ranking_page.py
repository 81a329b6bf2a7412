"""A ranking in the terminal, on its page, and from the command: what stands where and is marked."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from rich.console import Console

from tests.worlds import line_world
from transnet.base.cache import Cache
from transnet.base.language import speaking
from transnet.cli.main import main
from transnet.io.network_folder import save_network
from transnet.model.network import Network
from transnet.report.page.ranking_page import RANKING_FILES, ranking_page, write_ranking
from transnet.report.terminal.ranking_table import ranking_table
from transnet.report.words import ranking_words as words
from transnet.study.ranking import Ranking, rank_projects

COST = {
    "cost_100m_yuan": 20.0, "cost_low_100m_yuan": 10.0, "cost_high_100m_yuan": 40.0,
    "cost_source": "a budget <of> 2020", "cost_basis": "derived", "cost_confidence": "low",
}  # fmt: skip
COST_ENDS = ("cost_100m_yuan", "cost_low_100m_yuan", "cost_high_100m_yuan")


@pytest.fixture(scope="module")
def network() -> Network:
    world = line_world("2024-12-31")
    table = world["projects"].copy()
    at = table["project_id"] == "road-north"
    for column, value in COST.items():
        table[column] = table[column].where(~at, value)
    table["cost_with"] = table["cost_with"].where(at, "road-north")
    return world.replace_table("projects", table)


@pytest.fixture(scope="module")
def ranking(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Ranking:
    return rank_projects(network, cache=Cache(tmp_path_factory.mktemp("kept")))


def _printed(ranking: Ranking, language: str, most: int = 0) -> str:
    with speaking(language):  # type: ignore[arg-type]  # one of the two
        console = Console(width=80, file=io.StringIO())
        console.print(ranking_table(ranking, most))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_page_opens_in_the_language_it_was_written_in(
    ranking: Ranking, network: Network
) -> None:
    for language, checked in (("en", "language-en"), ("zh", "language-zh")):
        with speaking(language):  # type: ignore[arg-type]  # one of the two
            page = ranking_page(ranking, network)
        assert re.findall(r'id="(language-..)" class="switch" checked', page) == [checked]


def test_the_terminal_has_one_language_and_80_columns(ranking: Ranking) -> None:
    english, chinese = (_printed(ranking, language) for language in ("en", "zh"))
    assert "North" in english
    assert not re.search("[\u4e00-\u9fff]", english)
    assert "北高速" in chinese
    assert not re.search("[a-z]{4,}", re.sub(r"[a-z]+-[a-z]+", "", chinese).replace("WATT", ""))
    for text in (english, chinese):
        assert max(Console().measure(line).maximum for line in text.splitlines()) <= 80


def test_a_derived_cost_is_marked_and_one_held_elsewhere_says_where(ranking: Ranking) -> None:
    text = _printed(ranking, "en")
    assert "20†" in text
    names = ranking.table.set_index("project_id")["name_en"]
    said = " ".join(text.split())
    assert f"{words.PART_OF} its cost is part of another's: {names['rail-direct']}" in said
    assert re.search(rf"→ {names['road-north']}", said)
    told = dict(zip(ranking.table["project_id"], ranking.table.to_dict("records"), strict=True))
    found = {**told["road-north"], "cost_basis": "found"}
    assert words.cost(found) == "20"


def test_projects_that_gain_by_what_rows_are_ordered_by_are_counted(
    network: Network, tmp_path: Path
) -> None:
    ranking = rank_projects(network, by="people_per_100m_yuan", cache=Cache(tmp_path))
    amounts = ranking.table[ranking.column]
    assert (amounts == 0.0).any() or amounts.isna().any()
    gaining = int((amounts * 100.0 >= 0.5).sum())
    said = " ".join(_printed(ranking, "en").split())
    assert f"anything by that: {gaining} of {len(amounts)}." in said


def test_equal_rows_stand_in_order_of_potential(tmp_path: Path) -> None:
    world = line_world("2024-12-31")
    table = world["projects"].assign(**dict.fromkeys(COST_ENDS, float("nan")))
    for rows in (table, table.iloc[::-1].reset_index(drop=True)):
        listed = world.replace_table("projects", rows)
        ranking = rank_projects(listed, by="people_per_100m_yuan", cache=Cache(tmp_path))
        assert ranking.table[ranking.column].isna().all()
        assert ranking.table["potential_pct_alone"].is_monotonic_decreasing
        assert ranking.table["project_id"].iloc[0] == "road-north"


def test_rows_beyond_the_most_are_counted(ranking: Ranking) -> None:
    assert "more that gain something: 1 " in _printed(ranking, "en", most=1)


def test_the_page_sorts_by_every_figure_and_escapes_what_tables_say(
    ranking: Ranking, network: Network
) -> None:
    page = ranking_page(ranking, network)
    assert "a budget &lt;of&gt; 2020" in page
    assert 'data-theme="road"' in page
    assert '<option value="road" data-zh="公路" data-en="road">' in page
    assert '<option value="built" data-zh="新建" data-en="built">' in page
    head = re.search(r"<thead>.*?</thead>", page, re.S)
    assert head
    assert head[0].count('lang="zh-CN">阶段</span>') == 1
    heads = re.search(r"<thead><tr>(.*?)</tr>", page, re.S)
    row = re.search(r"<tr data-theme.*?</tr>", page, re.S)
    assert heads
    assert row
    assert heads[1].count("<th") == len(re.findall("<t[hd][ >]", row[0]))
    assert "<polyline" in page


def test_files_hold_the_table_and_the_curve(
    ranking: Ranking, network: Network, tmp_path: Path
) -> None:
    paths = write_ranking(ranking, network, tmp_path / "out")
    assert [path.name for path in paths[:3]] == list(RANKING_FILES)
    table = pd.read_csv(tmp_path / "out" / "ranking.csv")
    assert table["project_id"].tolist() == ranking.table["project_id"].tolist()
    assert len(pd.read_csv(tmp_path / "out" / "ranking-curve.csv")) == len(ranking.curve)


def test_the_command_prints_json_csv_and_a_table(network: Network, tmp_path: Path) -> None:
    save_network(network, tmp_path / "world")
    start = ["rank", str(tmp_path / "world")]
    done = CliRunner().invoke(main, [*start, "--json", "--by", "people-per-yuan"])
    held = json.loads(done.stdout)
    assert held["by"] == "people_per_100m_yuan"
    assert {row["project_id"] for row in held["projects"]} == {"road-north", "rail-direct"}
    done = CliRunner().invoke(main, [*start, "--csv", "--theme", "road"])
    assert [row["project_id"] for row in csv.DictReader(io.StringIO(done.output))] == ["road-north"]
    done = CliRunner().invoke(main, [*start, "--out", str(tmp_path / "out"), "--stage", "2030"])
    assert done.exit_code == 0
    assert (tmp_path / "out" / "ranking.html").is_file()
    assert CliRunner().invoke(main, [*start, "--csv", "--json"]).exit_code == 2
    assert "did you mean" in CliRunner().invoke(main, [*start, "--theme", "rial"]).output


def test_lists_name_projects_that_are_not_ranked(network: Network, tmp_path: Path) -> None:
    ranking = rank_projects(network, projects=["rail-direct"], cache=Cache(tmp_path))
    assert ranking.table["cost_with"].tolist() == ["road-north"]
    name = str(network["projects"].set_index("project_id").loc["road-north", "name_en"])
    with speaking("en"):
        (told,) = (each.en for each in words.notes(ranking, ranking.table) if "→" in each.en)
    assert name in told
    assert "road-north" not in told
