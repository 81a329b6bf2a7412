"""A scenario named in one language: who reads in the other is told."""

from __future__ import annotations

import pytest

from transnet.report.words.scenario_names import name_missing
from transnet.report.words.words import same
from transnet.scenario.file import Scenario


@pytest.mark.parametrize(
    ("names", "silent", "told"),
    [
        ({"name_zh": "暴雪降速"}, "zh", "name_en"),
        ({"name_en": "Snow"}, "en", "name_zh"),
    ],
)
def test_the_reader_of_the_other_language_is_told(
    names: dict[str, str], silent: str, told: str
) -> None:
    said = name_missing(Scenario.from_dict({"id": "snow", **names}))
    assert told in (said.zh or said.en)
    assert not said.in_language(silent)  # type: ignore[arg-type]


def test_nothing_is_said_of_both_names_or_of_none() -> None:
    for names in ({"name_zh": "暴雪", "name_en": "Snow"}, {}):
        assert name_missing(Scenario.from_dict({"id": "snow", **names})) == same("")
