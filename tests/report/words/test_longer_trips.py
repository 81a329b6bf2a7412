"""A trip that takes more minutes and is better as trips are chosen says so beside them."""

from __future__ import annotations

import pandas as pd

from transnet.base.language import Text, speaking
from transnet.report.words.journeys import _against
from transnet.report.words.longer_trip import LONGER, SHORTER, longer_notices
from transnet.travel.trip_path import NOWHERE, Way


def test_what_takes_longer_and_is_better_says_why_in_both_languages() -> None:
    rows = [
        ("a", "b", 200.0, 204.0, 260.0, 250.0),  # less displacement
        ("a", "c", 200.0, 204.0, 250.0, 260.0),  # worse either way
        ("a", "d", 204.0, 200.0, 260.0, 250.0),  # better either way
        ("a", "e", 200.0, 200.5, 260.0, 250.0),  # less than a minute
        ("a", "f", 204.0, 200.0, 250.0, 260.0),  # shorter, by a train that seldom runs
        ("b", "a", float("inf"), 200.0, float("inf"), 250.0),
    ]
    names = ["from_id", "to_id", "before_min", "after_min", "chosen_before_min", "chosen_after_min"]
    found = _against(pd.DataFrame(rows, columns=names))
    assert found == {("a", "b"): LONGER, ("a", "f"): SHORTER}
    assert "错时" in found["a", "b"].zh
    assert "displacement" in found["a", "b"].en


def test_a_single_trip_says_so_too() -> None:
    def way(travel: float, choice: float) -> Way:
        return Way(travel, 0.0, choice, "rail", NOWHERE)

    days = Text("十月至今天", "from October to today")
    (said,) = longer_notices(way(200.0, 260.0), way(204.0, 250.0), "a → b", days)
    assert (said.code, said.value) == ("longer_yet_better", "a → b")
    assert "from October to today: 200 → 204 min: takes more minutes, but is better" in str(said)
    with speaking("zh"):
        assert "十月至今天" in str(said)
        assert "错时或长途驾车减少" in str(said)
    for before, after in (((200, 260), (204, 260)), ((200, 260), (200.5, 250))):
        assert longer_notices(way(*before), way(*after), "a → b", days) == []
