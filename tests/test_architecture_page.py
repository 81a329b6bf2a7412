"""The page on the layout of the code names what is there, and its picture is of today's imports."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs import architecture
from tests.import_graph import ALLOWED, PACKAGE

PAGE = (Path(__file__).parents[1] / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_the_picture_is_of_the_imports_as_they_are() -> None:
    drawn = architecture.PICTURE.read_text(encoding="utf-8")
    assert drawn == architecture.picture(), "python -m docs.architecture draws it anew"


def test_every_room_has_a_row() -> None:
    rows = re.findall(r"^\| \[(\w+)\]", PAGE, re.MULTILINE)
    assert rows == list(ALLOWED)


@pytest.mark.parametrize("file", sorted(set(re.findall(r"`([\w/.]+/\w+\.(?:py|csv|toml))`", PAGE))))
def test_every_file_it_names_is_there(file: str) -> None:
    homes = (PACKAGE, PACKAGE.parent)
    assert any((home / file).is_file() for home in homes)


def test_no_arrow_crosses_a_room() -> None:
    numbers = {
        kind: [
            {key: int(value) for key, value in re.findall(r'(\w+)="(\d+)"', line)}
            for line in architecture.picture().splitlines()
            if line.startswith(f"<{kind} x")
        ]
        for kind in ("rect", "line")
    }
    assert len(numbers["rect"]) == len(ALLOWED)
    for arrow in numbers["line"]:
        for box in numbers["rect"]:
            beside = not box["x"] < arrow["x1"] < box["x"] + box["width"]
            above = box["y"] + box["height"] <= arrow["y1"]
            assert beside or above or box["y"] >= arrow["y2"]
