"""Numbers in words: rounding, signs, what isn't finite."""

from __future__ import annotations

import math

import pytest

from transnet.report.words.words import Text, document, join, minutes, people, percent, same, signed


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [(77.4, "77 分", "77 min"), (math.inf, "不可达", "no way"), (math.nan, "–", "–")],
)
def test_minutes(value: float, zh: str, en: str) -> None:
    assert minutes(value) == Text(zh, en)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(-97.3, 0, "−97"), (12.34, 1, "+12.3"), (-0.4, 0, "0"), (0.04, 1, "0"), (1234.0, 0, "+1,234"),
     (math.inf, 0, "–"), (math.nan, 1, "–")],
)  # fmt: skip
def test_signed_has_a_true_minus_and_no_signed_zero(value: float, digits: int, text: str) -> None:
    assert signed(value, digits) == text


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [(7_183_558, "718.4 万人", "7.18 million"), (82_045, "8.2 万人", "82,045"),
     (940, "940 人", "940"),     (math.nan, "–", "–")],
)  # fmt: skip
def test_people(value: float, zh: str, en: str) -> None:
    assert people(value) == Text(zh, en)


def test_percent() -> None:
    assert percent(35.354) == same("35.4%")
    assert percent(math.nan) == same("–")


def test_join_leaves_out_what_is_empty() -> None:
    parts = [Text("甲", "a"), same(""), Text("乙", "b")]
    assert join(parts) == Text("甲；乙", "a; b")
    assert join([]) == same("")
    assert not same("")


def test_document_keeps_an_unknown_name() -> None:
    assert document("国家综合立体交通网规划纲要(2021)").en.startswith("National")
    assert document("某规划") == same("某规划")
