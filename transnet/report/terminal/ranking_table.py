"""A ranking of projects in the terminal: one language, 80 columns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as RichText

from transnet.base.language import Text, in_words, said
from transnet.report.terminal.paragraph import Paragraph
from transnet.report.terminal.table_style import console, open_table
from transnet.report.words import ranking_words as words
from transnet.study.ranking import PER_COST

if TYPE_CHECKING:
    from transnet.study.ranking import Ranking

_SHOWN = ("potential_pct", "saved_min", "carless_min")
_OF_PEOPLE = ("reach", "hours", "potential_pct")  # what says more of those that are equal
_APART_SHOWN = 5


def print_ranking(ranking: Ranking, most: int = 0) -> None:
    """Print a ranking; most rows at most, 0 for all that change anything."""
    console().print(ranking_table(ranking, most))


def ranking_table(ranking: Ranking, most: int = 0) -> Group:
    """Return the table of a ranking, that of programmes apart, and what must be known to read them.

    most  rows of the first at most, and _APART_SHOWN of the second; 0 for all
    """
    rows = ranking.table
    moving = rows[words.moving(rows)]
    own, apart = moving[~moving["apart"]], moving[moving["apart"]]
    shown, shown_apart = (own.head(most), apart.head(_APART_SHOWN)) if most else (own, apart)
    parts: list[RenderableType] = [_table(ranking, shown)] if len(shown) else []
    if len(shown_apart):
        title = RichText(in_words(words.apart_title()), style="bold")
        parts += [title, _table(ranking, shown_apart)]
    told = pd.concat([shown, shown_apart])
    parts += [Paragraph(in_words(each), "dim") for each in words.notes(ranking, told)]
    more = len(moving) - len(told)
    hidden = {
        said("more that gain something: {count} (--top 0)", count=more): more,
        said("without gain by any of these figures: {count}", count=len(rows) - len(moving)): (
            len(rows) - len(moving)
        ),
    }
    parts += [RichText(in_words(text), style="dim") for text, count in hidden.items() if count]
    return Group(*parts)


def _table(ranking: Ranking, rows: pd.DataFrame) -> Table:
    last = _last_column(ranking)
    of_people = ranking.by.removesuffix(words.PER) in ("people", "reach")
    others = _OF_PEOPLE if of_people else _SHOWN
    gains = [each for each in dict.fromkeys([*others, ranking.by]) if each != last]
    table = open_table(
        ("", "right"),
        (in_words(said("project")), "left"),
        *((_two_lines(in_words(words.heading(gain))), "right") for gain in gains),
        (_two_lines(in_words(said("cost 100m yuan"))), "right"),
        (_two_lines(in_words(words.heading(last))), "right"),
    )
    table.expand, table.columns[1].ratio = True, 1  # names get the room that figures leave
    for number, row in enumerate(rows.to_dict("records"), start=1):
        told: dict[str, Any] = {str(key): value for key, value in row.items()}
        figures = [words.figure(told, gain, ranking.reading) for gain in gains]
        table.add_row(
            str(number),
            _named(told, words.why_less(told, ranking.reading, [*gains, last])),
            *(in_words(each) for each in figures),
            words.cost(told),
            in_words(words.figure(told, last, ranking.reading)).replace(" (", "\n(", 1),
        )
    return table


def _named(row: Mapping[str, Any], why: Text) -> RenderableType:
    """Return a project's name, and below it why it has a gain below nothing."""
    name = Paragraph(in_words(words.name_of(row)))
    return Group(name, Paragraph(in_words(why), "dim")) if why else name


def _last_column(ranking: Ranking) -> str:
    """Return what stands last: the gain per cost in question, or that of what is in order."""
    if ranking.by.endswith(words.PER) or ranking.by in ("people", "reach"):
        return ranking.by
    gain = ranking.by if ranking.by in PER_COST else "potential_pct"
    return f"{gain}{words.PER}"


def _two_lines(text: str) -> str:
    """Break a heading in two where it has a space near its middle."""
    spaces = [at for at, mark in enumerate(text) if mark == " "]
    if not spaces:
        return text
    middle = min(spaces, key=lambda at: abs(at - len(text) / 2))
    return f"{text[:middle]}\n{text[middle + 1 :]}"


def ranking_json(ranking: Ranking) -> dict[str, Any]:
    """Return a ranking as JSON has it: rows and curves, unknown figures null."""
    frames = {"projects": ranking.table, "curve": ranking.curve}
    held = {
        name: json.loads(frame.to_json(orient="records", date_format="iso", date_unit="s"))
        for name, frame in frames.items()
    }
    return {"by": ranking.by, "reading": ranking.reading, **held}
