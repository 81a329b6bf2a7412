"""What people write where TOML wants something else, and what to write instead."""

from __future__ import annotations

import re

_PLACE = re.compile(r"at line (\d+), column \d+", re.ASCII)
_LONE_CR = re.compile(r"\r(?!\n)")
_TWICE = re.compile("Cannot (overwrite|declare|mutate)")
_LONGEST_LINE = 1_000
_SLIPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile("[\u201c\u201d\u2018\u2019\u300c\u300d\uff02]"),
        'texts stand in straight quotes: "today"',
    ),
    (re.compile("[\u3010\u3011\uff3b\uff3d]"), "tables stand in plain brackets: [[edit]]"),
    (re.compile("\uff1d"), "write a plain = between key and value"),
    (re.compile("[\uff0c\u3001]"), "write a plain comma between the items of a list"),
    (re.compile("[\u3000\u00a0]"), "a wide space stands in it: write a plain one"),
    (
        re.compile("[\u200b-\u200f\u2060\ufeff]"),
        "an invisible character stands in it: type the line anew",
    ),
    (re.compile("=.*[\uff0e\uff0d\uff10-\uff19]"), "write plain digits: 15"),
    (
        re.compile(r"^\s*[^\W\d_]*[^\x00-\x7f]+\w*\s*="),
        "keys are words in plain letters: id, date, edit, action, project …",
    ),
    (re.compile(r"=\s*[-+]?\d+,\d"), "numbers have a point, not a comma: 25.5"),
    (re.compile(r"^\s*[^\s=\[\]]+\s*[:：]"), 'write = between key and value: date = "today"'),
    (re.compile(r"=\s*\d+\s*\S*[^\W\d]"), "write a number without its unit, or a text in quotes"),
    (re.compile(r"=\s*[^\W\d]"), 'texts stand in quotes: id = "my-line"'),
    (re.compile(r"=\s*(#|$)"), "a value must follow the ="),
    (re.compile(r"""=\s*("[^"]*|'[^']*)$"""), "the closing quote is missing"),
)
"""Forms of a line that TOML can't read, most telling first, with the remedy."""


def toml_remedy(text: str, why: str) -> str:
    """Return why a text isn't TOML, with the remedy where the line shows a usual slip."""
    if _LONE_CR.search(text):
        return (
            f"{why} - lines end in a carriage return alone: save it with Unix or Windows line ends"
        )
    if _TWICE.search(why):
        return (
            f"{why} - the key stands there already: leave one out; each edit begins with [[edit]]"
        )
    place = _PLACE.search(why)
    lines = text.splitlines()
    number = int(place[1]) if place else len(lines)
    if not 1 <= number <= len(lines):
        return why
    for line in (lines[number - 1], *lines[max(0, number - 2) : number - 1]):
        for form, remedy in _SLIPS if len(line) <= _LONGEST_LINE else ():
            if form.search(line):
                return f"{why}: {line.strip()[:60]} - {remedy}"
    return why
