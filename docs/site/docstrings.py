"""Docstrings of this house as reStructuredText: parameters become lists, the rest paragraphs.

A line such as `limit  longest cost one way` says what a name means; what follows it indented
belongs to it. A line that begins with "Raises" or "Source:" begins a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_ITEM = re.compile(r"(?P<names>[^\s`>](?:\S| (?! ))*?)  +(?P<meaning>\S.*)")
_NAMES = re.compile(r"\*{0,2}[A-Za-z_]\w*(?:, \*{0,2}[A-Za-z_]\w*)*")
_OWN_PARAGRAPH = re.compile(r"(?:Raises|Source:|Returns) ?")
_CODE = re.compile(r"(``?[^`]+``?)")
_MARKUP = re.compile(r"([\\*|])|(?<=\w)(_)(?!\w)")


def as_rest(lines: Iterable[str]) -> list[str]:
    """Return a docstring's lines as reStructuredText."""
    made: list[str] = []
    for block in _blocks(lines):
        made += _doctest(block) if block[0].startswith(">>>") else _block(block)
        made.append("")
    return made


def _blocks(lines: Iterable[str]) -> list[list[str]]:
    """Return the lines between empty ones."""
    found: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            found[-1].append(line.rstrip())
        elif found[-1]:
            found.append([])
    return [block for block in found if block]


def _doctest(block: list[str]) -> list[str]:
    return block


def _block(block: list[str]) -> list[str]:
    made: list[str] = []
    in_item = False
    for line in block:
        item = _ITEM.fullmatch(line)
        if item and _NAMES.fullmatch(item["names"]):
            made += [*([] if in_item or not made else [""]), f"``{item['names']}``"]
            made.append(f"    {_plain(item['meaning'])}")
            in_item = True
        elif in_item and line.startswith(" "):
            made.append(f"    {_plain(line.strip())}")
        else:
            begins = in_item or (made and _OWN_PARAGRAPH.match(line))
            made += [*([""] if begins else []), _plain(line.strip())]
            in_item = False
    return made


def _plain(text: str) -> str:
    """Return a text without markup but for code between backticks."""
    parts = _CODE.split(text)
    return "".join(
        part if nth % 2 else _MARKUP.sub(lambda found: "\\" + found.group(), part)
        for nth, part in enumerate(parts)
    )
