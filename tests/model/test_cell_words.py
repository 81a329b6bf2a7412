"""A cell and its twin in Chinese."""

from __future__ import annotations

import pytest

from transnet.base.language import Text
from transnet.model.cell_words import words_of


@pytest.mark.parametrize(
    ("english", "chinese", "said"),
    [
        ("why", "理由", Text("理由", "why")),
        ("why", "", Text("why", "why")),
        ("", "理由", Text("理由", "理由")),
        ("", "", Text("", "")),
    ],
)
def test_what_a_row_says_is_said_in_the_other_language_where_one_is_empty(
    english: str, chinese: str, said: Text
) -> None:
    assert words_of({"note": english, "note_zh": chinese}, "note") == said
