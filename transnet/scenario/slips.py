"""What people write where TOML wants something else, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping

from transnet.base.language import Message, said

_LONE_CR = re.compile(r"\r(?!\n)")
TWICE = re.compile("Cannot (overwrite|declare|mutate)")
_LONGEST_LINE = 1_000
_KEY_ZH = re.compile(r"^\s*([^\x00-\x7f]+)\s*=")
_BARE = re.compile(r"=\s*\[?\s*([^\W\d][^,\]#\"']*)")
_COMMA = re.compile(r"=\s*([-+]?\d+),(\d+)")

KEY_WORDS: Mapping[str, str] = {
    "编号": "id", "名称": "name_zh", "问题": "question_zh", "路网": "network", "日期": "date",
    "基准": "base", "目标": "targets", "编辑": "edit", "修改": "edit", "动作": "action",
    "操作": "action", "项目": "project", "线路": "line", "车站": "station", "阶段": "stage",
    "主题": "theme", "状态": "status", "间隔": "headway_min", "速度": "speed_kmh",
    "参数": "parameter", "方式": "mode", "取值": "value", "值": "value",
    "起点": "from_station", "终点": "to_station",
    "长度": "length_km", "站点": "stops",
}  # fmt: skip
"""What a planner may write in Chinese for a key of a scenario file."""

_SLIPS: tuple[tuple[re.Pattern[str], Message], ...] = (
    (
        re.compile(r"=\s*[-+]?[\d.]+\s*\S*[^\W\d]"),
        said("write a number without its unit, or a text in quotes"),
    ),
    (re.compile(r"=\s*(#|$)"), said("a value must follow the = sign")),
    (
        re.compile(r"""=\s*("[^"]*|'[^']*)$"""),
        said("the closing quote is missing: type it at the end"),
    ),
    (re.compile(r"""^[^"'#]*\[[^\]#]*$"""), said("the closing bracket ] is missing")),
    (re.compile(r"^\s*[A-Za-z_][\w-]*\s*$"), said("a key is followed by = and its value")),
)  # fmt: skip
"""Forms of a line that TOML can't read, most telling first, with the remedy."""


def toml_remedy(text: str, why: str, number: int) -> Message:
    """Return what to write in place of what isn't TOML, by what its line looks like.

    why     what the reader of TOML says
    number  the line that it stumbled over, from 1
    """
    if _LONE_CR.search(text):
        return said("lines end in a carriage return alone: save it with Unix or Windows line ends")
    if TWICE.search(why):
        return said("the key stands there already: leave one out; each edit begins with [[edit]]")
    lines = text.split("\n")
    for at in (number - 1, number - 2):
        short = 0 <= at < len(lines) and len(lines[at]) <= _LONGEST_LINE
        if short and (found := _slip(lines[at])):
            return found
    return said("can't be read as TOML: {why}", why=why)


def _slip(line: str) -> Message | None:
    """Return the remedy of the usual slip that a line shows, if it shows one."""
    if key := _KEY_ZH.match(line):
        return _plain_key(key[1].strip())
    if number := _COMMA.search(line):
        return said(
            "numbers have a point, not a comma: {number}", number=f"{number[1]}.{number[2]}"
        )
    bare = _BARE.search(line)
    if bare and bare[1].strip() not in ("true", "false", "inf", "nan"):
        return said('texts stand in quotes: type "{text}"', text=bare[1].strip())
    return next((remedy for form, remedy in _SLIPS if form.search(line)), None)


def _plain_key(key: str) -> Message:
    if meant := KEY_WORDS.get(key):
        return said("keys are words in plain letters: type {key}", key=meant)
    return said("keys are words in plain letters: id, date, edit, action, project …")
