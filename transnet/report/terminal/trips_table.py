"""Trips in the terminal: minutes before and after, with either service plan, and their marks."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from transnet.report.terminal.table_style import open_table
from transnet.report.words.journeys import Journey, Trip
from transnet.report.words.words import DATED, DISPLACEMENT, DOUBT, MARK


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
            f"{escape(trip.ends.zh)}[yellow]{marks}[/]\n[dim]{escape(trip.ends.en)}[/]"
            + (f"\n[dim]{escape(trip.other.zh)}\n{escape(trip.other.en)}[/]" if trip.other else ""),
            _cell(trip.before),
            _cell(trip.after),
            trip.change,
            *([trip.plans.en] if plans else []),
        )
    return table


def _cell(state: Trip) -> str:
    """Return what a trip takes, and its displacement below."""
    size = f"{DISPLACEMENT.zh} {state.displacement_min:.0f}"
    return f"{state.took.en}\n[dim]{size}[/]" if state.displaced else state.took.en
