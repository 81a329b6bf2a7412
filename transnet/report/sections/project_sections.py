"""Who earned it, and which project first: answers about sets of projects, for a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from transnet.base.language import Text, both, join, same
from transnet.report.sections.section import Column, Part, Section, Table, name_of
from transnet.report.words import decision_words as words

if TYPE_CHECKING:
    import pandas as pd

    from transnet.decision.attribution import Attribution
    from transnet.decision.staging import Staging

_PAIRS = 3  # of each figure, the strongest


def attribution_section(found: Attribution) -> Section:
    """Return shares, a part for each figure that changes."""
    parts: list[Part] = []
    still: list[Text] = []
    targets = found.targets.set_index("target_id")
    for total in found.totals.to_dict("records"):
        figure, target = str(total["figure"]), str(total["target_id"])
        name = words.figure_name(figure)
        heading = name
        if target:
            asked = name_of(targets.loc[target].to_dict())
            heading = both("{figure}: {target}", figure=name, target=asked)
        rows = found.of(figure, target)
        if (figure, target) not in found.changed:
            still.append(heading)
            continue
        ends = join(
            [words.decision_amount(figure, float(total[end])) for end in ("none", "all")],
            " → ", " → ",
        )  # fmt: skip
        parts.append(
            Part(
                join([heading, ends], "：", ": "),
                _shares(rows, figure),
                notes=tuple(_pairs(found, figure, target)),
            )
        )
    unchanged = [both("No project changes: {figures}", figures=join(still, "、", ", "))]
    notes = (
        *(unchanged if still else []),
        *words.idle_projects(found),
        *words.attribution_notes(found),
    )
    return Section(both("Who earned it"), tuple(parts), notes)


def _shares(rows: pd.DataFrame, figure: str) -> Table:
    columns = (both("share"), both("first in"), both("last in"))
    cells = []
    for row in rows.to_dict("records"):
        shown = [
            words.decision_change(figure, float(row[name]))
            for name in ("share", "first_in", "last_in")
        ]
        if row["error"] > 0:
            error = words.decision_amount(figure, float(row["error"]))
            shown[0] = join([shown[0], error], " ± ", " ± ")
        cells.append((name_of(row), *shown))
    return Table((Column(both("project"), figures=False), *map(Column, columns)), tuple(cells))


def _pairs(found: Attribution, figure: str, target: str) -> list[Text]:
    """Return the pairs that help or hinder each other most."""
    own = found.pairs[(found.pairs["figure"] == figure) & (found.pairs["target_id"] == target)]
    names = found.table.drop_duplicates("project_id").set_index("project_id")
    order = np.argsort(-own["synergy"].abs().to_numpy(np.float64), kind="stable")
    told = []
    for row in own.iloc[order[:_PAIRS]].to_dict("records"):
        ends = [name_of(names.loc[row[end]].to_dict()) for end in ("project_id", "other_id")]
        told.append(words.pair_words(figure, (ends[0], ends[1]), float(row["synergy"])))
    return [each for each in told if each]


def staging_section(found: Staging) -> Section:
    """Return the best order, and what others bring."""
    order = Table(
        (
            Column(both("project"), figures=False),
            *map(Column, (both("cost 100m yuan"), both("opens"), words.gain_head(found.by))),
            Column(both("stage")),
        ),
        tuple(
            (
                join([same(f"{number}."), name_of(row)], " ", " "),
                same(f"{row['cost_100m_yuan']:,.1f}{words.cost_mark(row)}"),
                same(f"{row['opens']:%Y-%m}"),
                words.decision_change(found.by, float(row["gain"])),
                same("–" if row["stage"] == "none" else str(row["stage"])),
            )
            for number, row in enumerate(found.order.to_dict("records"), start=1)
        ),
    )
    beside = Table(
        (
            Column(both("order"), figures=False),
            *map(Column, (both("horizon, years"), words.gain_years(found.by), both("of the best"))),
        ),
        tuple(
            (
                words.order_name(row["order"]),
                same(f"{row['horizon_years']:g}"),
                words.decision_amount(found.by, float(row["total"])),
                words.share(100.0 * row["share_of_best"]),
            )
            for row in found.orders.to_dict("records")
        ),
    )
    title, notes = both("Which project first"), tuple(words.staging_notes(found))
    return Section(title, (Part(table=order), Part(table=beside)), notes)
