"""Names that are the same though they are typed otherwise."""

from __future__ import annotations

import pytest

from transnet.base.name_index import folded


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("太原地铁一号线", "太原地铁1号线"),
        ("太原地铁９号线", "太原地铁九号线"),
        ("大西高速铁路", "大西高铁"),
    ],
)
def test_what_is_typed_otherwise_is_the_same_name(typed: str, name: str) -> None:
    assert folded(typed) == folded(name)


@pytest.mark.parametrize("name", ["十一号线", "一号公路", "第一线", "三晋号线"])
def test_other_numerals_stay_as_they_are(name: str) -> None:
    assert folded(name) == name
