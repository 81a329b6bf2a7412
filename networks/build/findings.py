"""The parts of docs/findings.md that decisions answer, each beside the command that it comes of.

    python -m networks.build.findings            runs the commands and writes the page: long
    python -m networks.build.findings NAME ...   some of firm, earned, fragile, first

Every number is read from what the command prints with --json, and from nothing else.
"""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from transnet.cli.main import main as transnet_main
from transnet.report.words.decision_words import cost_mark, decision_change, order_name
from transnet.report.words.robustness_words import drawn_text
from transnet.report.words.words import Text

PAGE = Path(__file__).parents[2] / "docs" / "findings.md"
_BEFORE = "## 标记 Marks"
_SHOWN = 10
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
    """

    name: str
    title: Text
    lead: Text
    command: str
    table: Callable[[Mapping[str, Any]], str]


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
    """Return each project's share of people within the hour, beside first in and last in."""
    own = [row for row in told["shares"] if row["figure"] == "people"]
    own.sort(key=lambda row: -abs(row["share"] or 0.0))
    keys = ("share", "first_in", "last_in")
    rows = [[_name(row), *(_people(row[key]) for key in keys)] for row in own]
    (total,) = (row for row in told["totals"] if row["figure"] == "people")
    rows.append(["**合计 total**", f"**{_people(total['total'])}**", "", ""])
    heads = [
        "项目 project", "分摊 share", "最先开通 first in", "最后开通 last in",
    ]  # fmt: skip
    return _grid(heads, rows)


def fragile_table(told: Mapping[str, Any]) -> str:
    """Return the losses that take most."""
    rows = [
        [_name(row), f"{row['told_zh']}<br>{row['told_en']}"] for row in told["losses"][:_SHOWN]
    ]
    return _grid(["中断 lost", "后果 what it takes"], rows)


def first_table(told: Mapping[str, Any]) -> str:
    """Return the best order, and what others bring beside it."""
    rows = [
        [
            f"{at}", _name(row), f"{row['cost_100m_yuan']:,.1f}{cost_mark(row)}",
            row["opens"][:7], _people(row["gain"]),
        ]
        for at, row in enumerate(told["order"], start=1)
    ]  # fmt: skip
    heads = ["", "项目 project", "亿元 100m yuan", "建成 opens", "每年增加 adds a year"]
    beside = [
        [_both(order_name(row["order"])), f"{row['horizon_years']:g}",
         f"{100 * row['share_of_best']:.0f} %"]
        for row in told["orders"]
    ]  # fmt: skip
    others = _grid(["次序 order", "年限 horizon, years", "与最好的相比 of the best"], beside)
    gap = f"差距 gap: {100 * told['gap']:.2f} %"
    return f"{_grid(heads, rows)}\n\n{others}\n\n{gap}"


PARTS = (
    Part(
        "firm",
        Text("规划全部建成，结论站得住吗", "With everything built: does it hold?"),
        Text(
            "各项输入在给定范围内取值，看每个目标在多少次抽样中达标，由什么决定。",
            "Inputs lie anywhere within their ranges: in what share of draws is each target met, "
            "and what decides?",
        ),
        "transnet robust scenarios/stages/everything.toml --draws 512",
        firm_table,
    ),
    Part(
        "earned",
        Text("哪些项目起作用", "Which projects matter"),
        Text(
            "核心区一小时圈人口的增加，按沙普利值分摊到各项目；合计等于一起开通的效果。",
            "People brought within the hour of the core, shared out by Shapley value; the shares "
            "add up to what all bring together.",
        ),
        f"transnet attribute shanxi-central {_PROJECTS}",
        earned_table,
    ),
    Part(
        "fragile",
        Text("哪里脆弱", "What is fragile"),
        Text(
            "逐一中断今天的每条线路、每座车站、每段公路，列出后果最重的。",
            "Each line, station and road of today is lost in turn; those that take most.",
        ),
        "transnet resilience today",
        fragile_table,
    ),
    Part(
        "first",
        Text("先建什么", "What to build first"),
        Text(
            "同样的项目，每年 100 亿元，按 15 年累计的一小时圈人口排出次序；† 为非公布的投资。",
            "The same projects at 10 billion yuan a year, in the order that brings most "
            "person-years within the hour in 15 years; † costs that aren't published.",
        ),
        f"transnet stage shanxi-central {_PROJECTS} --budget 100 --horizon 15 --horizon 30",
        first_table,
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


def section(part: Part, told: Mapping[str, Any]) -> str:
    """Return a part with its heading, the command and the table."""
    return (
        f"## {_both(part.title)}\n\n{part.lead.zh}\n{part.lead.en}\n\n    {part.command}\n\n"
        f"{part.table(told)}"
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


def main(names: Sequence[str]) -> None:
    """Run the commands of some parts, all where none is named, and write the page."""
    unknown = set(names) - {part.name for part in PARTS}
    if unknown:
        raise SystemExit(f"{', '.join(sorted(unknown))}: {', '.join(p.name for p in PARTS)}")
    for part in PARTS:
        if not names or part.name in names:
            text = section(part, told_by(part.command))
            PAGE.write_text(placed(PAGE.read_text("utf-8"), part.name, text), encoding="utf-8")


def _people(value: float | None) -> str:
    told = decision_change("people", float("nan") if value is None else value)
    return told.zh if told.zh == told.en else f"{told.zh} {told.en}"


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
    main(sys.argv[1:])
