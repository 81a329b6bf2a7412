"""Words of tables in both languages."""

from __future__ import annotations

import pytest

from transnet.base.language import Text
from transnet.base.unit_words import unit_word
from transnet.model.schema import tables
from transnet.report.words.row_words import chapter_words, word


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("building", Text("在建", "building")),
        ("open/planned", Text("已开通、规划", "open/planned")),
        ("D/G", Text("D/G", "D/G")),
        ("unheard of", Text("unheard of", "unheard of")),
    ],
)
def test_words_of_tables_are_called_in_both_languages_and_others_stay(
    value: str, told: Text
) -> None:
    assert word(value) == told


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("projects", "theme"), ("projects", "status"),
        ("plan_items", "category"), ("plan_items", "status_2022"), ("roads", "road_class"),
        ("stations", "kind"), ("targets", "measure"), ("places", "kind"), ("airports", "kind"),
        ("road_claims", "role"), ("roads", "basis"), ("roads", "confidence"),
    ],
)  # fmt: skip
def test_every_word_that_a_list_shows_has_its_chinese(table: str, column: str) -> None:
    choices = tables()[table].columns[column].choices
    assert choices
    plain = [each for each in choices if word(each).zh == each and not each.isdigit()]
    assert plain == []


@pytest.mark.parametrize(
    ("chapter", "english"),
    [("第5章第1节", "ch. 5 s. 1"), ("第8章章首", "ch. 8, head"), ("前言", "前言")],
)
def test_chapters_are_named_in_both_languages(chapter: str, english: str) -> None:
    assert chapter_words(chapter) == Text(chapter, english)


def test_units_are_words_and_a_bare_number_has_none() -> None:
    assert unit_word("km/h") == Text("公里/时", "km/h")
    assert unit_word("1") == Text("", "")
    assert unit_word("furlong") == Text("furlong", "furlong")
