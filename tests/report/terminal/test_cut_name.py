"""Names in narrow columns: shortened in their middle, their marks never."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from transnet.report.terminal.cut_name import CutName, cut_middle
from transnet.report.terminal.table_style import open_table

PLAIN = "五市中心城区两两之间门到门"
WAITS = "五市中心城区两两之间门到门(含候车)"


@given(st.text(alphabet="abc 五市中心(含)-", max_size=30), st.integers(0, 40))
def test_a_name_keeps_to_its_room(name: str, room: int) -> None:
    cut = cut_middle(name, room)
    assert cell_len(cut) <= room
    assert (cut == name) == (cell_len(name) <= room)


def test_names_that_begin_alike_stay_apart() -> None:
    assert cut_middle(WAITS, 21) == "五市中心城区…(含候车)"
    assert cut_middle(PLAIN, 21) != cut_middle(WAITS, 21)


@pytest.mark.parametrize("width", [60, 80, 110])
def test_marks_stay_where_a_name_is_shortened(width: int) -> None:
    table = open_table(("name", "left"), *[(f"{at}" * 9, "right") for at in range(4)], cut=True)
    table.add_row(CutName(WAITS * 2, "†‡"), *["123456789"] * 4)
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        console.print(table)
    lines = capture.get().splitlines()
    assert max(map(cell_len, lines)) <= width
    (first,) = [line for line in lines if "†‡" in line]
    assert "…" in first
    assert first.index("†‡") > first.index("…")
