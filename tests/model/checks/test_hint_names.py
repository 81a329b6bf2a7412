"""Hints call rows by name with the id, and modes by their words in the reader's language."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.base.language import in_words
from transnet.model.checks.all import check_network

WORLD = line_world()


@pytest.mark.parametrize(
    ("table", "values", "code", "zh", "en"),
    [
        ("stations", {"kind": "metro"}, "wrong_station_kind", "慢车上（E1）", "Local north (E1)"),
        ("stations", {"kind": "metro"}, "wrong_station_kind", "动车组", "EMU"),
        ("tracks", {"traffic": "freight"}, "freight_track", "一线（T1）", "First (T1)"),
        ("tracks", {"opened": pd.Timestamp("2030-01-01")}, "served_before_open",
         "一线（T1）、一线（T2）", "First (T1), First (T2)"),
        ("stops", {"tracks": "T3"}, "broken_chain", "从 甲站（S1） 到 丙站（S2）",
         "Jia (S1) to Bing (S2)"),
        ("stops", {"tracks": "T3"}, "broken_chain", "乙站（S3）", "ends at Yi (S3)"),
        ("stops", {"run_min": 600.0}, "speed_outside_mode", "动车组", "EMU"),
        ("cities", {"seat_place_id": "P3"}, "seat_outside_city", "乙区（P3）", "Yi (P3)"),
        ("cities", {"seat_place_id": "P3"}, "seat_outside_city", "乙市（C2）", "Yi (C2)"),
        ("cities", {"seat_place_id": "X1"}, "seat_outside_city", "不属于任何", "no city"),
    ],
)  # fmt: skip
def test_a_hint_says_names(
    table: str, values: dict[str, object], code: str, zh: str, en: str
) -> None:
    odd = WORLD.replace_table(table, WORLD[table].assign(**values))
    hints = [each.hint for each in check_network(odd) if each.code == code]
    assert any(zh in in_words(hint, "zh") and en in in_words(hint, "en") for hint in hints)
