"""What turns one trip between the ends of the inputs, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text as RichText

from transnet.base.language import both, in_words, joined, said
from transnet.report.terminal.table_style import console, open_table
from transnet.report.words.figures import range_in_minutes
from transnet.report.words.parameter_words import input_text
from transnet.report.words.words import DOUBT, MODES, Text, minutes

if TYPE_CHECKING:
    from transnet.decision.trip_doubts import TripDoubts

_AS_IT_IS = both("as it is")
_TOGETHER = both("all inputs together")
_AT: Mapping[str, Text] = {
    "low": both("low end"),
    "high": both("high end"),
    "fast": both("end that shortens trips"),
    "slow": both("end that lengthens trips"),
    "lean": both("lean plan"),
    "full": both("full plan"),
}


def print_doubts(found: TripDoubts | None) -> None:
    """Print what a trip's minutes range over, and a row for each input that turns it.

    found  None says how it is asked for
    """
    if found is not None:
        console().print(doubts_part(found))
        return
    hint = said("--doubts shows what turns this trip between the low and high ends of the inputs")
    console().print(RichText(in_words(hint), style="dim"))


def doubts_part(found: TripDoubts) -> Group:
    """Return the ranges of a trip, and a table of what turns the way it goes."""
    parts: list[RenderableType] = [RichText(in_words(_turns(found)), style="bold")]
    parts += [RichText(in_words(each)) for each in (_ranges(found), _plans(found)) if each]
    if len(found.turning):
        parts += [_table(found), RichText(in_words(_note()), style="dim")]
    return Group(*parts)


def _turns(found: TripDoubts) -> Text:
    count, tried = len(found.turned_by), len(found.inputs)
    if count == 1:
        return both("{mark} one input turns the way this trip goes", mark=DOUBT)
    if count:
        return both(
            "{mark} {count} inputs turn the way this trip goes, each on its own",
            mark=DOUBT,
            count=count,
        )
    if len(found.turning):
        return both("{mark} only several inputs together turn the way this trip goes", mark=DOUBT)
    return both("None of {count} inputs turns the way this trip goes", count=tried)


def _ranges(found: TripDoubts) -> Text:
    minutes_of, displaced = (
        range_in_minutes(*found.least_and_most(name)) for name in ("travel_min", "displacement_min")
    )
    usual = minutes(found.usual.travel_min)
    if not minutes_of:
        return both("{usual} door to door at every end of the inputs", usual=usual)
    if not displaced:
        return both(
            "{usual} door to door; {range} over all ends of the inputs",
            usual=usual,
            range=minutes_of,
        )
    return both(
        "{usual} door to door; {range} over all ends of the inputs, displacement {displaced}",
        usual=usual,
        range=minutes_of,
        displaced=displaced,
    )


def _plans(found: TripDoubts) -> Text:
    """Return what the trip takes with each service plan; empty where no line opens with two."""
    rows = found.trials[found.trials["at"].isin(["lean", "full"])].to_dict("records")
    if not rows:
        return Text("", "")
    each = [
        both("{plan} {minutes}", plan=_AT[row["at"]], minutes=minutes(row["travel_min"]))
        for row in rows
    ]
    return both("Service plans: {each}", each=joined(each))


def _table(found: TripDoubts) -> Table:
    usual = found.usual
    table = open_table(
        (in_words(both("input")), "left"),
        (in_words(both("minutes")), "right"),
        (in_words(both("displacement")), "right"),
        (in_words(both("goes")), "left"),
    )
    first = {"mode": usual.mode, "boarded_zh": usual.boarded.name_zh}
    first["boarded_en"] = usual.boarded.name_en
    table.add_row(
        in_words(_AS_IT_IS), *_numbers(usual.travel_min, usual.displacement_min), _goes(first)
    )
    for row in found.turning.to_dict("records"):
        name = _TOGETHER if row["input"] == "all" else input_text(row["input"])
        table.add_row(
            escape(in_words(both("{input}: {end}", input=name, end=_AT[row["at"]]))),
            *_numbers(row["travel_min"], row["displacement_min"]),
            _goes(row),
        )
    return table


def _numbers(travel_min: float, displacement_min: float) -> tuple[str, str]:
    return in_words(minutes(travel_min)), f"{displacement_min:.0f}" if displacement_min > 0 else ""


def _goes(row: Mapping[Any, Any]) -> str:
    """Return by what means a trip goes, and from which station."""
    mode = MODES[row["mode"]]
    if not row["boarded_en"]:
        return escape(in_words(mode))
    station = Text(row["boarded_zh"], row["boarded_en"])
    return escape(in_words(both("{mode}, first from {station}", mode=mode, station=station)))


def _note() -> Text:
    return both(
        "A trip turns where it goes by other means, or most who take it board first at another "
        "station. low and high of each input stand in parameters.csv and services.csv."
    )
