"""Cells that name a source, in both languages: our phrases translated, citations as they are."""

from __future__ import annotations

import re
from functools import cache

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
_PLAIN = {
    "recalled": "凭记忆",
    "estimate": "估计值",
    "our choice": "自行选定",
    "line open": "线路已开通",
    "point of the seat": "县城位置",
    "point of the airport": "机场位置",
    "the same place": "同一地点",
    "no source found": "未找到来源",
    "no site found": "未找到站址",
    "named in the plan": "规划中提到",
    "recalled road distance": "道路距离凭记忆",
    "placeholder near the county seat": "县城附近的暂定点",
    "official plan figure": "规划数据",
    "walk in front of the terminal": "航站楼前步行",
    "plan text only": "仅见于规划文本",
    "press reports": "新闻报道",
    "no timetable found": "未找到时刻表",
    "walk in the hub": "枢纽内步行",
    "no total was found": "未找到总投资",
    "no page was found": "未找到页面",
    "no timetable was found": "未找到时刻表",
    "that it calls at Yuci is assumed": "在榆次停车为假定",
    "usual cap": "通常的上限",
    "assumed after the plan of 2015": "据 2015 年规划假定",
    "start value, to be set by observed runs": "初值，待按实测运行时间确定",
    "half the mean time between departures counts in full": "平均间隔的一半全部计入",
    "the same: 20 minutes at least": "同上：至少 20 分钟",
    "station of the timetable facts": "时刻表资料中的车站",
    "estimated on the street grid between neighbours": "按相邻车站之间的路网估计",
    "OSM (11481bb)": "OpenStreetMap（11481bb）",
    "median of 28 county pairs (recalled distances)": "28 对县城的中位数（距离凭记忆）",
    "low and high: 10 % beyond what is published (recalled)":
        "低与高：在公布的数之外各放宽 10%（凭记忆）",
    "openflights routes.dat (2014-era) shows the route":
        "openflights routes.dat（2014 年前后）有这条航线",
    "assumed from the plan (ch. 5.1) and the proposed line": "据规划第5章第1节和拟建线路假定",
    "trains call day and night in the timetable of 2023-12-15":
        "2023-12-15 的时刻表中昼夜都有列车停靠",
    "recalled: every county seat has a coach to its city and to Taiyuan":
        "凭记忆：每个县城都有到本市和太原的客运班车",
    "assumed from the plan (ch. 5.1) and from the 19 trains a day each way of 2023 "
    "between Taiyuan South and Beijing": "据规划第5章第1节和 2023 年太原南—北京每日单向 19 列假定",
    "2020 census by county, summed (tudigong)": "2020 年人口普查分县数据之和（tudigong）",
    "2020 census by county (ISBN 978-7-5037-9772-9) via github thebamboogrove/tudigong":
        "2020 年人口普查分县资料（ISBN 978-7-5037-9772-9），经 github thebamboogrove/tudigong",
    "Taiyuan and Xinzhou also citypopulation.de": "太原、忻州另据 citypopulation.de",
    "usual off-peak drive door to door (recalled)": "平峰门到门驾车的通常时间（凭记忆）",
}  # fmt: skip
_NOTES = {
    "feasibility study of Taiyuan metro line 1: 13 trains an hour in the peak at first, 22 later, "
    "28 in the long run": "太原地铁1号线可行性研究：高峰每小时初期 13 列、近期 22 列、远期 28 列",
    "24 min less than over the 韩原 line, 85 min Taiyuan–Datong South, 40 min Datong South–Ulanqab":
        "比走韩原线少 24 分钟；太原—大同南 85 分钟，大同南—乌兰察布 40 分钟",
    "trains of the Datong–Xi'an line: 40 a day in 2014, nearly 140 in 2023":
        "大西高铁列车：2014 年每日 40 列，2023 年近 140 列",
    "the rebuilt Jinshan suburban line: 15 trains a day each way at its opening, 36 in its "
    "timetable": "改建后的金山市郊铁路：开通时每日单向 15 列，图定 36 列",
    "the line by Lüliang carries 40 passenger trains a day each way":
        "经吕梁的线路每日单向 40 列客车",
    "124 trains a day over the line since 2025-01-05 and 138 at most; 75 a day call at Shuozhou "
    "East": "2025-01-05 起全线每日 124 列，最多 138 列；其中 75 列停朔州东",
    "about an hour Shuozhou East–Taiyuan": "朔州东—太原约一小时",
    "129 min Hohhot–Beijing at best; 15 pairs from Hohhot and Baotou to Beijing North and Qinghe":
        "呼和浩特—北京最快 129 分钟；呼和浩特、包头至北京北、清河 15 对",
    "the line brings Yangquan nearer to Beijing and Taiyuan": "该线拉近阳泉与北京、太原",
    "built for EMU trains to Beijing and Taiyuan": "为开往北京、太原的动车组列车而建",
    "184 min at best, 13 pairs at the opening": "开通时 13 对，最快 184 分钟",
    "297 min Wuhan–Chongqing at best at the opening": "开通时武汉—重庆最快 297 分钟",
}  # fmt: skip
"""What our notes say in brackets behind a citation."""
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
    told = _PLAIN.get(rest) or _by_form(rest) or _recalled(rest) or _noted(rest) or rest
    return f"{_OF.get(head, '')}{told}"


def _by_form(part: str) -> str:
    if (found := _FROM_PLAN.fullmatch(part)) and found[3] in _WORKS:
        return f"据规划第{found[1]}章第{found[2]}节假定：{_WORKS[found[3]]}"
    made = (found.expand(put) for form, put in _FORMS if (found := form.fullmatch(part)))
    return next(made, "")


def _noted(part: str) -> str:
    """Return a citation with its note in Chinese; '' for one whose note isn't known."""
    found = _NOTED.fullmatch(part)
    if found is None or found[3] not in _NOTES:
        return ""
    return f"{found[1]}（{found[2] + '：' if found[2] else ''}{_NOTES[found[3]]}）"


def _recalled(part: str) -> str:
    if found := _RECALLED_SO.fullmatch(part):
        return f"凭记忆（{_TRUST[found[1]]}，±{found[2]} 公里）"
    found = _RECALLED.fullmatch(part)
    if found is None or found[1] not in _WHAT:
        return ""
    trust = f"（{_TRUST[found[2]]}）" if found[2] else ""
    return f"{_WHAT[found[1]]}凭记忆{trust}"
