"""The parts of docs/findings.md that decisions answer, each beside the command that it comes of.

    python -m networks.build.findings                 runs the commands, ten minutes, for the page
    python -m networks.build.findings NAME ...        some of firm, earned, fragile, lacking, first
    python -m networks.build.findings --kept FOLDER   takes answers kept there, and keeps new ones

Every number is read from what the command prints with --json, and from nothing else. What was kept
is taken again only for the same command and the same tables.
"""

from __future__ import annotations

import argparse
import json
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from networks.build.findings_pictures import IMAGES, draw_losses, draw_order
from transnet.cli.main import main as transnet_main
from transnet.io.network_folder import load_network
from transnet.report.words.decision_words import (
    cost_mark,
    decision_amount,
    decision_change,
    order_name,
)
from transnet.report.words.robustness_words import drawn_text
from transnet.report.words.words import LEGS, Text, minutes, people
from transnet.study.verdicts import LEG_COLUMNS

PAGE = Path(__file__).parents[2] / "docs" / "findings.md"
_BEFORE = "## 标记 Marks"
_SHOWN, _LEGS, _HASH = 10, 3, 12
NETWORK = "shanxi-central"
"""All parts are of its tables."""
_DECISIONS = (
    "rail-xiongxin-hsr rail-taisui-hsr rail-shitai-third metro-ty-line3 metro-jinzhong-ext "
    "hw-gujiao-loufan-fangshan hw-qingyin-erguang-link hw-taijiu-widening hw-lishi-liulin "
    "hw-intercity-widening"
)
_PROJECTS = " ".join(f"--project {each}" for each in _DECISIONS.split())


@dataclass(frozen=True)
class Part:
    """A part of the page.

    name     of its markers
    title    its heading
    lead     what is asked and how to read the answer, without a number of the answer
    command  whose JSON is shown
    table    makes lines of it
    picture  draws it on a new figure, where it is drawn
    shows    what the picture shows
    """

    name: str
    title: Text
    lead: Text
    command: str
    table: Callable[[Mapping[str, Any]], str]
    picture: Callable[[Mapping[str, Any]], Any] | None = None
    shows: Text | None = None


def firm_table(told: Mapping[str, Any]) -> str:
    """Return in what share of the futures each target is met, and what decides."""
    rows = [
        [
            _name(row),
            "✓" if row["as_is"] else "✗",
            f"{100 * row['met_share']:.0f} % ({100 * row['low']:.0f}–{100 * row['high']:.0f})",
            "<br>".join(_both(drawn_text(each)) for each in _split(row["decided_by"])[:3]) or "–",
        ]
        for row in told["shares"]
    ]
    heads = ["目标 target", "现取值 as it is", "达标的抽样 of draws met", "起决定作用 decided by"]
    return _grid(heads, rows)


def earned_table(told: Mapping[str, Any]) -> str:
    """Return each project's share of people within the hour, and of mean minutes in full."""
    people_of, minutes_of = (
        {row["project_id"]: row for row in told["shares"] if row["figure"] == figure}
        for figure in ("people", "watt_min")
    )
    rows = [
        [
            _name(row),
            _change("people", people_of[project]["share"]),
            *(_change("watt_min", row[key]) for key in ("share", "first_in", "last_in")),
        ]
        for project, row in sorted(minutes_of.items(), key=lambda item: item[1]["share"] or 0.0)
    ]
    totals = {row["figure"]: row["total"] for row in told["totals"]}
    whole = [f"**{_change(figure, totals[figure])}**" for figure in ("people", "watt_min")]
    rows.append(["**合计 total**", *whole, "", ""])
    heads = [
        "项目 project", "一小时圈人口 people within the hour", "平均分钟 mean minutes",
        "最先开通 first in, min", "最后开通 last in, min",
    ]  # fmt: skip
    return _grid(heads, rows)


def fragile_table(told: Mapping[str, Any]) -> str:
    """Return the losses that take most."""
    rows = [
        [_name(row), f"{row['told_zh']}<br>{row['told_en']}"] for row in told["losses"][:_SHOWN]
    ]
    return _grid(["中断 lost", "后果 what it takes"], rows)


def lacking_table(told: Mapping[str, Any]) -> str:
    """Return what each target misses, where most, and the least that meets it or why none does."""
    worst: dict[str, Mapping[str, Any]] = {}
    for row in told["missing"]:  # the most missing first
        worst.setdefault(row["target_id"], row)
    rows = []
    for each in told["remedies"]:
        row = worst.get(each["target_id"])
        by_people = row is not None and row["people_missing"] is not None
        mends = f"{''.join(each['told_zh'])}<br>{' '.join(each['told_en'])}"
        rows.append([
            f"{each['name_zh']}<br>{each['name_en']}",
            _short(each["shortfall"], by_people=by_people),
            _worst(row, with_change=bool(each["projects"])) if row else "–",
            _legs(row) if row else "–", mends,
        ])  # fmt: skip
    heads = ["目标 target", "差 missing", "最差 worst", "由哪些段组成 made of",
             "最少的改变 least that meets it"]  # fmt: skip
    return _grid(heads, rows)


def _worst(row: Mapping[str, Any], *, with_change: bool) -> str:
    """Return the pair or county that misses most, by how much, and what mends it.

    with_change  whether projects meet the target at all: else what is said of it covers the worst
    """
    ends = [(row[f"{end}_name_zh"], row[f"{end}_name_en"]) for end in ("from", "to")]
    named = [Text(str(zh), str(en)) for zh, en in ends if zh]
    which = Text("—".join(each.zh for each in named), "–".join(each.en for each in named))
    by_people = row["people_missing"] is not None
    missing = row["people_missing"] if by_people else row["missing_min"]
    told = [_both(which), _short(missing, by_people=by_people)]
    if with_change and row["mended_zh"]:
        told.append(f"改变 change: {_both(Text(row['mended_zh'], row['mended_en']))}")
    return "<br>".join(told)


def _short(value: float | None, *, by_people: bool) -> str:
    if value is None:
        return "不可达 unreachable"
    return _both(people(value) if by_people else minutes(value))


def _legs(row: Mapping[str, Any]) -> str:
    """Return the longest legs of a trip with their minutes."""
    found = sorted(((row[name] or 0.0, name) for name in LEG_COLUMNS), reverse=True)
    told = [
        f"{_both(LEGS[name.removesuffix('_min')])} {value:.0f}"
        for value, name in found[:_LEGS]
        if round(value) > 0
    ]
    return "<br>".join(told) or "–"


def first_table(told: Mapping[str, Any]) -> str:
    """Return the best order, and what others bring beside it."""
    rows = [
        [
            f"{at}", _name(row), f"{row['cost_100m_yuan']:,.1f}{cost_mark(row)}",
            row["opens"][:7], _both(decision_amount(told["by"], row["gain"])),
        ]
        for at, row in enumerate(told["order"], start=1)
    ]  # fmt: skip
    gain = "少用分钟 minutes saved" if told["by"] == "watt_min" else "增加 adds"
    heads = ["", "项目 project", "亿元 100m yuan", "建成 opens", gain]
    beside = [
        [_both(order_name(row["order"])), f"{row['horizon_years']:g}",
         "–" if row["share_of_best"] is None else f"{100 * row['share_of_best']:.0f} %"]
        for row in told["orders"]
    ]  # fmt: skip
    others = _grid(["次序 order", "年限 horizon, years", "与最好的相比 of the best"], beside)
    gap = f"差距 gap: {100 * told['gap']:.2f} %"
    return f"{_grid(heads, rows)}\n\n{others}\n\n{gap}"


PARTS = (
    Part(
        "firm",
        Text("4 规划全部建成，结论站得住吗", "With everything built: does it hold?"),
        Text(
            "各项输入在给定范围内取值，看每个目标在多少次抽样中达标，由什么决定；"
            "括号内是抽样的 95% 区间。",
            "Inputs lie anywhere within their ranges: in what share of draws is each target met, "
            "and what decides? Brackets: the 95 % interval of the draw.",
        ),
        "transnet robust scenarios/stages/everything.toml --draws 512",
        firm_table,
    ),
    Part(
        "earned",
        Text("5 哪些项目起作用", "Which projects matter"),
        Text(
            "核心区一小时圈人口的增加，和到各地平均分钟（按人口加权）的变化，按沙普利值分摊到各项目；"
            "合计等于一起开通的效果。人口只数跨过一小时界线的人：项目不通往核心区，或只让远处的人省时，"
            "人口就是 0，并不等于没有作用；所以按分钟排列。分钟为负是省时；为正不是错误：车次增多，"
            "有人会改乘较慢而合时的车。分钟从县区"
            "中心到中心计，不含区县以内的出行。各项目单独的一小时圈人口见[项目表](projects.md)。",
            "People brought within the hour of the core, and mean minutes to all places weighted "
            "by their people, shared out by Shapley value; the shares add up to what all bring "
            "together. People count only where they cross the line of the hour: 0 stands for a "
            "project that leads elsewhere, or shortens the way of those far off, and doesn't mean "
            "that it does nothing. So the table goes by minutes. Below zero is saved; above is no "
            "mistake: where more trains run, some take a slower one that suits their hour. Minutes "
            "run from seat to seat, so trips within a district aren't in them. People of each "
            "project alone: [the table of projects](projects.md).",
        ),
        f"transnet attribute shanxi-central {_PROJECTS}",
        earned_table,
    ),
    Part(
        "fragile",
        Text("6 哪里脆弱", "What is fragile"),
        Text(
            "逐一中断今天的每条线路、每座车站、每段公路，列出后果最重的。",
            "Each line, station and road of today is lost in turn; those that take most.",
        ),
        "transnet resilience today",
        fragile_table,
        draw_losses,
        Text(
            "图4 左：每次中断后到不了核心区的人，和落到一小时之外的人；右：其余的人平均多用的分钟",
            "Figure 4: left, people who no longer reach the core or fall out of its hour by loss; "
            "right, minutes more on average for the others",
        ),
    ),
    Part(
        "lacking",
        Text("7 缺什么", "What is missing"),
        Text(
            "今天没有达标的每个目标：差多少，最差的一对或缺人最多的县差多少、时间花在哪几段，最少改变"
            "什么才能达标；没有时，说明哪些组合都评估过、全部建成还差多少。“改变”只管最差的那一对或那个县。",
            "Each target that today misses: by how much, the pair or county that misses most and "
            "the legs of its trip, and the least change that meets the target; where none does, "
            "which sets were judged and what everything built still leaves. The change beside the "
            "worst mends that pair or county alone.",
        ),
        "transnet diagnose today",
        lacking_table,
    ),
    Part(
        "first",
        Text("8 先建什么", "What to build first"),
        Text(
            "同样的项目，每年 100 亿元，按 15 年累计省下的平均分钟排出次序。不按一小时圈人口：它只"
            "数跨过界线的人，这些项目之间分不出先后。投资花完一项再建下一项；未列入的要么等不到，要么带来"
            "的不及它占用的时间。† 为非公布的投资。",
            "The same projects at 10 billion yuan a year, in the order that saves most mean "
            "minutes, added up over 15 years. Not by people within the hour, who count only where "
            "they cross its line, which gives these projects no order. Money goes to one after "
            "another; those not listed come too late, or bring less than their wait costs. † costs "
            "that aren't published.",
        ),
        f"transnet stage shanxi-central {_PROJECTS} "
        "--budget 100 --horizon 15 --horizon 30 --by watt",
        first_table,
        draw_order,
        Text(
            "图5 左：最好的次序下逐项建成的效果，数字为表中序号，横轴的年数也即已花的预算；"
            "右：各次序按年限累计",
            "Figure 5: left, what the best order brings as its projects open, numbered as in the "
            "table; years are also money spent; right, what each order adds up to by horizon",
        ),
    ),
)


def told_by(command: str) -> dict[str, Any]:
    """Return what a command prints with --json; raises ValueError for one that ends otherwise."""
    name, *arguments = shlex.split(command)
    done = CliRunner().invoke(transnet_main, [*arguments, "--json"])
    if name != "transnet" or done.exit_code:
        raise ValueError(f"{command}: {done.output}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def kept_answer(part: Part, tables: str, folder: Path | None) -> dict[str, Any]:
    """Return what a part's command prints: as it was kept in a folder, else by running it.

    tables  content hash of the network: what was kept of others isn't taken
    """
    if folder is None:
        return told_by(part.command)
    file, key = folder / f"{part.name}.json", {"command": part.command, "tables": tables}
    if file.exists():
        kept = json.loads(file.read_text("utf-8"))
        if {name: kept[name] for name in key} == key:
            told: dict[str, Any] = kept["told"]
            return told
    told = told_by(part.command)
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({**key, "told": told}, ensure_ascii=False), encoding="utf-8")
    return told


def section(part: Part, told: Mapping[str, Any], tables: str) -> str:
    """Return a part with its heading, the command, the tables that it was asked of, and the answer.

    tables  content hash of the network
    """
    of = f"所依据的表 of tables: {NETWORK} `{tables[:_HASH]}`"
    picture = ""
    if part.shows:
        picture = f"![{_both(part.title)}](images/findings-{part.name}.png)\n\n"
        picture += f"*{part.shows.zh}。{part.shows.en}.*\n\n"
    return (
        f"## {_both(part.title)}\n\n{part.lead.zh}\n{part.lead.en}\n\n    {part.command}\n\n"
        f"{of}\n\n{picture}{part.table(told)}"
    )


def placed(page: str, name: str, text: str) -> str:
    """Return a page with a part between its markers, which are set before the marks if new."""
    block = f"<!-- {name} -->\n{text}\n<!-- /{name} -->"
    known = re.compile(rf"<!-- {name} -->\n.*?<!-- /{name} -->", re.DOTALL)
    if known.search(page):
        return known.sub(lambda _: block, page)
    head, mark, rest = page.partition(_BEFORE)
    if not mark:
        raise ValueError(f"the page has no heading {_BEFORE}")
    return f"{head}{block}\n\n{mark}{rest}"


def main() -> None:
    """Run the commands of some parts, all where none is named, and write page and pictures."""
    parser = argparse.ArgumentParser(prog="python -m networks.build.findings")
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join(p.name for p in PARTS))
    parser.add_argument("--kept", type=Path, help="folder of answers")
    asked = parser.parse_args()
    if unknown := set(asked.names) - {part.name for part in PARTS}:
        parser.error(f"{', '.join(sorted(unknown))}: {', '.join(p.name for p in PARTS)}")
    tables = load_network(NETWORK).content_hash
    for part in PARTS:
        if not asked.names or part.name in asked.names:
            told = kept_answer(part, tables, asked.kept)
            text = section(part, told, tables)
            PAGE.write_text(placed(PAGE.read_text("utf-8"), part.name, text), encoding="utf-8")
            if part.picture:
                file = IMAGES / f"findings-{part.name}.png"
                part.picture(told).savefig(file, metadata={"Software": None})


def _change(figure: str, value: float | None) -> str:
    return _both(decision_change(figure, float("nan") if value is None else value))


def _name(row: Mapping[str, Any]) -> str:
    return _both(Text(str(row["name_zh"] or row["name_en"]), str(row["name_en"] or row["name_zh"])))


def _both(text: Text) -> str:
    return text.zh if text.zh == text.en else f"{text.zh} {text.en}"


def _split(ids: str | None) -> list[str]:
    return [each for each in (ids or "").split(";") if each]


def _grid(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


if __name__ == "__main__":
    main()
