"""Those with a car and those without one, in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from transnet.base.language import in_words
from transnet.report.terminal.paragraph import Paragraph
from transnet.report.terminal.table_style import open_table, pick
from transnet.report.words.figures import Moved
from transnet.report.words.without_car_words import (
    OwnTrip,
    WithAndWithout,
    own_trips,
    with_and_without,
)
from transnet.report.words.words import Text

if TYPE_CHECKING:
    from transnet.study.result import Result

_SHOWN = 5
_FIGURE = 18  # columns of the terminal: twice that, two changes and names make 80


def without_car_part(result: Result) -> list[RenderableType]:
    """Return each measure for both, and the trips without a car that change most."""
    trips = own_trips(result)
    parts: list[RenderableType] = [measures_table(with_and_without(result))]
    if trips:
        parts.append(own_trips_table(trips[:_SHOWN]))
    if len(trips) > _SHOWN:
        more = len(trips) - _SHOWN
        said = Text(f"另有 {more} 个县区的无车出行有变化", f"{more} more counties see a change")
        parts.append(Paragraph(in_words(said), "dim"))
    return parts


def measures_table(rows: Sequence[WithAndWithout]) -> Table:
    """Return one row a measure: before, after and change with a car, and without one."""
    table = open_table(
        (pick("有车与无车", "with and without a car"), "left"), (pick("有车", "with"), "right"),
        (pick("变化", "change"), "right"), (pick("无车", "without"), "right"),
        (pick("变化", "change"), "right"), whole=True,
    )  # fmt: skip
    for row in rows:
        table.add_row(
            escape(in_words(row.name)),
            _short(row.with_car.figure),
            row.with_car.change,
            _short(row.without_car.figure),
            row.without_car.change,
        )
    return table


def own_trips_table(trips: Sequence[OwnTrip]) -> Table:
    """Return one row a county: its trip without a car that changes most, and that to the core."""
    table = open_table(
        (pick("无车变化最大", "most changed without a car"), "left"),
        (pick("前", "before"), "right"),
        (pick("后", "after"), "right"), (pick("变化", "change"), "right"),
        (pick("到核心区", "to the core"), "right"),
    )  # fmt: skip
    for trip in trips:
        table.add_row(
            f"{escape(in_words(trip.name))} → {escape(in_words(trip.to))}",
            in_words(trip.figure.before),
            in_words(trip.figure.after),
            trip.change,
            in_words(trip.core.said),
        )
    return table


def _short(figure: Moved) -> str:
    """Return both values on one line, or on two where two such columns don't fit beside names."""
    text = in_words(figure.said).replace(" million", " m")
    return text if cell_len(text) <= _FIGURE else text.replace(" → ", " →\n")
