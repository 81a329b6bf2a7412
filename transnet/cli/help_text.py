"""Help set on a terminal on which a Chinese character is two columns wide."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

import click

# What no line begins with, and what none ends with.
_CLOSING = "，。、；：！？）》”’】…,.;:!?)]"
_OPENING = "（《“‘【(["
_HAN = "\u4e00-\u9fff\uff00-\uffef"
# A line's end that isn't a space: behind a Chinese mark, and between two Chinese characters.
_BROKEN = re.compile(
    f"(?<=[，。、；：！？）》”’】])\\s*\\n\\s*|(?<=[{_HAN}])\\s*\\n\\s*(?=[{_HAN}])"
)


class CellFormatter(click.HelpFormatter):
    """click's formatter, by columns of the terminal in place of characters."""

    def write_heading(self, heading: str) -> None:
        """Write a heading into the buffer."""
        self.write(f"{'':>{self.current_indent}}{heading}：\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs, each from the left."""
        for number, paragraph in enumerate(re.split(r"\n\s*\n", text)):
            self.write("\n" if number else "")
            for line in wrapped(paragraph, self.width - self.current_indent):
                self.write(f"{'':>{self.current_indent}}{line}\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write terms with what they mean beside them."""
        found = list(rows)
        left = min(max(cells(term) for term, _ in found), col_max) + col_spacing
        for term, meaning in found:
            lines = wrapped(meaning, max(self.width - left - 2, 10))
            fits = cells(term) <= left - col_spacing
            first = f"{'':>{self.current_indent}}{term}"
            if fits and lines:
                first += " " * (left - cells(term)) + lines.pop(0)
            self.write(f"{first}\n")
            for line in lines:
                self.write(f"{'':>{left + self.current_indent}}{line}\n")


def cells(text: str) -> int:
    """Return how many columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)


def wrapped(text: str, width: int) -> list[str]:
    """Return lines of at most so many columns, broken beside Chinese characters and at spaces."""
    lines, line = [], ""
    for piece in _pieces(" ".join(_BROKEN.sub("", text).split())):
        if line and cells(line) + cells(piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> Iterator[str]:
    """Yield the parts of a text that stay whole: words, and characters with marks around them."""
    piece = ""
    for mark in text:
        last = piece[-1:]
        between = last and (_is_wide(last) or _is_wide(mark) or last == " ")
        if between and mark not in _CLOSING and mark != " " and last not in _OPENING:
            yield piece
            piece = ""
        piece += mark
    if piece:
        yield piece


def _is_wide(mark: str) -> bool:
    return unicodedata.east_asian_width(mark) in "WF"
