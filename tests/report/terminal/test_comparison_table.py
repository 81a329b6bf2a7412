"""Scenarios side by side at 80 columns: names in full, and no two rows that look alike."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from transnet.base.language import in_words, speaking
from transnet.report.terminal.comparison_table import comparison_table
from transnet.report.terminal.reading_cells import reading_names
from transnet.report.terminal.result_tables import short_table
from transnet.report.words.readings import readings
from transnet.report.words.words import Text
from transnet.study.compared_results import Comparison
from transnet.study.result import Result


def shown(renderable: RenderableType) -> str:
    console = Console(width=80, highlight=False, color_system=None)
    with console.capture() as capture:
        console.print(renderable)
    return capture.get()


def first_column(text: str, heading: str, width: int) -> str:
    """Return what the first column of a table says, letters only."""
    lines = iter(text.splitlines())
    while not next(lines).strip().startswith(heading):
        pass
    kept = []
    for line in lines:
        cut, cells = "", 0
        for letter in line:
            cells += cell_len(letter)
            cut += letter if cells <= width else ""
        kept.append(cut)
    return re.sub(r"\W", "", "".join(kept))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("count", [2, 6, 13])
def test_names_stand_in_full_however_many_scenarios(
    opened: Result, language: str, count: int
) -> None:
    results = tuple(
        replace(opened, scenario=replace(opened.scenario, id=f"stage-{at}")) for at in range(count)
    )
    with speaking("zh" if language == "zh" else "en"):
        text = shown(comparison_table(Comparison(results)))
        said = first_column(text, "口径" if language == "zh" else "reading", 27)
        names = [re.sub(r"\W", "", in_words(each.name)) for each in readings(opened)]
    assert max(map(cell_len, text.splitlines())) <= 80
    assert "…" not in text
    for name in names:
        assert name in said
    assert all(f"stage-{at}" in text for at in range(count))


def test_readings_that_would_be_called_alike_keep_the_name_of_their_family(opened: Result) -> None:
    one, other, third = readings(opened)[:3]
    alike = [
        replace(one, name=Text("甲：三地之间", "Jia: between the seats")),
        replace(other, name=Text("乙：三地之间", "Yi: between the seats")),
        replace(third, name=Text("丙：全程", "Bing: all the way")),
    ]
    names = list(reading_names(alike).values())
    assert names == ["Jia: between the seats", "Yi: between the seats", "all the way"]
    with speaking("zh"):
        assert list(reading_names(alike).values()) == ["甲：三地之间", "乙：三地之间", "全程"]
    said = " ".join(shown(short_table(alike)).split())
    assert "Jia: between the" in said
    assert "Yi: between the" in said
