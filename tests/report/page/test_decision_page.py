"""Answers of decisions as pages: their tables, picture and words in both languages."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.decision.narrow import only
from tests.worlds import line_world
from transnet.base.errors import InputError
from transnet.base.language import in_words
from transnet.decision.attribution import attribute
from transnet.decision.diagnosis import diagnose
from transnet.decision.resilience import resilience
from transnet.decision.robustness import Robustness, robust
from transnet.decision.scan import ScannedInput, scan
from transnet.decision.staging import stage_projects
from transnet.report.maps.fonts import lettering
from transnet.report.page.decision_page import decision_page, write_decision
from transnet.report.page.page import render_page
from transnet.report.sections.of_answer import kind_of, tables_of
from transnet.report.words.decision_words import idle_projects
from transnet.report.words.resilience_words import resilience_notes
from transnet.report.words.robustness_words import met_text
from transnet.scenario.file import Scenario
from transnet.study.run import run

WORLD = only(line_world("2024-12-31"), "parking_min")
DAY = "2024-12-31"
_NAMED = {"id": "s", "name_zh": "今日", "name_en": "Today as it is", "date": DAY}
_TODAY = Scenario.from_dict({**_NAMED, "targets": ["plan-door"]})
_PARKING = ScannedInput("parameter", (0.0, 20.0, 40.0, 60.0), "parking_min")
_ALL = Scenario.from_dict({"id": "s", "date": DAY})
_COSTS = {"road-north": 30.0, "rail-direct": 60.0}
_OPENED = Scenario.from_dict(
    {
        "id": "s",
        "date": DAY,
        "targets": ["plan-door"],
        "edit": [{"action": "open", "project": ["road-north"]}],
    }
)
_NAMES = ("diagnose", "attribute", "robust", "stage", "resilience", "scan")


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    return {
        "diagnose": diagnose(_TODAY, network=WORLD),
        "attribute": attribute(line_world(), ["*"], targets=["plan-door"], date=DAY),
        "robust": robust(_OPENED, draws=32, network=WORLD),
        "stage": stage_projects(
            line_world(), ["*"], budget_100m_yuan=10, costs_100m_yuan=_COSTS, date=DAY
        ),
        "resilience": resilience(_TODAY, network=WORLD),
        "scan": scan(_ALL, [_PARKING], network=WORLD),
    }


def _pictures(page: str) -> list[str]:
    coded = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    return [base64.b64decode(each).decode("utf-8") for each in coded]


@pytest.mark.parametrize("name", _NAMES)
def test_a_page_holds_tables_words_and_a_picture_in_both_languages(
    answers: dict[str, Any], name: str
) -> None:
    page, section = decision_page(answers[name]), kind_of(answers[name]).section(answers[name])
    assert "src=" not in re.sub(r'src="data:[^"]+"', "", page)  # it needs nothing but itself
    assert section.title.zh != section.title.en
    tables = [part.table for part in section.parts if part.table]
    assert tables
    cells = [cell for table in tables for row in table.rows for cell in row]
    says = [text for part in section.parts for text in (*part.says, *part.notes)]
    assert f"<title>{answers[name].subject.zh}：{section.title.zh} | " in page
    for text in (section.title, *cells, *says, *section.notes):
        for told in (text.zh, text.en):
            shown = told.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            assert shown.replace("'", "&#39;").replace('"', "&#34;") in page
    chinese, english = _pictures(page)
    assert section.title.zh not in english
    assert (section.title.zh in chinese) == lettering().chinese
    assert section.title.en in english


@pytest.mark.parametrize("name", _NAMES)
def test_a_page_is_written_with_its_tables(
    answers: dict[str, Any], name: str, tmp_path: Path
) -> None:
    paths = write_decision(answers[name], tmp_path)
    tables = tables_of(answers[name])
    expected = [f"{name}.html", *(f"{name}-{each}.csv" for each in tables), "manifest.json"]
    assert [path.name for path in paths] == expected
    for each, table in tables.items():
        if len(table):
            assert len(pd.read_csv(tmp_path / f"{name}-{each}.csv")) == len(table)
    assert write_decision(answers[name], tmp_path) == paths  # over its own it may
    (tmp_path / f"{name}.html").write_text("edited")
    with pytest.raises(InputError, match="edited"):
        write_decision(answers[name], tmp_path)
    write_decision(answers[name], tmp_path, force=True)


def test_what_is_no_answer_has_no_page(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="answer"):
        write_decision(WORLD, tmp_path)


def test_shares_of_draws_stand_beside_the_verdicts_of_a_result(answers: dict[str, Any]) -> None:
    found: Robustness = answers["robust"]
    result = run(_OPENED, network=WORLD)
    plain, page = render_page(result), render_page(result, None, [found])
    (row,) = found.shares.to_dict("records")
    told = met_text(row, found.draws)
    assert 0.0 < row["met_share"] < 1.0
    for language in ("zh", "en"):
        assert in_words(told, language) in page
        assert in_words(told, language) not in plain
    assert page.count(told.en) == 2  # beside the verdict, and in the section
    assert "Does it hold?" in page
    assert "Does it hold?" not in plain


def test_losses_that_change_nothing_or_shorten_the_mean_are_told(answers: dict[str, Any]) -> None:
    table = answers["resilience"].table
    nothing = (table["worst_id"] == "") & (table["added_min"].fillna(0.0).abs() < 0.005)
    nothing &= (table["people_out"] == 0) & (table["cut_off"] == 0)
    told = [each.en for each in resilience_notes(table, 3)]
    assert any(each.startswith(f"{nothing.sum()} of {len(table)} losses") for each in told)
    assert not any("mean shorter" in each for each in told)
    shorter = table.assign(added_min=table["added_min"].where(table.index > 0, -1.0))
    assert any("mean shorter" in each.en for each in resilience_notes(shorter, 3))


def test_projects_that_change_no_figure_are_named(answers: dict[str, Any]) -> None:
    found = answers["attribute"]
    assert idle_projects(found) == []
    first = found.table["project_id"] == found.table["project_id"].iloc[0]
    shares = ["share", "first_in", "last_in"]
    still = found.table.assign(**{name: found.table[name].where(~first, 0.0) for name in shares})
    (note,) = idle_projects(replace(found, table=still))
    assert str(found.table["name_en"].iloc[0]) in note.en
