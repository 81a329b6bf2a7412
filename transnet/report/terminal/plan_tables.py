"""The plan in the terminal: coverage by chapter and category, and one clause with its rows."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pandas as pd
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.text import Text as RichText

from transnet.base.language import Text, in_words, joined, said
from transnet.model.cell_words import words_of
from transnet.model.network import Network
from transnet.model.plan import (
    MISSING,
    MODELLED,
    NOT_REPRESENTABLE,
    PlanItem,
    plan_coverage,
)
from transnet.report.terminal.table_style import console, named, open_table, pick
from transnet.report.words.row_words import chapter_words, word
from transnet.report.words.source_words import source_words
from transnet.report.words.words import ALL_TABLES

_HEADS = {
    MODELLED: Text("已建模", "modelled"),
    NOT_REPRESENTABLE: Text("不可表达", "not representable"),
    MISSING: Text("缺失", "missing"),
}
_CATEGORIES = {
    "rail": Text("铁路", "rail"),
    "urban-rail": Text("城市轨道", "urban rail"),
    "highway": Text("公路", "roads"),
    "airport": Text("航空", "air"),
    "hub": Text("枢纽", "hubs"),
    "service": Text("服务", "services"),
    "freight": Text("货运", "freight"),
    "target": Text("目标", "targets"),
}
_MOST_ROWS = 40


def coverage_json(network: Network) -> dict[str, Any]:
    """Return every item with its coverage, and the counts by chapter and by category."""
    table = plan_coverage(network)
    return {
        "items": table.to_dict("records"),
        "count": _sums(table["coverage"].tolist()),
        "chapters": {str(key): _sums(part) for key, part in _groups(table, "chapter_section")},
        "categories": {str(key): _sums(part) for key, part in _groups(table, "category")},
    }


def print_coverage(network: Network) -> None:
    """Print how much of the plan the network holds, and what it can't hold and why."""
    console().print(coverage_tables(network))


def coverage_tables(network: Network) -> Group:
    """Return tables of coverage by chapter and category, and of items with a reason."""
    table = plan_coverage(network)
    chapters = _counted(table, "chapter_section", pick("章节", "chapter"))
    categories = _counted(table, "category", pick("类别", "category"))
    reasons = open_table(
        (pick("不可表达的条目", "item that can't stand in a network"), "left"), ("", "left")
    )
    for row in table[table["coverage"] != MODELLED].to_dict("records"):
        name = f"[bold]{escape(row['item_id'])}[/]\n{named(row)}"
        reason = escape(str(words_of(row, "reason"))) or f"[red]{in_words(_HEADS[MISSING])}[/]"
        reasons.add_row(name, reason)
    total = _sums(table["coverage"].tolist())
    text = "  ".join(
        f"{in_words(head)} {total[name]}" for name, head in _HEADS.items() if total[name]
    )
    head = RichText(f"{pick('规划条目', 'plan items')} {total['items']}:  {text}", style="bold")
    parts: list[RenderableType] = [head, chapters, categories, _items(table), reasons]
    return Group(*parts)


def _items(table: pd.DataFrame) -> RenderableType:
    """Return every item with its coverage and how many of its dated rows are open."""
    items = open_table(
        (pick("条目", "item"), "left"), ("", "left"), (pick("已开通", "open"), "right")
    )
    for row in table.to_dict("records"):
        name = f"[bold]{escape(row['item_id'])}[/]\n{named(row)}"
        opened = f"{row['open_now']} / {row['dated']}" if row["dated"] else ""
        items.add_row(name, in_words(_HEADS[row["coverage"]]), opened)
    return items


def print_item(item: PlanItem) -> None:
    """Print a clause of the plan, the rows that realise it and their sources."""
    console().print(item_tables(item))


def item_tables(item: PlanItem) -> Group:
    """Return a clause in the plan's words, its rows with sources, and its readings."""
    cells = item.item
    head = [
        RichText(f"{cells['item_id']}  {pick(cells['name_zh'], cells['name_en'])}", style="bold"),
        RichText(f"{chapter_words(cells['chapter_section'])}  {_line(cells['source_line'])}"),
        RichText(f"「{cells['quote']}」"),
        RichText(f"{pick('规划时：', 'then: ')}{word(cells['status_2022'])}"),
        RichText(f"{pick('现在：', 'now: ')}{words_of(cells, 'status_now') or _now(item)}"),
    ]
    if reason := str(words_of(cells, "reason")):
        told = f"{in_words(_HEADS[NOT_REPRESENTABLE])}{pick('：', ': ')}{reason}"
        head.append(RichText(told, style="red"))
    if note := words_of(cells, "note"):
        head.append(RichText(f"{pick('注：', 'note: ')}{note}", style="dim"))
    parts: list[RenderableType] = [*head]
    if len(item.rows):
        parts.append(_rows_table(item.rows))
    if len(item.rows) > _MOST_ROWS:
        hint = said("… {number} more rows: --json", number=len(item.rows) - _MOST_ROWS)
        parts.append(RichText(in_words(hint), style="dim"))
    parts += [
        RichText(f"{in_words(_CATEGORIES['target'])} {target['target_id']}: {named(target)}")
        for target in item.targets.to_dict("records")
    ]
    return Group(*parts)


def _rows_table(rows: pd.DataFrame) -> RenderableType:
    table = open_table(
        (pick("行", "row"), "left"),
        (pick("名称", "name"), "left"),
        (pick("状态", "status"), "left"),
        (pick("来源", "source"), "left"),
    )
    for row in rows.head(_MOST_ROWS).to_dict("records"):
        name = named(row)
        told = joined([word(row["basis"]), word(row["confidence"])])
        trust = in_words(
            said("{source} ({told})", source=source_words(str(row["source"])), told=told)
        )
        table.add_row(
            f"{ALL_TABLES.get(row['table'], row['table'])}\n[bold]{escape(row['row_id'])}[/]",
            name,
            escape(f"{word(row['status'])}\n{row['opened']}"),
            escape(trust if row["basis"] else ""),
        )
    return table


def _line(number: float) -> str:
    return pick(f"第 {number:.0f} 行", f"line {number:.0f}")


def _now(item: PlanItem) -> str:
    """Say how many of the rows that have days are open by now."""
    dated = item.rows[item.rows["open_now"].notna()]
    if dated.empty:
        return pick("未找到后续来源", "no later source")
    open_now = int(dated["open_now"].astype(bool).sum())
    return f"{open_now} / {len(dated)} {pick('行已开通', 'rows open')}"


def _counted(table: pd.DataFrame, column: str, head: str) -> RenderableType:
    kinds = [kind for kind in _HEADS if (table["coverage"] == kind).any()]
    counted = open_table((head, "left"), *((in_words(_HEADS[kind]), "right") for kind in kinds))
    for key, part in _groups(table, column):
        sums = _sums(part)
        name = _CATEGORIES.get(str(key)) or chapter_words(str(key))
        counted.add_row(escape(in_words(name)), *(str(sums[kind] or "") for kind in kinds))
    return counted


def _groups(table: pd.DataFrame, column: str) -> list[tuple[object, list[str]]]:
    """Return what covers the rows of each group of a column, numbered chapters in order.

    Groups without numbers follow as they come. One walk over the rows: a selection of the table
    for each group takes longer than all else that is counted.
    """
    parts: dict[object, list[str]] = {}
    for key, coverage in zip(table[column].tolist(), table["coverage"].tolist(), strict=True):
        parts.setdefault(key, []).append(coverage)
    order = sorted(
        parts, key=lambda name: [int(number) for number in re.findall(r"\d+", str(name))]
    )
    return [(key, parts[key]) for key in order]


def _sums(coverage: list[str]) -> dict[str, int]:
    counts = Counter(coverage)
    return {"items": len(coverage), **{name: counts[name] for name in _HEADS}}
