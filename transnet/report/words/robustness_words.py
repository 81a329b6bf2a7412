"""How firm verdicts are in many futures, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from transnet.base.language import Text, both, join, same
from transnet.decision.drawn_states import DELAY, ROADS
from transnet.decision.given_data import decides_from
from transnet.model.residents import POPULATION_FACTOR
from transnet.report.words.parameter_words import input_text
from transnet.report.words.ranking_words import amount

if TYPE_CHECKING:
    import pandas as pd

    from transnet.decision.robustness import Robustness

_NAMED = 3  # inputs that are named, the strongest


def drawn_text(name: str) -> Text:
    """Return what an input that is drawn is called."""
    if name == ROADS:
        return both("road times as a whole")
    if name == DELAY:
        return both("how late projects open")
    return input_text(name)


def met_text(row: Mapping[Any, Any], draws: int) -> Text:
    """Return in how many draws a target is met, its interval, and what decides.

    row  of `Robustness.shares`
    """
    named = str(row["decided_by"]).split(";")[:_NAMED] if row["decided_by"] else []
    share = both(
        "met in {share} % of {draws} draws ({low}–{high} %)",
        share=_percent(row["met_share"]),
        draws=f"{draws:,}",
        low=_percent(row["low"]),
        high=_percent(row["high"]),
    )
    if named:
        by = join(map(drawn_text, named), "、", ", ")
        return both("{share}; decided by {inputs}", share=share, inputs=by)
    if 0.0 < float(row["met_share"]) < 1.0:
        return both("{share}; no single input decides", share=share)
    return share


def box_text(rows: pd.DataFrame) -> Text:
    """Return where a target fails: the rows of `Robustness.boxes` of one target and day."""
    first = rows.iloc[0]
    where = join([_side(row) for row in rows.to_dict("records")], "，且", " and ")
    return both(
        "fails where {where}: {density} % of the draws there fail, and {coverage} % of all that "
        "fail lie there",
        where=where,
        density=_percent(first["density"]),
        coverage=_percent(first["coverage"]),
    )


def _side(row: Mapping[Any, Any]) -> Text:
    """Return in which part of its range an input lies."""
    name, low, high = drawn_text(str(row["input"])), float(row["low"]), float(row["high"])
    if row["input"] == DELAY:
        return _years_late(name, low, high)
    if row["input"] == POPULATION_FACTOR:
        return _part_of_range(name, max(low, 0.0), min(high, 1.0))
    if math.isinf(high):
        return both("{input} lies in the {share} % that slow trips", input=name,
                    share=_percent(1.0 - low))  # fmt: skip
    if math.isinf(low):
        return both("{input} lies in the {share} % that shorten trips", input=name,
                    share=_percent(high))  # fmt: skip
    return both(
        "{input} lies between {low} and {high} % of its range from fast to slow",
        input=name, low=_percent(low), high=_percent(high),
    )  # fmt: skip


def _years_late(name: Text, low: float, high: float) -> Text:
    if math.isinf(high):
        return both("{input} is {years} years or more", input=name, years=f"{low:.1f}")
    if math.isinf(low):
        return both("{input} is {years} years or less", input=name, years=f"{high:.1f}")
    return both(
        "{input} is {low} to {high} years", input=name, low=f"{low:.1f}", high=f"{high:.1f}"
    )


def _part_of_range(name: Text, low: float, high: float) -> Text:
    """Return between which shares of its range an input lies, its low end first."""
    return both(
        "{input} lies between {low} and {high} % of its range from low to high",
        input=name,
        low=_percent(low),
        high=_percent(high),
    )


def robustness_notes(found: Robustness) -> list[Text]:
    """Return what must be known to read shares of draws."""
    told = [
        both(
            "Draws: {draws} (seed {seed}) of {inputs} inputs, half of them on either side of each "
            "value, within ranges that are declared. They say how firm a verdict is within these "
            "ranges, not how likely it is.",
            draws=f"{found.draws:,}", seed=found.seed, inputs=len(found.inputs),
        ),
        both(
            "An input decides by what it does alone; where inputs decide only together, their "
            "shares are small and do not add up to 1."
        ),
    ]  # fmt: skip
    told.append(_what_decides_nothing(found))
    if found.still:
        told.append(
            both(
                "Not drawn, for they move no figure, alone or with all others at either end: "
                "{inputs}.",
                inputs=join(map(drawn_text, found.still), "、", ", "),
            )
        )
    told.append(_people_drawn(found))
    told.append(both("Not drawn: what the scenario's own edits set."))
    late = found.inputs[found.inputs["input"] == DELAY]
    told += [
        both(
            "All that is still to open is late by {low} to {high} years, half of the draws below "
            "{middle} (assumed; --delay sets it); only whole years count.",
            **{name: f"{row[name]:g}" for name in ("low", "middle", "high")},
        )
        for row in late.to_dict("records")
    ]
    if 0 < found.rows < 1024:
        told.append(
            both(
                "A design of {rows} rows gives indices that are mostly noise: read their "
                "intervals.",
                rows=found.rows,
            )
        )
    return told


def _people_drawn(found: Robustness) -> Text:
    """Say how residents are drawn, if they are."""
    if POPULATION_FACTOR not in found.inputs["input"].tolist():
        return both(
            "Residents are not drawn: the network gives no range of population_factor in "
            "parameters.csv."
        )
    return both(
        "Residents are drawn too, all counties together, between the ends of population_factor in "
        "parameters.csv, where its source and basis stand."
    )


def _what_decides_nothing(found: Robustness) -> Text:
    """Say how many inputs decide none of the figures by what they do alone."""
    decides = set(found.deciding.loc[found.deciding["share"] > decides_from(found.draws), "input"])
    return both(
        "{count} of the {inputs} inputs decide none of these figures by what they do alone.",
        count=sum(name not in decides for name in found.inputs["input"]),
        inputs=len(found.inputs),
    )


def figure_text(figure: str) -> Text:
    """Return what a figure beside the targets is called."""
    return {
        "people": both("people within the hour of the core"),
        "watt_min": both("mean minutes to all places, weighted by their people"),
    }[figure]


def figure_amount(unit: str, value: float) -> Text:
    """Return a figure in people, min or %; a dash where there is no way."""
    if not math.isfinite(value):
        return same("–")
    if unit == "people":
        return amount("people", value)
    return (
        both("{minutes} min", minutes=f"{value:.1f}") if unit == "min" else same(f"{value:.1f} %")
    )


def index_text(value: float, low: float, high: float) -> Text:
    """Return an index and its interval; a dash where there is none."""
    if not math.isfinite(value):
        return same("–")
    ends = f" ({low:.2f}–{high:.2f})" if math.isfinite(low) and math.isfinite(high) else ""
    return same(f"{value:.2f}{ends}")


def _percent(share: float) -> str:
    """Return a share in per cent; never 0 or 100 for one that isn't."""
    shown = f"{100.0 * share:.0f}"
    if shown == "0" and share > 0.0:
        return "<1" if share > 0.0005 else "0"
    return ">99" if shown == "100" and share < 0.9995 else shown
