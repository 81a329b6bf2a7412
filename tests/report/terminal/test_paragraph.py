"""Where lines break in Chinese and in English."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from transnet.report.terminal.paragraph import Cell, Paragraph, broken
from transnet.report.terminal.table_style import open_table

ZH = (
    "“一小时圈”没有变化，7 种口径仍是 0 种达标；省时最多的是忻州至雄安，由 268 分变为 149 分"
    "（精简 149 分…充分 140 分）⚠；最差一对仍超 163 分（阳泉—吕梁，驾车段），"
    "工作日早高峰 60 分钟内的居民还少 833.2 万人。"
)
EN = "opened: Xiong'an–Xinzhou high-speed railway, and_a_word_that_is_longer_than_any_line, more."


@pytest.mark.parametrize("room", [16, 31, 60, 80])
@pytest.mark.parametrize("text", [ZH, EN])
def test_lines_fit_and_hold_the_whole_text(text: str, room: int) -> None:
    lines = broken(text, room)
    assert max(map(cell_len, lines)) <= room
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert not [line for line in lines if line[0] in "，。；）、" or line[-1] in "（“"]


def test_chinese_fills_its_lines() -> None:
    *full, _ = broken(ZH, 60)
    assert min(map(cell_len, full)) >= 54


def test_english_breaks_at_spaces() -> None:
    words = EN.replace(",", "").replace(".", "").split()
    assert set(" ".join(broken(EN, 50)).replace(",", "").replace(".", "").split()) == set(words)


def test_it_prints_as_wide_as_the_terminal() -> None:
    console = Console(width=40, color_system=None)
    with console.capture() as capture:
        console.print(Paragraph(ZH, "dim"))
    lines = [line.rstrip() for line in capture.get().splitlines()]
    assert lines == broken(ZH, 40)


def test_marks_stay_with_the_name_before_them() -> None:
    for room in range(6, 30):
        lines = broken("1小时内可达太原核心区的人口(工作日早高峰)†‡⚠", room)
        assert not [line for line in lines if line[0] in "†‡⚠)"]


def test_a_cell_keeps_its_styles_and_its_lines() -> None:
    console = Console(width=22, color_system=None)
    table = open_table(("name", "left"), ("figure", "right"), whole=True, names=10)
    table.add_row("太原核心区至主要城市\n[dim]两小时[/][yellow]⚠[/]", "3.0")
    with console.capture() as capture:
        console.print(table)
    shown = [line.strip() for line in capture.get().splitlines() if line.strip()][2:]
    assert shown[0].endswith("3.0")
    assert "".join(shown).replace("3.0", "").replace(" ", "") == "太原核心区至主要城市两小时⚠"
    (first, second) = Cell(Text.from_markup("太原[red]南站[/]")).__rich_console__(
        console, console.options.update(max_width=6)
    )
    assert [str(each) for each in (first, second)] == ["太原南", "站"]
    assert [span.style for span in second.spans] == ["red"]  # type: ignore[union-attr]
