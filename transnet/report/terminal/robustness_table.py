"""How firm verdicts are in many futures, in the terminal and as JSON."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.console import Group, RenderableType
from rich.text import Text as RichText

from transnet.base.language import in_words, said
from transnet.base.plain import records
from transnet.report.terminal.table_style import console, named, open_table
from transnet.report.words import robustness_words as words

if TYPE_CHECKING:
    from transnet.decision.robustness import Robustness

_INDICES = 5  # of each figure, the largest


def print_robustness(found: Robustness) -> None:
    """Print each day's targets with what decides, the bands, indices, and how to read them."""
    parts: list[RenderableType] = []
    for day, shares in found.shares.groupby("day", sort=False):
        parts.append(RichText(f"{day:%Y-%m-%d}", style="bold"))
        parts.append(_verdicts(found, shares))
        parts.append(_bands(found.bands[found.bands["day"] == day], shares))
        parts += _indices(found.indices[found.indices["day"] == day])
    parts += [RichText(in_words(each), style="dim") for each in words.robustness_notes(found)]
    console().print(Group(*parts))


def _verdicts(found: Robustness, shares: pd.DataFrame) -> RenderableType:
    table = open_table((in_words(said("target")), "left"), (in_words(said("how firm")), "left"))
    for row in shares.to_dict("records"):
        own = (found.boxes["day"] == row["day"]) & (found.boxes["target_id"] == row["target_id"])
        told = [words.met_text(row, found.draws)]
        told += [words.box_text(found.boxes[own])] if own.any() else []
        table.add_row(named(row), "\n".join(map(in_words, told)))
    return table


def _bands(bands: pd.DataFrame, shares: pd.DataFrame) -> RenderableType:
    table = open_table(
        (in_words(said("figure")), "left"),
        (in_words(said("as it is")), "right"),
        *((f"{each} %", "right") for each in (5, 50, 95)),
        whole=True,
    )
    names = shares.set_index("target_id")
    for row in bands.to_dict("records"):
        if row["figure"] == "value":
            name = named(names.loc[row["target_id"]].to_dict())
        else:
            name = in_words(words.figure_text(str(row["figure"])))
        amounts = [
            in_words(words.figure_amount(str(row["unit"]), float(row[each])))
            for each in ("as_is", "p5", "p50", "p95")
        ]
        table.add_row(name, *amounts)
    return table


def _indices(rows: pd.DataFrame) -> list[RenderableType]:
    """Return the largest indices of people and WATT; those of each target are in the JSON."""
    found: list[RenderableType] = []
    for figure in ("people", "watt_min"):
        own = rows[(rows["figure"] == figure) & rows["total"].notna()]
        if own.empty:
            continue
        table = open_table(
            (in_words(words.figure_text(figure)), "left"),
            (in_words(said("alone")), "right"),
            (in_words(said("with others")), "right"),
        )
        largest = own.sort_values("total", ascending=False, kind="stable").head(_INDICES)
        for row in largest.to_dict("records"):
            cells = [
                in_words(words.index_text(row[of], row[f"{of}_low"], row[f"{of}_high"]))
                for of in ("first", "total")
            ]
            table.add_row(in_words(words.drawn_text(str(row["input"]))), *cells)
        found.append(table)
    return found


def robustness_json(found: Robustness) -> dict[str, Any]:
    """Return all tables as plain values, what isn't finite null."""
    values = {each.name: getattr(found, each.name) for each in fields(found)}
    return {
        name: records(value) if isinstance(value, pd.DataFrame) else value
        for name, value in values.items()
    }
