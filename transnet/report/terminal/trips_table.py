"""Trips in the terminal: minutes before and after, with either service plan, and their marks."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table
from rich.text import Text as RichText

from transnet.report.terminal.table_style import open_table
from transnet.report.words.journeys import Journey, Trip
from transnet.report.words.words import DATED, DISPLACEMENT, DOUBT, MARK, join


def trips_table(trips: Sequence[Journey]) -> Table:
    """Return one row a trip; a column for the service plans where a line has several."""
    plans = any(trip.plans for trip in trips)
    table = open_table(
        ("几程 trips", "left"), ("前\nbefore", "right"), ("后\nafter", "right"),
        ("变化\nchange", "right"),
        *([("开行方案\nservice plans", "right")] if plans else []),
    )  # fmt: skip
    for trip in trips:
        marked = any(leg.marked for state in (trip.before, trip.after) for leg in state.legs)
        signs = ((marked, MARK), (bool(trip.dated), DATED), (trip.doubt, DOUBT))
        marks = "".join(sign for shown, sign in signs if shown)
        table.add_row(
            f"{escape(trip.ends.zh)}[yellow]{marks}[/]\n[dim]{escape(trip.ends.en)}[/]",
            _cell(trip.before),
            _cell(trip.after),
            trip.change,
            *([trip.plans.en] if plans else []),
        )
    return table


def ways_not_taken(trips: Sequence[Journey]) -> list[RichText]:
    """Return a line for each trip that what opens leads to as well, and is no faster for."""
    said = [join([trip.ends, trip.other], "：", ": ") for trip in trips if trip.other]
    return [RichText(f"{each.zh}\n{each.en}", style="dim") for each in said]


def _cell(state: Trip) -> str:
    """Return what a trip takes, and its displacement below."""
    size = f"{DISPLACEMENT.zh} {state.displacement_min:.0f}"
    return f"{state.took.en}\n[dim]{size}[/]" if state.displaced else state.took.en
