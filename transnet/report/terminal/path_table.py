"""One trip leg by leg, as the terminal shows it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text as RichText

from transnet.base.language import in_words, said
from transnet.report.terminal.paragraph import Paragraph
from transnet.report.terminal.reading_cells import mark
from transnet.report.terminal.table_style import named, open_table, pick
from transnet.report.words.beside import timetable_note
from transnet.report.words.figures import NO_WAY, NO_WAY_BY, NOT_IN_NETWORK
from transnet.report.words.leg_words import departures, usual, via
from transnet.report.words.row_words import word
from transnet.report.words.words import (
    ALL_THE_WAY,
    DATED,
    DISPLACEMENT,
    DISPLACEMENT_NOTE,
    LEGS,
    MODES,
    RESTS_ON,
    Text,
    join,
    minutes,
)
from transnet.travel.path_text import goes_all_the_way, rests_on_recalled, stop_of_leg
from transnet.travel.provenance import WEAK_BASES

if TYPE_CHECKING:
    import pandas as pd

    from transnet.travel.trip_path import End
    from transnet.travel.trip_path import Path as Trip

_FIRST_RIDES = 6


def path_table(trip: Trip, *, beyond: bool = False) -> Group:
    """Return one trip as a title, a table of legs and, where one is needed, a remark.

    beyond  whether an end lies beyond what the network holds, so that nobody knows of a way
    """
    ends = RichText(f"{_end(trip.origin)} → {_end(trip.destination)}", style="bold")
    if not math.isfinite(trip.travel_min):
        none = NOT_IN_NETWORK if beyond else NO_WAY_BY.get(trip.using, NO_WAY)
        means = said("{mode} ({means})", mode=none, means=word(trip.using))
        return Group(ends, RichText(in_words(means)))
    stays = trip.legs.empty and trip.travel_min == 0
    mode = MODES[trip.mode] if not stays else Text("", "")
    priced = not (math.isnan(trip.yuan) and math.isnan(trip.co2_kg))
    head = RichText(_path_head(trip, in_words(mode)))
    costs = ((pick("元", "yuan"), "right"), (pick("千克CO2", "kg CO2"), "right")) if priced else ()
    table = open_table(
        (pick("段", "leg"), "left"),
        (pick("从哪里到哪里", "from where to where"), "left"), (pick("分钟", "min"), "right"),
        (pick("公里", "km"), "right"), *costs,
    )  # fmt: skip
    for leg in trip.legs.to_dict("records"):
        name = ALL_THE_WAY if goes_all_the_way(leg) else LEGS[leg["leg"]]
        table.add_row(
            in_words(name),
            _leg_cell(leg),
            f"{leg['minutes']:.1f}{_leg_marks(leg)}",
            f"{leg['length_km']:.1f}" if leg["length_km"] > 0 else "",
            *(_cost_cells(leg) if priced else ()),
        )
    if stays:
        there = pick("您已在此地：两端是同一地点", "you are there: both ends are one place")
        return Group(ends, head, RichText(there, style="yellow"))
    first = [_first_rides(trip.alternatives)] if len(trip.alternatives) > 1 else []
    return Group(ends, head, table, *first, *_path_notes(trip))


def _end(end: End) -> str:
    return pick(end.name_zh, end.name_en)


def _path_notes(trip: Trip) -> list[Paragraph]:
    notes = [DISPLACEMENT_NOTE] if trip.displacement_min > 0 else []
    marked = trip.uses_recalled or trip.uses_recalled_prices or trip.recalled_parameters
    notes += [RESTS_ON] if marked else []
    dated = timetable_note(trip.timetables)
    notes += [dated] if dated else []
    return [Paragraph(in_words(note), "dim") for note in notes]


def _first_rides(alternatives: pd.DataFrame) -> Table:
    """Return what may be boarded first, the most usual first."""
    table = open_table(
        (pick("可先乘的车次", "what may be boarded first"), "left"),
        (pick("出行占比", "of trips"), "right"),
        (pick("每日班次", "a day"), "right"),
    )  # fmt: skip
    for row in alternatives[:_FIRST_RIDES].to_dict("records"):
        ends = f"{named(row, 'from')} → {named(row, 'to')}"
        table.add_row(ends, f"{row['share']:.0%}", f"{row['trains_per_day']:g}")
    more = alternatives[_FIRST_RIDES:]
    if len(more):
        rest = f"[dim]{pick(f'另有 {len(more)} 种', f'{len(more)} more')}[/]"
        table.add_row(rest, f"{more['share'].sum():.0%}", f"{more['trains_per_day'].sum():g}")
    return table


_LEAST = {
    "money": Text("花费最少", "least money"),
    "generalised_cost": Text("广义费用最低", "least generalised cost"),
    "co2": Text("碳排放最少", "least CO2"),
}


def _path_head(trip: Trip, mode: str) -> str:
    """Return what a trip takes in all, and what it takes least of where that isn't time."""
    parts = [in_words(minutes(trip.travel_min))]
    for amount, unit in ((trip.yuan, pick("元", "yuan")), (trip.co2_kg, pick("千克CO2", "kg CO2"))):
        parts += [] if math.isnan(amount) else [f"{amount:.2f} {unit}"]
    if trip.impedance == "generalised_cost":
        cost = f"{trip.generalised_yuan:.2f}"
        parts.append(pick(f"广义费用 {cost} 元", f"generalised cost {cost} yuan"))
    if trip.displacement_min > 0:
        displaced = f"{in_words(DISPLACEMENT)} {in_words(minutes(trip.displacement_min))}"
        mode = f"{mode}  {displaced}"
    least = _LEAST.get(trip.impedance)
    return "  ".join([*parts, mode, *([f"({in_words(least)})"] if least else [])])


def _cost_cells(leg: Mapping[Any, Any]) -> list[str]:
    """Return yuan and kg of a leg, empty where they are 0 or not known."""
    return [
        f"{leg[amount]:.2f}{mark(leg[basis] in WEAK_BASES)}" if leg[amount] > 0 else ""
        for amount, basis in (("yuan", "yuan_basis"), ("co2_kg", "co2_basis"))
    ]


def _leg_marks(leg: Mapping[Any, Any]) -> str:
    return mark(rests_on_recalled(leg)) + mark(bool(leg["timetable"]), DATED)


def _leg_cell(leg: Mapping[Any, Any]) -> str:
    start, end = (pick(*stop_of_leg(leg, name)) for name in ("from", "to"))
    ends = start if leg["from_id"] == leg["to_id"] else f"{start} → {end}"
    below = in_words(join([via(leg), departures(leg), usual(leg)], "，", ", "))
    return escape(ends) + (f"\n[dim]{escape(below)}[/]" if below else "")
