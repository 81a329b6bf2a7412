"""Cells that name a source, in both languages: our phrases translated, citations as they are."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from transnet.base.language import Text, same

_N = r"([\d.]+)"
_TRUST = {"low": "可信度低", "medium": "可信度中", "high": "可信度高"}
_WHAT = {
    "number": "班数",
    "speed": "速度",
    "speeds": "速度",
    "number and run": "班数和运行时间",
    "number and runs": "班数和运行时间",
    "daily flights": "每日航班",
    "last run": "末段运行时间",
    "position": "位置",
    "frequency": "班次",
    "opening year": "开通年份",
    "open before": "此前已开通",
    "speeds/tracks": "速度与线数",
    "capacity": "能力",
}
_WORKS = {
    "intercity EMU trains between the five cities": "五市城际动车组列车",
    "passenger service on the Yangquan–Shexian railway": "阳涉铁路客运",
    "tourist railway lines": "旅游铁路",
    "under consideration": "规划研究",
    "suburban trains over spare capacity": "利用富余能力开行市郊列车",
    "pre-study": "预研",
    "new-type urban rail of Yangquan": "阳泉新型城轨",
    "study of a suburban train over spare capacity": "研究利用富余能力开行市郊列车",
    "EMU trains on the Yangquan–Dazhai line": "阳大铁路动车组列车",
    "passenger corridor capacity works": "客运通道扩能",
}
_NOTED = re.compile(r"(.+?) \((?:(\S+\.\S+): )?(.+)\)")
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(form), put)
    for form, put in (
        (rf"plan ch\. {_N} s\. {_N}", r"规划第\1章第\2节"),
        (rf"plan ch\. {_N} s\. {_N} and ch\. {_N} s\. {_N}", r"规划第\1章第\2节和第\3章第\4节"),
        (rf"great circle x {_N}", r"直线距离 × \1"),
        (rf"straight line x {_N}", r"直线距离 × \1"),
        (
            rf"great circle x {_N} at {_N} km/h \+ {_N} min",
            r"直线距离 × \1，\2 公里/时，另加 \3 分钟",
        ),
        (rf"estimate GC x{_N}", r"估计：直线距离 × \1"),
        (rf"estimate GC x{_N} \(at least {_N} km\)", r"估计：直线距离 × \1（至少 \2 公里）"),
        (
            rf"estimate GC x{_N} \(total recalled ~{_N} km\)",
            r"估计：直线距离 × \1（全长凭记忆约 \2 公里）",
        ),
        (
            rf"estimate GC x{_N} \(no published length found\)",
            r"估计：直线距离 × \1（未找到公布的长度）",
        ),
        (rf"estimate: straight x{_N}", r"估计为直线距离 × \1"),
        (rf"assumed after line {_N}", r"参照 \1 号线假定"),
        (rf"SRC (\w+): (?:total )?{_N} km split by geometry", r"SRC \1：\2 公里，按线形分摊"),
        (
            rf"SRC (\w+): {_N} km split by county and geometry",
            r"SRC \1：\2 公里，按县界和线形分摊",
        ),
        (r"timetable of ([\d-]+)", r"\1 的时刻表"),
        (rf"{_N} km × {_N} \((.+)\)", r"\1 公里 × \2（\3）"),
        (r"calibrated on timetable\.csv ([\d-]+)", r"按 timetable.csv（\1）率定"),
        (r"calibrated on ([a-z_]+\.csv)", r"按 \1 率定"),
        (
            (
                r"length from the km of trains in the timetable of ([\d-]+) "
                r"\(passenger mileage table ([\d-]+)\)"
            ),
            r"里程取自 \1 时刻表中列车的公里数（\2 客运里程表）",
        ),
        (r"OSM via (.+)", r"OpenStreetMap，经 \1"),
        (r"station list\+telecode: (.+) \((.+)\)", r"站名与电报码：\1（\2）"),
        (
            rf"apportioned from the (?:official )?{_N} km by straight distance x{_N}",
            r"由公布的 \1 公里按直线距离分摊，× \2",
        ),
        (
            (
                rf"apportioned from the official line length x{_N} "
                r"\(line length includes end tracks\)"
            ),
            r"由公布的线路全长分摊，× \1（全长含尽端线）",
        ),
        (
            rf"apportioned from the proposed {_N} km over placeholder sites x{_N}",
            r"由拟建的 \1 公里按暂定站址分摊，× \2",
        ),
        (rf"usual reserve of {_N} to {_N} %, recalled", r"通常的冗余 \1% 到 \2%，凭记忆"),
        (r"runs of the timetable of ([\d-]+)", r"\1 时刻表的运行时间"),
        (
            rf"mean headway of {_N} min and travel speed of {_N} km/h and hours recalled",
            r"平均间隔 \1 分钟、旅行速度 \2 公里/时和运营时间凭记忆",
        ),
        (
            rf"mean headway of {_N} min and travel speed of {_N} km/h recalled",
            r"平均间隔 \1 分钟、旅行速度 \2 公里/时凭记忆",
        ),
        (r"passenger mileage table ([\d-]+) \((.+)\)", r"\1 客运里程表（\2）"),
        (r"12306 crawl \((.+)\)", r"12306 抓取数据（\1）"),
        (r"12306 full crawl, repo (.+)", r"12306 全量抓取数据，\1"),
        (r"12306 crawl ([\d-]+)", r"\1 的 12306 抓取数据"),
    )
)
_BETWEEN = re.compile(r"; (?![^()]*\))")
_OF = {"position: ": "位置：", "length: ": "长度：", "trains: ": "列车：", "speed: ": "速度："}
_RECALLED = re.compile(r"(.+) recalled(?: \((low|medium|high)\))?")
_RECALLED_SO = re.compile(rf"recalled ?\((low|medium|high), \+-{_N} km\)")
_FROM_PLAN = re.compile(r"assumed from the plan \(ch\. (\d+)\.(\d+): (.+)\)")


@cache
def source_words(source: str) -> Text:
    """Return a source cell in both languages; what isn't a phrase of ours stays as it is."""
    parts = [part.strip() for part in _BETWEEN.split(source)]
    chinese = [_chinese(part) for part in parts]
    return same(source) if parts == chinese else Text("；".join(chinese), source)


def _chinese(part: str) -> str:
    """Return a part of a cell in Chinese, where it is a phrase of ours."""
    head = next((each for each in _OF if part.startswith(each)), "")
    rest = part.removeprefix(head)
    told = _phrases().get(rest) or _by_form(rest) or _recalled(rest) or _noted(rest) or rest
    return f"{_OF.get(head, '')}{told}"


@cache
def _phrases() -> Mapping[str, str]:
    """Return our phrases and notes by their English, in Chinese."""
    text = files("transnet.report.words").joinpath("source_phrases.csv").read_text("utf-8")
    return {row["phrase"]: row["zh"] for row in csv.DictReader(text.splitlines())}


def _by_form(part: str) -> str:
    if (found := _FROM_PLAN.fullmatch(part)) and found[3] in _WORKS:
        return f"据规划第{found[1]}章第{found[2]}节假定：{_WORKS[found[3]]}"
    made = (found.expand(put) for form, put in _FORMS if (found := form.fullmatch(part)))
    return next(made, "")


def _noted(part: str) -> str:
    """Return a citation with its note in Chinese; '' for one whose note isn't known."""
    found = _NOTED.fullmatch(part)
    phrases = _phrases()
    if found is None or found[3] not in phrases:
        return ""
    site = f"{found[2]}：" if found[2] else ""
    return f"{phrases.get(found[1], found[1])}（{site}{phrases[found[3]]}）"


def _recalled(part: str) -> str:
    if found := _RECALLED_SO.fullmatch(part):
        return f"凭记忆（{_TRUST[found[1]]}，±{found[2]} 公里）"
    found = _RECALLED.fullmatch(part)
    if found is None or found[1] not in _WHAT:
        return ""
    trust = f"（{_TRUST[found[2]]}）" if found[2] else ""
    return f"{_WHAT[found[1]]}凭记忆{trust}"
