"""Decisions in the terminal: who earned it, and which project first."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import Group, RenderableType
from rich.text import Text as RichText

from transnet.base.language import Text, both, in_words, join, said
from transnet.report.terminal.table_style import console, named, open_table
from transnet.report.words import decision_words as words

if TYPE_CHECKING:
    import pandas as pd

    from transnet.decision.attribution import Attribution
    from transnet.decision.staging import Staging

_PAIRS = 3  # of each figure, the strongest


def print_attribution(found: Attribution) -> None:
    """Print shares, a table for each figure that changes."""
    parts: list[RenderableType] = []
    still: list[Text] = []
    for total in found.totals.to_dict("records"):
        figure, target = str(total["figure"]), str(total["target_id"])
        name = words.figure_name(figure)
        heading = both("{figure}: {target}", figure=name, target=target) if target else name
        rows = found.of(figure, target)
        if not rows["share"].abs().gt(0).any() and not rows["last_in"].abs().gt(0).any():
            still.append(heading)
            continue
        none, both_ends = (words.decision_amount(figure, total[end]) for end in ("none", "all"))
        parts.append(RichText(f"{in_words(heading)}: {in_words(none)} → {in_words(both_ends)}"))
        parts.append(_shares(rows, figure))
        parts += _dim(_pairs(found, figure, target))
    if still:
        unchanged = in_words(said("No project changes: {figures}", figures=join(still)))
        parts.append(RichText(unchanged, style="dim"))
    parts += _dim(words.attribution_notes(found))
    console().print(Group(*parts))


def _shares(rows: pd.DataFrame, figure: str) -> RenderableType:
    table = open_table(
        (in_words(said("project")), "left"),
        (in_words(said("share")), "right"),
        (in_words(said("first in")), "right"),
        (in_words(said("last in")), "right"),
        whole=True,
    )
    for row in rows.to_dict("records"):
        shown = [
            in_words(words.decision_change(figure, float(row[name])))
            for name in ("share", "first_in", "last_in")
        ]
        if row["error"] > 0:
            shown[0] += f" ± {in_words(words.decision_amount(figure, float(row['error'])))}"
        table.add_row(named(row), *shown)
    return table


def _pairs(found: Attribution, figure: str, target: str) -> list[Text]:
    """Return the pairs that help or hinder each other most."""
    own = found.pairs[(found.pairs["figure"] == figure) & (found.pairs["target_id"] == target)]
    names = found.table.drop_duplicates("project_id").set_index("project_id")
    order = np.argsort(-own["synergy"].abs().to_numpy(np.float64), kind="stable")
    strongest = own.iloc[order[:_PAIRS]]
    told = []
    for row in strongest.to_dict("records"):
        first, second = (
            Text(str(names.loc[row[end], "name_zh"]), str(names.loc[row[end], "name_en"]))
            for end in ("project_id", "other_id")
        )
        told.append(words.pair_words(figure, (first, second), float(row["synergy"])))
    return [each for each in told if each]


def print_staging(found: Staging) -> None:
    """Print the best order, and what others bring."""
    table = open_table(
        (in_words(said("project")), "left"),
        (in_words(said("cost 100m yuan")), "right"),
        (in_words(said("opens")), "right"),
        (in_words(said("adds a year")), "right"),
        (in_words(said("stage")), "right"),
        whole=True,
    )
    for number, row in enumerate(found.order.to_dict("records"), start=1):
        mark = words.cost_mark(row)
        table.add_row(
            f"{number}. {named(row)}",
            f"{row['cost_100m_yuan']:,.1f}{mark}",
            f"{row['opens']:%Y-%m}",
            in_words(words.decision_change(found.by, float(row["gain"]))),
            str(row["stage"]),
        )
    beside = open_table(
        (in_words(said("order")), "left"),
        (in_words(said("horizon, years")), "right"),
        (in_words(said("benefit × years")), "right"),
        (in_words(said("of the best")), "right"),
        whole=True,
    )
    for row in found.orders.to_dict("records"):
        beside.add_row(
            in_words(words.order_name(row["order"])),
            f"{row['horizon_years']:g}",
            in_words(words.decision_amount(found.by, float(row["total"]))),
            f"{100 * row['share_of_best']:.0f} %",
        )
    console().print(Group(table, beside, *_dim(words.staging_notes(found))))


def _dim(texts: Iterable[Text]) -> list[RichText]:
    return [RichText(in_words(each), style="dim") for each in texts]


def attribution_json(found: Attribution) -> dict[str, Any]:
    """Return shares as JSON has them, unknown figures null."""
    return {
        "date": found.date.isoformat(),
        "judged": found.judged,
        "totals": _records(found.totals),
        "shares": _records(found.table),
        "pairs": _records(found.pairs),
    }


def staging_json(found: Staging) -> dict[str, Any]:
    """Return an order of building as JSON has it."""
    return {
        "by": found.by,
        "target": found.target or None,
        "met_years": found.met_years if found.met_years == found.met_years else None,
        "gap": found.gap,
        "judged": found.judged,
        "order": _records(found.order),
        "orders": _records(found.orders),
    }


def _records(frame: pd.DataFrame) -> Any:
    return json.loads(frame.to_json(orient="records", date_format="iso", date_unit="s"))
