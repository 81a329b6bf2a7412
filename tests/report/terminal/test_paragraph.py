"""Where lines break in Chinese and in English."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.console import Console

from transnet.report.terminal.paragraph import Paragraph, broken

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
