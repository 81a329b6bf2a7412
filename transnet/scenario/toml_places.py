"""Where the keys of a scenario file stand, so that what is wrong with one names line and column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from transnet.base.errors import Notice
from transnet.base.language import Message, joined, said
from transnet.io.toml_text import masked_texts


class Spot(NamedTuple):
    """Where a key stands and what is written there; lines and columns count from 1.

    written  its value as it stands in the file; value_line, value_column  where that begins
    """

    line: int
    column: int
    written: str = ""
    value_line: int = 0
    value_column: int = 0


Spots = Mapping[str, Spot]
"""Spots by key, as notices call it: "date", "edit 2, project", "edit 2, stops 1, lat"; "edit 2" is
the head of an edit."""

_HEADER = re.compile(r"\[{1,2}[ \t]*([^\[\]\n]*?)[ \t]*\]{1,2}")
_KEY = re.compile(r"[ \t]*([^\s=\[\]{},][^=\[\]{},\n]*?)[ \t]*=[ \t]*")
_GAP = re.compile(r"\s*")
_PLAIN = re.compile(r"[^,\]}\n]*")
_LINE = re.compile(r"[^\n]*\n?")
_COUNTED = re.compile(r" \d+$")
_DEEPEST = 32
_OF_KEYS = frozenset({"unknown_key", "unused_key", "missing_key"})
"""Codes of notices that speak of a key, not of its value."""


def edit_words(number: int) -> Message:
    """Return what an edit of a file is called; they count from 1."""
    return said("edit {number}", number=number)


def timetable_edit_words(number: int) -> Message:
    """Return what an edit of the timetable is called; they count from 1."""
    return said("timetable edit {number}", number=number)


_COUNTED_TABLES = {"edit": edit_words, "timetable, edit": timetable_edit_words}


def part_words(key: str, number: int) -> Message:
    """Return what a part of a list is called; they count from 1."""
    return said("{key} {number}", key=key, number=number)


def key_of(where: str, key: str) -> Message:
    """Return a key as notices call it, with the part of the file that it stands in."""
    return joined((where, key), ", ", "，")


def spots_of(text: str) -> dict[str, Spot]:
    """Return where each key of a TOML text stands, as far as it can be read; the first of two."""
    return _Finder(text).found()


def at_spots(notices: Iterable[Notice], spots: Spots) -> list[Notice]:
    """Return notices with line and column of what each speaks of, where they are known."""
    return [each if each.row else _placed(each, spots) for each in notices]


def _placed(notice: Notice, spots: Spots) -> Notice:
    key = str(notice.column)
    exact = True
    while key:
        for name in (key, _COUNTED.sub("", key)):
            if name in spots:
                of_key = notice.code in _OF_KEYS or not exact
                line, column = _at(spots[name], notice, of_key=of_key)
                return replace(notice, row=line, character=column)
        key, exact = key.rpartition(", ")[0], False
    return notice


def _at(spot: Spot, notice: Notice, *, of_key: bool) -> tuple[int, int]:
    """Return line and column of a value, or of the part of it that a notice quotes."""
    if of_key or not spot.written:
        return spot.line, spot.column
    at = found_in(spot.written, notice.value)[0]
    before = spot.written[:at]
    if "\n" not in before:
        return spot.value_line, spot.value_column + at
    return spot.value_line + before.count("\n"), at - before.rindex("\n")


def found_in(written: str, value: str) -> tuple[int, int]:
    """Return where a value begins and ends in what is written at a key; all of it for none."""
    for quoted in (f'"{value}"', f"'{value}'", str(value)):
        if value and (at := written.find(quoted)) >= 0:
            return at, at + len(quoted)
    return 0, len(written)


def with_plain(text: str, spot: Spot, plain: Mapping[str, str]) -> str:
    """Return a text in which values that stand at a key are written otherwise."""
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: spot.value_line - 1]) + spot.value_column - 1
    if not spot.written or not text.startswith(spot.written, start):
        return text
    written = spot.written
    for value, put in plain.items():
        first, end = found_in(written, value)
        written = f"{written[:first]}{put}{written[end:]}"
    return f"{text[:start]}{written}{text[start + len(spot.written) :]}"


class _Finder:
    """Goes through a TOML text key by key, past what can't be read."""

    def __init__(self, text: str) -> None:
        self.text, self.bare = text, masked_texts(text)
        self.spots: dict[str, Spot] = {}
        self.at, self.line, self.counted = 0, 1, 0
        self.line_start = 0

    def found(self) -> dict[str, Spot]:
        table, count = "", dict.fromkeys(_COUNTED_TABLES, 0)
        while self.at < len(self.bare):
            self._go(_end(_GAP, self.bare, self.at))
            if header := _HEADER.match(self.bare, self.at):
                table = self._name(header)
                if table in count:
                    count[table] += 1
                    table = str(_COUNTED_TABLES[table](count[table]))
                self._put(table, self.at)
            elif key := _KEY.match(self.bare, self.at):
                self._value(str(key_of(table, self._name(key))), key, 0)
            self._go(_end(_LINE, self.bare, self.at))
        return self.spots

    def _name(self, found: re.Match[str]) -> str:
        """Return a key or the name of a table; dots part the names of tables."""
        name = self.text[found.start(1) : found.end(1)]
        parts = [part.strip().strip("\"'") for part in name.split(".")]
        return ", ".join(parts) if len(parts) < _DEEPEST else ""

    def _value(self, name: str, key: re.Match[str], depth: int) -> None:
        """Read a key's value, and put where both stand."""
        head = self._place(key.start(1))
        self._go(key.end())
        self._part(name, head, depth)

    def _part(self, name: str, head: tuple[int, int] | None, depth: int) -> None:
        """Read a value that begins here: a plain one, a list or a table in braces."""
        start, place = self.at, self._place(self.at)
        mark = self.bare[self.at : self.at + 1]
        if mark in ("[", "{") and depth < _DEEPEST:
            self._several(name, "]" if mark == "[" else "}", depth)
        else:
            self._go(_end(_PLAIN, self.bare, self.at))
        written = self.text[start : start + len(self.bare[start : self.at].rstrip())]
        self.spots.setdefault(name, Spot(*(head or place), written, *place))

    def _several(self, name: str, closing: str, depth: int) -> None:
        self._go(self.at + 1)
        number = 0
        while self.at < len(self.bare):
            self._go(_end(_GAP, self.bare, self.at))
            mark = self.bare[self.at : self.at + 1]
            if mark == closing:
                self._go(self.at + 1)
                return
            if mark == ",":
                self._go(self.at + 1)
                continue
            before = self.at
            number += 1
            key = _KEY.match(self.bare, self.at) if closing == "}" else None
            if key:
                self._value(str(key_of(name, self._name(key))), key, depth + 1)
            elif closing == "]":
                self._part(str(part_words(name, number)), None, depth + 1)
            if self.at == before:  # a mark that belongs to nothing
                return

    def _put(self, name: str, at: int) -> None:
        self.spots.setdefault(name, Spot(*self._place(at)))

    def _place(self, at: int) -> tuple[int, int]:
        """Return line and column of a place; places are asked for in order."""
        if lines := self.text.count("\n", self.counted, at):
            self.line += lines
            self.line_start = self.text.rindex("\n", self.counted, at) + 1
        self.counted = max(self.counted, at)
        return self.line, at - self.line_start + 1

    def _go(self, at: int) -> None:
        self.at = at


def _end(form: re.Pattern[str], text: str, at: int) -> int:
    """Return where a form ends that a text has at a place."""
    found = form.match(text, at)
    return found.end() if found else at
