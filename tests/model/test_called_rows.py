"""What rows are called in messages, and how cells are written."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.base.language import in_words
from transnet.model.called_rows import called, cell_text, row_words


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("甲", "甲"),
        ("", ""),
        (None, ""),
        (np.nan, ""),
        (3.0, "3"),
        (np.float64(0.25), "0.25"),
        (7, "7"),
        (True, "yes"),
        (np.False_, "no"),
        (pd.NaT, ""),
        (pd.Timestamp("2024-07-01"), "2024-07-01"),
        (date(2024, 7, 1), "2024-07-01"),
    ],
)
def test_cells_as_a_folder_writes_them(cell: object, text: str) -> None:
    assert cell_text(cell) == text


def test_a_row_is_called_by_the_name_of_the_language_with_its_id() -> None:
    world = line_world()
    row = world["places"]["place_id"].tolist().index("P1")
    words = row_words(world, "places", row)
    assert (str(words), in_words(words, "zh")) == ("Jia (P1)", "甲区（P1）")


@pytest.mark.parametrize(
    ("names", "words"), [(("甲", ""), "甲 (x)"), (("", "Jia"), "Jia (x)"), (("", ""), "x")]
)
def test_a_name_that_is_missing_is_made_up_for(names: tuple[str, str], words: str) -> None:
    assert called("x", names) == words
