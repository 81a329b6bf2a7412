"""A scenario's TOML text, read as far as it can be: what is wrong with it comes out at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from transnet.base.collector import Notices
from transnet.base.language import Message, joined, said
from transnet.io.toml_text import line_of_open_text, toml_values
from transnet.scenario.keyboard import Slip, Typed, plain_marks
from transnet.scenario.slips import RAN_INTO, TWICE, is_edit, toml_remedy

UNREAD = "\ue000"
"""Stands for a value that can't be read: it is named already."""

_STATEMENT = re.compile(
    r"\s*(?:\[{1,2}[\w. \t\"'-]*\]{0,2}\s*(?:#.*)?$|[^\s=\[\]{},\"'#][^=\[\]{},\"'#]*="
    r"|[A-Za-z_][\w-]*[ \t]+[\"'])"
)
_HEADER = re.compile(r"\s*(\[+)\s*([\w-]*)")
_KEY = re.compile(r"(\s*)([A-Za-z0-9_-]+)\s*(?:=|\s[\"'\d])")
_PLACE = re.compile(r"at line (\d+), column (\d+)|^line (\d+)", re.ASCII)
_ONE_EDIT = re.compile(r"^[ \t]*\[[ \t]*edits?[ \t]*\](?=[ \t]*(?:#.*)?$)", re.MULTILINE)
_MOST = 30
_LONG = 200_000  # characters from which one fault is enough: each try reads the whole text
_SHOWN = 5


class Read(NamedTuple):
    """The values of a TOML text, and the text that gives them: each line where it was."""

    values: dict[str, Any]
    text: str


def read_toml(text: str, findings: Notices) -> Read:
    """Return the values of a TOML text; marks of a Chinese keyboard are read as plain ones.

    What is read as something else is a remark, what can't be read an error with its line, column
    and remedy; where a value can't be read, UNREAD stands in its place.
    """
    typed = plain_marks(text)
    lines = text.split("\n")
    for line, column, hint in typed.doubts:
        _add(findings, (line, column), lines, hint)
    left = _without([line for line, *_ in typed.doubts], typed.text)
    values: dict[str, Any] = {}
    told: set[tuple[int, str]] = set()
    for _tries in range(_MOST if len(text) <= _LONG else 1):
        values, why = toml_values(left)
        if not why:
            break
        line, column = _place(why, left)
        hint = toml_remedy(left, why, line)
        if (line, hint) not in told:
            _add(findings, (line, column), lines, hint)
        told.add((line, hint))
        shorter = _with_edits(left) if TWICE.search(why) else _without([line], left)
        if shorter == left:
            shorter = _blank(line, left)
        if shorter == left:
            break
        left = shorter
    note_read(typed, findings)
    return Read(values, left)


def _add(findings: Notices, at: tuple[int, int], lines: list[str], hint: str) -> None:
    written = lines[at[0] - 1].strip() if 1 <= at[0] <= len(lines) else ""
    findings.add("bad_toml", hint, column=place_words(at), value=written)


def place_words(at: tuple[int, int]) -> Message:
    """Return where something stands in a file: its line, and its column where that is known."""
    line, column = at
    if not column:
        return said("line {line}", line=line)
    return said("line {line}, column {column}", line=line, column=column)


def _place(why: str, text: str) -> tuple[int, int]:
    """Return line and column of what the reader of TOML stumbled over; column 0 for the line."""
    found = _PLACE.search(why)
    if found is None:
        return line_of_open_text(text) or text.rstrip("\n").count("\n") + 1, 0
    line, column = int(found[1] or found[3]), int(found[2] or 0)
    ran_into = _where_it_opens(text, line, column) if RAN_INTO.search(why) else None
    return ran_into or (line, column)


def _where_it_opens(text: str, line: int, column: int) -> tuple[int, int] | None:
    """Return the end of what comes before a statement that an open bracket ran into, if one did."""
    lines = text.split("\n")
    if not 1 < line <= len(lines) or lines[line - 1][: column - 1].strip():
        return None
    before = next((at for at in range(line - 1, 0, -1) if lines[at - 1].strip()), 0)
    if not before or not _STATEMENT.match(lines[line - 1]):
        return None
    return before, len(lines[before - 1].rstrip()) + 1


def _statements(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the first line and the one after the last of each statement, from 0."""
    first = 0
    for at, line in enumerate(lines):
        if at > first and _STATEMENT.match(line):
            yield first, at
            first = at
    yield first, len(lines)


def _without(numbers: list[int], text: str) -> str:
    """Return a text in which the statements at some lines say nothing; others stay in place."""
    lines = text.split("\n")
    for first, end in list(_statements(lines)) if numbers else ():
        if any(first < number <= end for number in numbers):
            lines[first:end] = [_unread(lines[first]), *[""] * (end - first - 1)]
    return "\n".join(lines)


def _with_edits(text: str) -> str:
    """Return a text in which a table for one edit is one of the list of edits."""
    return _ONE_EDIT.sub("[[edit]]", text)


def _blank(number: int, text: str) -> str:
    """Return a text in which a line is empty."""
    lines = text.split("\n")
    if 1 <= number <= len(lines):
        lines[number - 1] = ""
    return "\n".join(lines)


def _unread(line: str) -> str:
    """Return what stands for a statement that can't be read: its table's heading, or its key."""
    if header := _HEADER.match(line):
        name = header[2]
        if is_edit(name):
            return "[[edit]]"
        return f"[{name}]" if name and f"[{name}]" != line.strip() else ""
    key = _KEY.match(line)
    whole = f'{key[1]}{key[2]} = "{UNREAD}"' if key else ""
    return "" if whole == line else whole


def note_read(typed: Typed, findings: Notices) -> None:
    """Add a remark for each mark that was read as another, with its places."""
    places: dict[tuple[str, str], list[Slip]] = {}
    for slip in typed.read:
        places.setdefault((slip.mark, slip.put), []).append(slip)
    for (mark, put), slips in places.items():
        where = joined([place_words((each.line, each.column)) for each in slips[:_SHOWN]], "; ")
        more = len(slips) - _SHOWN
        if more > 0:
            where = said("{places} and {count} more", places=where, count=more)
        findings.add("read_as", _read_hint(put), column=where, value=_visible(mark))


def _read_hint(put: str) -> Message:
    if not put:
        return said("is invisible, and is left out: type the line anew")
    if put == " ":
        return said("is read as a plain space: type that")
    return said("is read as {plain} : type that", plain=put)


def _visible(mark: str) -> str:
    names: Mapping[str, str] = {"\u3000": "U+3000", "\u00a0": "U+00A0"}
    return names.get(mark, mark if mark.isprintable() else f"U+{ord(mark):04X}")
