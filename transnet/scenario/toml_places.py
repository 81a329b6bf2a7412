"""Where the keys of a scenario file stand, so that what is wrong with one names its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from transnet.base.errors import Notice
from transnet.base.language import Message, joined, said
from transnet.io.toml_text import without_texts

Lines = Mapping[str, int]
"""Line by key, as notices call it: "date", "edit 2, project"; "edit 2" is the line of its head."""

_HEADER = re.compile(r"[ \t]*\[{1,2}[ \t]*([\w.-]+)[ \t]*\]{1,2}")
_KEY = re.compile(r"[ \t]*([\w.-]+)[ \t]*=")
_COUNTED = re.compile(r" \d+$")


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


def lines_of(text: str) -> dict[str, int]:
    """Return the line of each key of a TOML text that can be read; the first where one is twice."""
    found: dict[str, int] = {}
    table, depth = "", 0
    count = dict.fromkeys(_COUNTED_TABLES, 0)
    for number, line in enumerate(without_texts(text).split("\n"), start=1):
        header = _HEADER.match(line) if depth == 0 else None
        if header:
            table = header[1].replace(".", ", ")
            if table in count:
                count[table] += 1
                table = str(_COUNTED_TABLES[table](count[table]))
            found.setdefault(table, number)
            continue
        if depth == 0 and (key := _KEY.match(line)):
            found.setdefault(str(key_of(table, key[1].replace(".", ", "))), number)
        depth += sum(line.count(mark) for mark in "[{") - sum(line.count(mark) for mark in "]}")
    return found


def at_lines(notices: Iterable[Notice], lines: Lines) -> list[Notice]:
    """Return notices with the line of the key that each speaks of, where it is known."""
    return [
        each if each.row else replace(each, row=_line(str(each.column), lines)) for each in notices
    ]


def _line(key: str, lines: Lines) -> int:
    """Return the line of a key, or of what it is part of; 0 where neither stands in the file."""
    while key:
        for name in (key, _COUNTED.sub("", key)):
            if name in lines:
                return lines[name]
        key = key.rpartition(", ")[0]
    return 0
