"""What a Chinese keyboard makes of a TOML text: marks outside texts are read as the plain ones.

“” for "", ＝ for =, ， for a comma, 【】 for [], ２００ for 200: where nothing else can be meant, a
mark is read so and named; where it isn't sure which text a quote ends, it is an error. Texts in
plain quotes are left as they are, and so are comments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from transnet.base.language import Message, said

_OPENS = {
    "\u201c": "\u201d", "\u201d": "\u201d", "\u2018": "\u2019", "\u2019": "\u2019",
    "\u300c": "\u300d", "\u300e": "\u300f", "\u300a": "\u300b", "\u3008": "\u3009",
    "\uff02": "\uff02", "\uff07": "\uff07", "\u301d": "\u301e", "\u201e": "\u201d",
    "\u00ab": "\u00bb",
}  # fmt: skip
"""Marks that open a text on some keyboard, and what closes it."""
_QUOTES = frozenset(_OPENS) | frozenset(_OPENS.values())
_TITLE = "\u300a\u3008"  # 《 opens a table at the start of a line, and a text elsewhere
_PLAIN = {
    "\u3010": "[", "\u3011": "]", "\u3014": "[", "\u3015": "]", "\u3016": "[", "\u3017": "]",
    "\u3001": ",", "\u2212": "-", "\u2013": "-", "\u2014": "-", "\u2010": "-", "\u2011": "-",
}  # fmt: skip
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff\u00ad\u202a-\u202e]")
_MULTILINE = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}|' + r"'''(?:[^']|'{1,2}(?!'))*+'{3,5}", re.DOTALL
)
_STRAIGHT = re.compile(r'"(?:[^"\\\n]|\\[^\n])*+"' + r"|'[^'\n]*+'")
_AFTER_TEXT = re.compile(r"[\s,\]}=.#;:\u3000-\u303f\uff00-\uff0f\uff1a-\uff1d\uff3d\uff5d]|$")
_REST = re.compile(r"[\s\u3000]*(?:[,\]}#=\uff1d\uff0c\u3001\u3011\uff3d\uff5d;\uff1b].*)?")
_KEY_COLON = re.compile(r"^[ \t]*[A-Za-z][A-Za-z0-9_]*[ \t]*$")
_FULL = range(0xFF01, 0xFF5F)  # plain marks, digits and letters, twice as wide


class Slip(NamedTuple):
    """A mark that TOML doesn't know: where it stands, and what to type there.

    line and column count from 1; put is what it is read as, '' where it is left out
    """

    line: int
    column: int
    mark: str
    put: str


class Doubt(NamedTuple):
    """A place where what is meant isn't sure."""

    line: int
    column: int
    hint: Message


@dataclass
class Typed:
    """A TOML text with the marks of a Chinese keyboard made plain; lines stay as they are."""

    text: str
    read: list[Slip] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def plain_marks(text: str) -> Typed:
    """Return a TOML text in plain marks, what was read as what, and what is in doubt."""
    return _Reader(text).typed()


class _Reader:
    """Goes through a text mark by mark, and past texts and comments in one step."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth = text, 0, 0
        self.line, self.line_start = 1, 0
        self.out: list[str] = []
        self.found = Typed("")

    def typed(self) -> Typed:
        while self.at < len(self.text):
            mark = self.text[self.at]
            if mark == "\n":
                self._copy(1)
            elif mark in "\"'" or mark in _OPENS:
                self._quoted(mark)
            elif mark in "#\uff03":
                self._comment(mark)
            else:
                self._mark(mark)
        self.found.text = "".join(self.out)
        return self.found

    def _copy(self, count: int) -> None:
        part = self.text[self.at : self.at + count]
        self.out.append(part)
        self.at += count
        if lines := part.count("\n"):
            self.line += lines
            self.line_start = self.at - (len(part) - part.rindex("\n") - 1)

    def _put(self, put: str) -> None:
        """Write a mark in place of the one that stands here, and note it."""
        mark = self.text[self.at]
        if put != mark:
            self.found.read.append(Slip(self.line, self._column(self.at), mark, put))
        self.out.append(put)
        self.at += 1

    def _column(self, at: int) -> int:
        return at - self.line_start + 1

    def _rest_of_line(self) -> str:
        end = self.text.find("\n", self.at)
        return self.text[self.at : end if end >= 0 else len(self.text)]

    def _before(self) -> str:
        """Return what was written of this line up to here."""
        return "".join(self.out).rpartition("\n")[2] if self.out else ""

    def _comment(self, mark: str) -> None:
        if mark != "#":
            self._put("#")
        self._copy(len(self._rest_of_line()))

    def _mark(self, mark: str) -> None:
        code = ord(mark)
        if mark in "[{\u3010\u3014\u3016\uff3b\uff5b":
            self.depth += 1
        elif mark in "]}\u3011\u3015\u3017\uff3d\uff5d":
            self.depth = max(0, self.depth - 1)
        if _SPACES.match(mark):
            self._put(" ")
        elif _INVISIBLE.match(mark):
            self._put("")
        elif mark in ":\uff1a" and _KEY_COLON.match(self._before()):
            self._put("=")
        elif mark in ";\uff1b" and self.depth:
            self._put(",")
        elif mark == "\u3002" and self._between_digits():
            self._put(".")
        elif mark in _PLAIN:
            self._put(_PLAIN[mark])
        elif code in _FULL:
            self._put(chr(code - 0xFEE0))
        else:
            self._copy(1)

    def _between_digits(self) -> bool:
        around = self.text[max(0, self.at - 1) : self.at + 2]
        return len(around) == 3 and around[0].isdigit() and around[2].isdigit()

    def _quoted(self, mark: str) -> None:
        if mark in "\"'" and (whole := _MULTILINE.match(self.text, self.at)):
            self._copy(len(whole[0]))
        elif mark in _TITLE and not self._before().strip().strip("["):
            self._heading()
        elif mark in "\"'":
            self._straight(mark)
        else:
            self._curly(mark)

    def _heading(self) -> None:
        """Read 《《edit》》 as [[edit]]."""
        for each in self._rest_of_line():
            if each in "\u300a\u3008":
                self._put("[")
            elif each in "\u300b\u3009":
                self._put("]")
            elif each in "#\uff03":
                return
            else:
                self._mark(each)

    def _straight(self, mark: str) -> None:
        """Go past a text in plain quotes; one that a curly quote ends is read if that is sure."""
        rest = self._rest_of_line()
        whole = _STRAIGHT.match(rest)
        if whole and (_AFTER_TEXT.match(rest, whole.end()) or not _QUOTES & set(whole[0])):
            self._copy(len(whole[0]))
            return
        marks = [at for at, each in enumerate(rest) if each in _QUOTES]
        if whole is None and len(marks) == 1 and _REST.fullmatch(rest, marks[0] + 1):
            self._copy(marks[0])
            self._put(mark)
        elif marks:
            self._doubt(marks[0], mark, rest)
        else:
            self._copy(len(rest))

    def _curly(self, mark: str) -> None:
        """Read a text that begins with a mark of a Chinese keyboard, where its end is sure."""
        rest = self._rest_of_line()
        end = _end_of_text(rest, mark)
        if not end or any(each in rest[1:end] for each in '"\\'):
            self._doubt(0, '"', rest)
            return
        self._put('"')
        self._copy(end - 1)
        self._put('"')

    def _doubt(self, at: int, mark: str, rest: str) -> None:
        """Note that it isn't sure where a text ends, and go on after the line."""
        hint = said(
            "{mark} stands where a plain {plain} belongs, and where the text ends isn't sure: "
            "type {plain} on both sides of it",
            mark=rest[at],
            plain=mark,
        )
        self.found.doubts.append(Doubt(self.line, self._column(self.at) + at, hint))
        self._copy(len(rest))


def _end_of_text(rest: str, mark: str) -> int:
    """Return where the text ends that a line begins with, 0 where that isn't sure."""
    closing, depth = _OPENS[mark], 0
    for at, each in enumerate(rest):
        if each == mark and mark != closing:
            depth += 1
        elif at and each == closing:
            depth -= 1 if mark != closing else 0
            if depth <= 0:
                return at if _REST.fullmatch(rest, at + 1) else 0
    others = [at for at, each in enumerate(rest) if at and (each in _QUOTES or each == '"')]
    sure = len(others) == 1 and _REST.fullmatch(rest, others[0] + 1)
    return others[0] if sure else 0
