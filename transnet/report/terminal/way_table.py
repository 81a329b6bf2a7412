"""A trip as it was asked for: its day, its legs, the next best ways, and what is said of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from rich.markup import escape
from rich.table import Table
from rich.text import Text as RichText

from transnet.base.errors import Notice
from transnet.base.language import Text, in_words, joined, said
from transnet.report.terminal.path_table import path_table
from transnet.report.terminal.table_style import console, notice_lines, open_table, pick
from transnet.report.words.leg_words import shorten
from transnet.report.words.row_words import word
from transnet.report.words.words import MODES, signed
from transnet.travel.trip_path import Path as Trip

_LONGEST = 3  # roads and lines that are named of a way


def print_way(trip: Trip, notices: Iterable[Notice], day: str, ways: Sequence[Trip]) -> None:
    """Print a trip on a day, a line for each of the next best ways, and notices."""
    dated = RichText(in_words(said("on {day}", day=day)), style="dim")
    others = [ways_table(trip, ways)] if ways else []
    told = list(notices)
    beyond = any(each.code == "not_in_network" for each in told)
    console().print(dated, path_table(trip, beyond=beyond), *others, *notice_lines(told))


_NAMES = {"via_zh": "、", "via_en": ", "}  # and what parts names in each


def ways_table(trip: Trip, ways: Sequence[Trip]) -> Table:
    """Return a row for each way by other means: how, minutes, and how many more than the best."""
    table = open_table(
        (pick("其次的走法", "next best way"), "left"),
        (pick("分钟", "min"), "right"), (pick("多", "more"), "right"),
        (pick("经由", "by way of"), "left"),
    )  # fmt: skip
    for way in ways:
        mode = MODES[way.mode]
        more = way.travel_min - trip.travel_min
        shown = signed(more) if math.isfinite(more) else ""
        told = said("{mode} ({means})", mode=mode, means=word(way.using))
        table.add_row(
            escape(in_words(mode if way.using == "drive" else told)),
            f"{way.travel_min:.0f}",
            shown,
            escape(_by_way_of(way)),
        )
    return table


def _by_way_of(way: Trip) -> str:
    """Return the roads and lines that a way mostly takes, the longest legs first."""
    legs = way.legs.sort_values("minutes", ascending=False, kind="stable").to_dict("records")
    named = [
        Text(*(shorten(leg[name].split("/")[0], sign) for name, sign in _NAMES.items()))
        for leg in legs
        if leg["via_zh"]
    ]
    return in_words(joined(dict.fromkeys(named[:_LONGEST])))
