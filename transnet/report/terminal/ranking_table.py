"""A ranking of projects in the terminal: one language, 80 columns."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.text import Text as RichText

from transnet.base.language import in_words, said
from transnet.report.terminal.table_style import console, open_table
from transnet.report.words import ranking_words as words
from transnet.study.ranking import PER_COST

if TYPE_CHECKING:
    from transnet.study.ranking import Ranking

_SHOWN = ("potential_pct", "saved_min", "carless_min")


def print_ranking(ranking: Ranking, most: int = 0) -> None:
    """Print a ranking; most rows at most, 0 for all that change anything."""
    console().print(ranking_table(ranking, most))


def ranking_table(ranking: Ranking, most: int = 0) -> Group:
    """Return the table of a ranking and what must be known to read it."""
    rows = ranking.table
    moving = rows[words.moving(rows)]
    shown = moving.head(most) if most else moving
    gains = list(dict.fromkeys([*_SHOWN, ranking.by]))
    last = _last_column(ranking)
    heads = [in_words(words.heading(gain)) for gain in gains if gain != last]
    table = open_table(
        ("", "right"),
        (in_words(said("project")), "left"),
        (in_words(said("kind")), "left"),
        *((_two_lines(head), "right") for head in heads),
        (_two_lines(in_words(said("cost 100m yuan"))), "right"),
        (_two_lines(in_words(words.heading(last))), "right"),
    )
    table.expand, table.columns[1].ratio = True, 1  # names get the room that figures leave
    for number, row in enumerate(shown.to_dict("records"), start=1):
        told: dict[str, Any] = {str(key): value for key, value in row.items()}
        figures = [words.figure(told, gain, ranking.reading) for gain in gains if gain != last]
        table.add_row(
            str(number),
            escape(in_words(words.name_of(told))),
            in_words(words.kinds()[told["kind"]]),
            *(in_words(each) for each in figures),
            words.cost(told),
            in_words(words.figure(told, last, ranking.reading)).replace(" (", "\n(", 1),
        )
    parts: list[RenderableType] = [table]
    parts += [RichText(in_words(each), style="dim") for each in words.notes(ranking, shown)]
    hidden = {
        said("more that gain something: {count} (--top 0)", count=len(moving) - len(shown)): (
            len(moving) - len(shown)
        ),
        said("without gain by any of these figures: {count}", count=len(rows) - len(moving)): (
            len(rows) - len(moving)
        ),
    }
    parts += [RichText(in_words(text), style="dim") for text, count in hidden.items() if count]
    return Group(*parts)


def _last_column(ranking: Ranking) -> str:
    """Return what stands last: the gain per cost in question, or that of what is in order."""
    if ranking.by.endswith(words.PER) or ranking.by == "people":
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
