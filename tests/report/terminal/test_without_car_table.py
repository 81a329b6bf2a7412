"""Figures of those with a car and those without stand whole in the terminal."""

from __future__ import annotations

import io

from rich.console import Console

from transnet.base.language import Text, same
from transnet.report.terminal.without_car_table import measures_table
from transnet.report.words.figures import Moved
from transnet.report.words.without_car_words import Side, WithAndWithout


def test_long_figures_take_two_lines_and_lose_nothing() -> None:
    sides = [
        Side(Moved(same(before), same(after)), "+10.5%", same("0"), same("0"))
        for before, after in (("9,327.6 万", "10,307.2 万"), ("2,759.9 万", "2,841.7 万"))
    ]
    others = [Side(Moved(same("535.2 万"), same("533.1 万")), "−12.6%", same("0"), same("0"))] * 2
    name = Text("日可达(4小时内)", "reached within 4 hours")
    rows = [WithAndWithout(name, same(""), *each) for each in (sides, others)]
    console = Console(width=80, file=io.StringIO())
    console.print(measures_table(rows))
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    for part in ("9,327.6 万 →", "10,307.2 万", "2,759.9 万 →", "2,841.7 万"):
        assert part in text
    assert text.count("+10.5%") == text.count("−12.6%") == 2
