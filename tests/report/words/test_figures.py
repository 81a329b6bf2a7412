"""Figures before and after."""

from __future__ import annotations

from transnet.report.words.figures import Moved, range_of_counts
from transnet.report.words.words import Text, same


def test_both_states_are_said_where_they_differ_in_that_language() -> None:
    moved = Moved(Text("851.2 万", "8.51 million"), Text("850.9 万", "8.51 million"))
    assert moved.moved
    assert moved.said == Text("851.2 万 → 850.9 万", "8.51 million")
    assert Moved(same("3"), same("3")).said == same("3")


def test_a_range_of_counts_is_said_where_it_is_one() -> None:
    assert range_of_counts(0, 2) == same("0–2")
    assert not range_of_counts(2, 2)
