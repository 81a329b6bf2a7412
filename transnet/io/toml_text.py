"""TOML texts of strangers: tomllib takes quadratic time on long dotted keys, and has no bounds."""

from __future__ import annotations

import re
import tomllib

from transnet.base.language import said

TOML_BYTES = 1_000_000
_PARTS = 16
_DEPTH = 32
_LARGEST = 2**63
# Texts and comments, whose marks mean nothing, closed or not: none is looked at twice.
_TEXTS = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*+(?:"{3,5})?'
    r"|'''(?:[^']|'{1,2}(?!'))*+(?:'{3,5})?"
    r'|"(?:[^"\\\n]|\\.)*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+",
    re.DOTALL,
)
_NO_LINE_END = re.compile(r"[^\n]")
_MARKS = re.compile(r"[\[\]{}=,\n]")


def toml_values(text: str) -> tuple[dict[str, object], str]:
    """Return the values of a TOML text, and what keeps them from being read ("" when nothing does).

    Texts of up to TOML_BYTES take a few seconds at most: keys of many parts and values nested
    deeply are refused before they are parsed, whole numbers beyond 64 bits after it.
    """
    if len(text) > TOML_BYTES:
        return {}, said("it has more than {most:,} characters", most=TOML_BYTES)
    problem = _shape_problem(_TEXTS.sub("_", text))
    if problem:
        return {}, problem
    try:
        values = tomllib.loads(text)
    except RecursionError:
        return {}, said("it is nested too deeply")
    except ValueError as error:  # tomllib's own, or a number with too many digits
        return {}, str(error)[:300]
    key = _huge_number(values)
    if key:
        return {}, said("{key}: a whole number has 64 bits at most", key=key)
    return values, ""


def masked_texts(text: str) -> str:
    """Return a TOML text with _ for what stands in texts and blanks for comments, all in place."""
    return _TEXTS.sub(_masked, text)


def line_of_open_text(text: str) -> int:
    """Return the line on which a text begins that isn't closed, from 1; 0 where all are."""
    for found in _TEXTS.finditer(text):
        mark = found[0][:3] if found[0][:3] in ('"""', "'''") else found[0][:1]
        closed = len(found[0]) >= 2 * len(mark) and found[0].endswith(mark)
        if mark != "#" and not closed:
            return text.count("\n", 0, found.start()) + 1
    return 0


def _masked(found: re.Match[str]) -> str:
    mark = " " if found[0].startswith("#") else "_"
    return _NO_LINE_END.sub(mark, found[0])


def _shape_problem(bare: str) -> str:
    """Return what makes a text without its strings and comments too deep, or ""."""
    line, depth, start = 1, 0, 0
    for found in _MARKS.finditer(bare):
        mark = found[0]
        if bare.count(".", start, found.start()) >= _PARTS:
            return said("line {line}: a key has at most {most} parts", line=line, most=_PARTS)
        start = found.end()
        line += mark == "\n"
        depth = max(depth + (mark in "[{") - (mark in "]}"), 0)
        if depth > _DEPTH:
            return said(
                "line {line}: values are nested too deeply; {most} levels are read",
                line=line,
                most=_DEPTH,
            )
    if bare.count(".", start) >= _PARTS:
        return said("line {line}: a key has at most {most} parts", line=line, most=_PARTS)
    return ""


def _huge_number(values: object) -> str:
    """Return the key under which a whole number is that no 64 bits hold, or ""."""
    left: list[tuple[str, object]] = [("", values)]
    while left:
        key, value = left.pop()
        if isinstance(value, dict):
            left += [(f"{key}.{name}".strip(".")[:80], each) for name, each in value.items()]
        elif isinstance(value, list):
            left += [(key, each) for each in value]
        elif isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
            return key or said("a number")
    return ""
