"""Several scenarios in one page and in tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from tests.report.conftest import CLOSE_FIRST, OPEN_DIRECT
from tests.worlds import line_world
from transnet.base.cache import Cache
from transnet.base.language import speaking
from transnet.decision.sensitivity import sensitivity
from transnet.report.page.comparison import (
    comparison_page,
    opened_in,
    write_comparison,
)
from transnet.report.terminal.comparison_table import comparison_table
from transnet.report.terminal.sensitivity_table import sensitivity_table
from transnet.scenario.file import Scenario
from transnet.study.compared_results import Comparison
from transnet.study.ranking import rank_projects
from transnet.study.result import Result

Make = Callable[..., Result]


def _comparison(make_result: Make) -> Comparison:
    world = line_world("2024-12-31")
    belts = world.replace_table("groups", world["groups"].assign(kind="belt"))
    return Comparison(
        (
            make_result(OPEN_DIRECT, network=belts),
            make_result(CLOSE_FIRST, network=belts, id="shut", name_zh="<停运>", name_en="Shut"),
        )
    )


def test_the_page_has_a_column_for_each_and_a_row_for_each_belt(make_result: Make) -> None:
    page = comparison_page(_comparison(make_result))
    assert page.count("<table>") == 6
    for words in ("直达开通", "&lt;停运&gt;", "Line", "✓", "✗"):
        assert words in page
    assert "<停运>" not in page


def test_projects_that_open_are_ranked_where_asked(make_result: Make, tmp_path: Path) -> None:
    comparison = _comparison(make_result)
    opened = opened_in(comparison.results)
    assert opened == ["rail-direct"]
    world = line_world("2024-12-31")
    ranking = rank_projects(world, projects=opened, cache=Cache(tmp_path / "kept"))
    assert "data-theme" not in comparison_page(comparison)
    assert 'data-theme="rail"' in comparison_page(comparison, ranking)
    names = {path.name for path in write_comparison(comparison, tmp_path / "new", ranking=ranking)}
    assert {"ranking.csv", "ranking-curve.csv"} <= names


def test_files_hold_the_same_figures(make_result: Make, tmp_path: Path) -> None:
    comparison = _comparison(make_result)
    paths = write_comparison(comparison, tmp_path / "new")
    assert [path.name for path in paths] == [
        "comparison.html",
        "verdicts.csv",
        "belts.csv",
        "frontier.csv",
        "manifest.json",
    ]
    with (tmp_path / "new" / "verdicts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["scenario_id"] for row in rows} == {"direct", "shut"}
    assert len(rows) == len(comparison.long)
    for name in ("verdicts.csv", "belts.csv", "frontier.csv"):
        text = (tmp_path / "new" / name).read_text("utf-8-sig")
        assert text.startswith("scenario_id,"), name


def test_the_frontier_marks_what_no_other_beats(make_result: Make) -> None:
    """Opening a line gains and evens out; closing one does neither."""
    comparison = _comparison(make_result)
    table = comparison.frontier.set_index("scenario_id")
    assert table["gain_pct"]["direct"] > 0 > table["gain_pct"]["shut"]
    assert table["theil_change_pct"]["direct"] < 0 < table["theil_change_pct"]["shut"]
    assert table["on_frontier"].to_dict() == {"direct": True, "shut": False}
    page = comparison_page(comparison)
    assert page.count("<circle") == 2
    assert page.count("● <span") == 1
    dots = [float(part.partition("'")[0]) for part in page.split("cy='")[1:]]
    assert dots[0] < dots[1]  # more even stands higher


def test_many_scenarios_go_by_number_in_the_terminal(make_result: Make) -> None:
    results = [make_result(OPEN_DIRECT, id=f"state-{at}") for at in range(4)]
    out = Console(width=110, record=True, file=io.StringIO())
    out.print(comparison_table(Comparison(tuple(results))))
    head, *table = out.export_text().split("reading")
    assert "3  state-2" in head
    assert "state-2" not in "".join(table)
    out.print(comparison_table(Comparison(tuple(results[:3]))))
    assert "state-2" in "".join(out.export_text().split("reading")[1:])


def test_fragile_verdicts_are_marked() -> None:
    world = line_world("2024-12-31")
    limits = world["targets"].assign(within_min=80.0)
    scenario = Scenario.from_dict({"id": "s", "date": "2024-12-31", "targets": ["plan-door"]})
    found = sensitivity(scenario, network=world.replace_table("targets", limits))
    out = Console(width=110, record=True, file=io.StringIO())
    out.print(sensitivity_table(found))
    text = out.export_text()
    with speaking("zh"):
        out.print(sensitivity_table(found))
    assert "核心到各市门到门⚠" in out.export_text()
    assert "From the kerb to the platform" in " ".join(text.split())
    assert "plan-door" not in text
    assert "entry_min" not in text
