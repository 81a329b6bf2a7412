"""What people write where TOML wants something else, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping

from transnet.base.language import Message, said
from transnet.model.cell_remedies import day_remedy
from transnet.scenario.days import day_text
from transnet.scenario.number_units import number_of_text

_LONE_CR = re.compile(r"\r(?!\n)")
TWICE = re.compile("Cannot (overwrite|declare|mutate)")
_LONGEST_LINE = 1_000
_KEY_ZH = re.compile(r"^\s*([^\x00-\x7f]+)\s*=")
_BARE = re.compile(r"=\s*\[?\s*([^\W\d][^,\]#\"']*)")
_BARE_VALUE = re.compile(r"^\s*([a-z_]+)\s*=\s*([^\s\"'#\[{][^\"'#\[{]*?)\s*(?:#.*)?$")
_COMMA = re.compile(r"=\s*([-+]?\d+),(\d+)")

KEY_WORDS: Mapping[str, str] = {
    "编号": "id", "名称": "name_zh", "问题": "question_zh", "路网": "network", "日期": "date",
    "基准": "base", "目标": "targets", "编辑": "edit", "修改": "edit", "动作": "action",
    "操作": "action", "项目": "project", "线路": "line", "车站": "station", "阶段": "stage",
    "主题": "theme", "状态": "status", "间隔": "headway_min", "速度": "speed_kmh",
    "参数": "parameter", "方式": "mode", "取值": "value", "值": "value",
    "起点": "from_station", "终点": "to_station",
    "长度": "length_km", "站点": "stops", "停站": "stops", "年份": "dates", "时段": "traffic",
    "英文名": "name_en", "英文名称": "name_en", "中文名": "name_zh", "中文名称": "name_zh",
    "可达性": "accessibility", "出行方式": "using", "交通方式": "using", "指标": "measures",
    "阈值": "cutoffs_min", "输出": "outputs", "地图": "maps", "报告": "report", "类别": "kind",
    "区间": "between", "地点": "place", "地区": "place", "范围": "polygon", "半径": "within_km",
    "车次": "trains_per_day", "班次": "service", "列车": "service", "时间": "run_min",
    "运行时间": "run_min", "换乘时间": "transfer_min", "停站时间": "dwell_min",
    "开始日期": "from_date", "结束日期": "to_date", "道路等级": "road_class", "车道": "lanes",
    "经度": "lon", "纬度": "lat", "表": "table",
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

_REASONS: tuple[tuple[re.Pattern[str], Message], ...] = (
    (
        re.compile("^Expected newline or end of document"),
        said("something stands after the value: delete it, or put a text in quotes"),
    ),
    (re.compile("^Invalid value"), said("the value is neither a number nor a text in quotes")),
    (
        re.compile("^Invalid (statement|initial character)"),
        said("a line holds a key, = and a value, or a heading such as [[edit]]"),
    ),
)
"""What the reader of TOML says in English, in words that there are in both languages."""


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
    for form, remedy in _REASONS:
        if form.search(why):
            return remedy
    return said("can't be read as TOML: {why}", why=why)


def _slip(line: str) -> Message | None:
    """Return the remedy of the usual slip that a line shows, if it shows one."""
    if key := _KEY_ZH.match(line):
        return _plain_key(key[1].strip())
    if number := _COMMA.search(line):
        return said(
            "numbers have a point, not a comma: {number}", number=f"{number[1]}.{number[2]}"
        )
    if (bare := _BARE_VALUE.match(line)) and (plain := _plain_value(bare[1], bare[2])):
        return plain
    bare = _BARE.search(line)
    if bare and bare[1].strip() not in ("true", "false", "inf", "nan"):
        return said('texts stand in quotes: type "{text}"', text=bare[1].strip())
    return next((remedy for form, remedy in _SLIPS if form.search(line)), None)


def _plain_value(key: str, value: str) -> Message | None:
    """Return what to type for a day or a number with a unit that stand without quotes."""
    if "date" in key or key == "base":
        day = day_text(value, "first" if key == "from_date" else "last")
        if day is not None and not day_remedy(day):
            return said('type {key} = "{day}"', key=key, day=day)
    number = number_of_text(key, value)
    if number is not None:
        return said("type {key} = {number:.12g}", key=key, number=number.number)
    return None


def _plain_key(key: str) -> Message:
    if meant := KEY_WORDS.get(key):
        return said("keys are words in plain letters: type {key}", key=meant)
    return said("keys are words in plain letters: id, date, edit, action, project …")
