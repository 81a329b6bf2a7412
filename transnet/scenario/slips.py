"""What people write where TOML wants something else, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping

from transnet.base.language import Message, said
from transnet.model.cell_remedies import day_remedy
from transnet.scenario.days import day_text, without_time
from transnet.scenario.number_units import number_of_text

_LONE_CR = re.compile(r"\r(?!\n)")
TWICE = re.compile("Cannot (overwrite|declare|mutate|redefine)")
RAN_INTO = re.compile("^(Unclosed|Invalid value)")
"""What the reader of TOML says where an open bracket runs into the next statement, too."""
_LONGEST_LINE = 1_000
_KEY_ZH = re.compile(r"^\s*([^\x00-\x7f]+)\s*=")
_BARE = re.compile(r"=\s*\[?\s*([^\W\d][^,\]#\"']*)")
_BARE_VALUE = re.compile(r"^\s*([a-z_]+)\s*=\s*([^\s\"'#\[{][^\"'#\[{]*?)\s*(?:#.*)?$")
_HEADING = re.compile(r"^\s*(\[+)\s*([^\[\]#=,]+?)\s*(\]*)\s*(?:#.*)?$")
_VALUE = re.compile(r"^\s*([A-Za-z_]+)\s*=\s*(.+)$")
_TEXT = re.compile("\"[^\"]+\"|'[^']+'")
_IN_DOUBLE = re.compile('"([^"]+)"')
_BRACKETS = re.compile(r"\[(.*)\]\s*,?")
_STOPPED = re.compile(r"(.*?)\s*([,;，；。])")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:/\s*(\d+(?:\.\d+)?)|[%％])")
_RANGE = re.compile(r"[-+]?\d[\d.]*\s*(?:[-~～至到–—]|\.\.+)\s*\d[\d.]*\s*\S*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
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
    (re.compile(r"=\s*\{[^}#]*$"), said("the closing brace is missing: type it at the end")),
    (
        re.compile(r"""^\s*[A-Za-z_][\w-]*(?:\s*$|\s+["'\d])"""),
        said("a key is followed by = and its value"),
    ),
    (re.compile(r"^\s*(//|--|/\*|;|%)"), said("a remark begins with #")),
)
"""Forms of a line that TOML can't read, most telling first, with the remedy."""

_REASONS: tuple[tuple[re.Pattern[str], Message], ...] = (
    (
        re.compile("^Expected newline or end of document"),
        said("something stands after the value: delete it, or put a text in quotes"),
    ),
    (re.compile("^Invalid value"), said("the value is neither a number nor a text in quotes")),
    (re.compile("^Invalid date"), said("there is no such day or time")),
    (re.compile("^Unclosed array"), said("the closing bracket ] is missing")),
    (
        re.compile("^Unclosed inline table"),
        said("the closing brace is missing: type it at the end"),
    ),
    (re.compile("^Duplicate inline table key"), said("a key stands twice between the braces")),
    (
        re.compile("^(Unterminated string|Expected ['\"]|Illegal character|Found invalid char)"),
        said("the closing quote is missing, or a text goes over several lines"),
    ),
    (
        re.compile("^Expected '='"),
        said("a key is followed by = and its value"),
    ),
    (
        re.compile("^(Unescaped|Invalid hex value|Escaped character)"),
        said("\\ means something of its own in a text: type / in its place"),
    ),
    (
        re.compile("^(Invalid (statement|initial character)|Expected '\\])"),
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
    if heading := _HEADING.match(line):
        return _heading(heading)
    if key := _KEY_ZH.match(line):
        return _plain_key(key[1].strip())
    if number := _COMMA.search(line):
        return said(
            "numbers have a point, not a comma: {number}", number=f"{number[1]}.{number[2]}"
        )
    return _in_value(line) or next((remedy for form, remedy in _SLIPS if form.search(line)), None)


def _in_value(line: str) -> Message | None:
    """Return what to type for the value of a line."""
    if (bare := _BARE_VALUE.match(line)) and (plain := _plain_value(bare[1], bare[2])):
        return plain
    whole = _VALUE.match(line)
    if whole and (found := _of_value(whole[1], whole[2].strip())):
        return found
    text = _BARE.search(line)
    if text and text[1].strip() not in ("true", "false", "inf", "nan"):
        return said('texts stand in quotes: type "{text}"', text=text[1].strip())
    return None


def _plain_value(key: str, value: str) -> Message | None:
    """Return what to type for a day or a number with a unit that stand without quotes."""
    if "date" in key or key == "base":
        text = without_time(value)
        day = day_text(text, "first" if key == "from_date" else "last")
        remedy = "" if day is None else day_remedy(day)
        if day is not None and (not remedy or (day != text and day in ("today", "base"))):
            return said('type {key} = "{day}"', key=key, day=day)
        if day != text or _DAY.fullmatch(text):
            return said("{key}: {remedy}", key=key, remedy=remedy)
    number = number_of_text(key, value)
    if number is not None:
        return said("type {key} = {number:.12g}", key=key, number=number.number)
    return _odd_number(key, value)


def _odd_number(key: str, value: str) -> Message | None:
    """Return what to type for a fraction, a percentage or a range."""
    if (share := _SHARE.fullmatch(value)) and float(share[2] or 100):
        number = float(share[1]) / float(share[2] or 100)
        return said("type {key} = {number:.12g}", key=key, number=number)
    if _RANGE.fullmatch(value):
        return said("one number is needed, not a range: write a scenario for each end of it")
    return None


def _of_value(key: str, value: str) -> Message | None:
    """Return the remedy of a slip in what stands after the = sign."""
    if value in ("True", "False", "TRUE", "FALSE"):
        return said("type {key} = {value}", key=key, value=value.lower())
    listed = _BRACKETS.fullmatch(value)
    if "date" in key and listed and (days := _days(listed[1])):
        return days
    if (path := _IN_DOUBLE.fullmatch(value)) and "\\" in path[1]:
        plain = path[1].replace("\\", "/")
        return said('type / for \\: {key} = "{path}"', key=key, path=plain)
    if (stopped := _STOPPED.fullmatch(value)) and _TEXT.fullmatch(stopped[1].strip()):
        return said("nothing follows the value: delete {mark}", mark=stopped[2])
    texts = [part.strip() for part in re.split("[,;]", value)]
    if len(texts) > 1 and all(map(_TEXT.fullmatch, texts)):
        return said(
            "several values stand in brackets: type {key} = [{values}]",
            key=key,
            values=", ".join(texts),
        )
    return None


def _days(listed: str) -> Message | None:
    """Return what to type for a list of days, or what is wrong with the first that is none."""
    parts = [part.strip().strip("\"'") for part in listed.split(",") if part.strip()]
    days = [day_text(without_time(part)) for part in parts]
    for day in days:
        if day is None or (remedy := day_remedy(day)):
            return said("{key}: {remedy}", key=day, remedy=remedy) if day else None
    return said(
        "type {key} = [{values}]", key="dates", values=", ".join(f'"{day}"' for day in days)
    )


def is_edit(name: str) -> bool:
    """Return whether a heading names an edit, in whatever word."""
    plain = name.casefold()
    return KEY_WORDS.get(plain, plain) in ("edit", "edits") or plain in ("改动", "变更")


def _heading(found: re.Match[str]) -> Message | None:
    """Return how to write the heading of a table."""
    name = found[2].strip().strip("\"'").casefold()
    meant = KEY_WORDS.get(name, name)
    if is_edit(name):
        return said("each edit begins with a line [[edit]]: type that")
    if meant != name:
        return said("keys are words in plain letters: type {key}", key=f"[{meant}]")
    return None


def _plain_key(key: str) -> Message:
    if meant := KEY_WORDS.get(key):
        return said("keys are words in plain letters: type {key}", key=meant)
    return said("keys are words in plain letters: id, date, edit, action, project …")
