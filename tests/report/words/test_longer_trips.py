"""A trip that takes more minutes and is better as trips are chosen says so beside them."""

from __future__ import annotations

import pandas as pd

from transnet.report.words.journeys import _longer


def test_what_takes_longer_and_is_better_says_why_in_both_languages() -> None:
    rows = [
        ("a", "b", 200.0, 204.0, 260.0, 250.0),  # less displacement
        ("a", "c", 200.0, 204.0, 250.0, 260.0),  # worse either way
        ("a", "d", 204.0, 200.0, 260.0, 250.0),  # better either way
        ("a", "e", 200.0, 200.5, 260.0, 250.0),  # less than a minute
        ("b", "a", float("inf"), 200.0, float("inf"), 250.0),
    ]
    names = ["from_id", "to_id", "before_min", "after_min", "chosen_before_min", "chosen_after_min"]
    found = _longer(pd.DataFrame(rows, columns=names))
    assert list(found) == [("a", "b")]
    assert "错时" in found["a", "b"].zh
    assert "displacement" in found["a", "b"].en
