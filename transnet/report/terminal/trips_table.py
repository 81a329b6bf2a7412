"""Trips in the terminal: minutes before and after, with either service plan, and their marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.markup import escape
from rich.table import Table

from transnet.base.language import in_words
from transnet.report.terminal.paragraph import Paragraph
from transnet.report.terminal.table_style import open_table, pick
from transnet.report.words.journeys import Journey, Trip
from transnet.report.words.why_little import WHY_TITLE, by_reason
from transnet.report.words.words import DATED, DISPLACEMENT, DOUBT, MARK, Text, join


def trips_table(trips: Sequence[Journey]) -> Table:
    """Return one row a trip; a column for the service plans where a line has several."""
    plans = any(trip.plans for trip in trips)
    table = open_table(
        (pick("几程", "trips"), "left"),
        (pick("前", "before"), "right"), (pick("后", "after"), "right"),
        (pick("变化", "change"), "right"),
        *([(pick("开行方案", "service plans"), "right")] if plans else []),
    )  # fmt: skip
    for trip in trips:
        marked = any(leg.marked for state in (trip.before, trip.after) for leg in state.legs)
        signs = ((marked, MARK), (bool(trip.dated), DATED), (trip.doubt, DOUBT))
        marks = "".join(sign for shown, sign in signs if shown)
        table.add_row(
            f"{escape(in_words(trip.ends))}[yellow]{marks}[/]",
            _cell(trip.before),
            _cell(trip.after),
            trip.change,
            *([in_words(trip.plans)] if plans else []),
        )
    return table


def why_little(found: Iterable[tuple[Text, Text]]) -> list[Paragraph]:
    """Return a line for each reason why some trips change little.

    found  trips and their reasons; those of one reason share a line
    """
    reasons = by_reason(found)
    lines = [join([join(each, "、", ", "), why], "：", ": ") for each, why in reasons]
    title = [Paragraph(in_words(WHY_TITLE))] if lines else []
    return [*title, *(Paragraph(in_words(line), "dim") for line in lines)]


def _cell(state: Trip) -> str:
    """Return what a trip takes, and its displacement below."""
    size = f"{pick(DISPLACEMENT.zh, 'displ.')} {state.displacement_min:.0f}"
    took = in_words(state.took)
    return f"{took}\n[dim]{size}[/]" if state.displaced else took
