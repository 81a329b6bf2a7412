"""Decisions in words: figures, what stands below the tables, in Chinese and in English."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from transnet.base.language import Text, both, join, same
from transnet.report.words.ranking_words import amount
from transnet.report.words.words import MARK

if TYPE_CHECKING:
    import pandas as pd

    from transnet.decision.attribution import Attribution
    from transnet.decision.staging import Staging

_NAMED = 10  # projects that a note names; tables name all
_KINDS = {"people": "people", "watt_min": "watt_min", "shortfall": "people", "met": "met"}


def figure_name(figure: str) -> Text:
    """Return what a figure of sets of projects is called."""
    return {
        "people": both("people within the hour of the core"),
        "watt_min": both("mean minutes to all places, weighted by their people"),
        "potential": both("economic potential"),
        "met": both("target met (1) or not (0)"),
        "shortfall": both("what a target misses, people or minutes"),
    }[figure]


def decision_amount(figure: str, value: float) -> Text:
    """Return a figure as a reader writes it; a dash where it isn't known."""
    if not math.isfinite(value):
        return same("–")
    if figure == "potential":
        return amount("people", value)
    if figure == "shortfall":
        return amount("people" if abs(value) >= 1000 else "watt_min", value)
    return amount(_KINDS[figure], value)


def share(percent: float) -> Text:
    """Return per cent of something; a dash of nothing."""
    return same(f"{percent:.0f} %" if math.isfinite(percent) else "–")


def decision_change(figure: str, value: float) -> Text:
    """Return what is added to a figure, with its sign; 0 and the dash have none."""
    told = decision_amount(figure, value)
    plus = "+" if value > 0 and told.en not in ("0", "–") else ""
    return Text(f"{plus}{told.zh}", f"{plus}{told.en}")


def pair_words(figure: str, pair: tuple[Text, Text], synergy: float) -> Text:
    """Say what two projects bring together beside what they bring apart; '' for nothing.

    In minutes, and in what a target misses, less is better.
    """
    value = decision_amount(figure, abs(synergy))
    if value.en in ("0", "–"):
        return same("")
    first, second = pair
    names = {"first": first, "second": second, "value": value}
    if figure == "watt_min":
        if synergy < 0:
            return both(
                "{first} and {second} help each other: {value} min shorter together", **names
            )
        return both(
            "{first} and {second} together: {value} min longer than apart added up", **names
        )
    helps = synergy < 0 if figure == "shortfall" else synergy > 0
    if helps:
        return both("{first} and {second} help each other: {value} more together", **names)
    return both("{first} and {second} overlap: {value} less together than added up", **names)


def idle_projects(found: Attribution) -> list[Text]:
    """Name the projects that change none of the figures, if others do."""
    moved = found.table[["share", "first_in", "last_in"]].abs().gt(0.0).any(axis=1)
    moves = moved.groupby(found.table["project_id"]).any()
    rows = found.table.drop_duplicates("project_id")
    idle = rows[~rows["project_id"].map(moves).astype(bool)]
    if idle.empty or len(idle) == len(rows):
        return []
    return [
        both(
            "These change none of the figures, which are of the best trips, by car among others: "
            "{projects}. What they do for those without a car: transnet rank --by carless.",
            projects=_named(idle),
        )
    ]


def attribution_notes(found: Attribution) -> list[Text]:
    """Return what must be known to read shares: each once, the weightiest first."""
    told = [
        both(
            "A share is the mean of what a project adds over all orders of opening (Shapley); "
            "shares add up to what all bring together. First in: with none of the others. Last "
            "in: on top of all others."
        ),
        both(
            "A project whose requirement is missing from a set counts for nothing in it, and of "
            "two rivals the first in the table stands. Sets judged: {count}.",
            count=found.judged,
        ),
    ]
    if (found.table["figure"] == "met").any():
        told.append(
            both(
                "A share of a verdict is an index of power: how often a project is the one that "
                "turns it. It is no gain."
            )
        )
    if decision_change("watt_min", float(found.of("watt_min")["share"].max())).en.startswith("+"):
        told.append(
            both(
                "A project that makes the mean longer: trips are chosen by minutes with "
                "displacement, so trains that run more often are taken though the trip by them is "
                "longer. Displacement isn't in the mean."
            )
        )
    if not found.totals["exact"].all():
        told.append(both("Shares with ± are drawn; the figure behind it is the standard error."))
    return told


def gain_name(by: str) -> Text:
    """Return what projects bring, by what they are ordered by."""
    return {
        "people": both("people more within the hour of the core"),
        "watt_min": both("minutes saved, mean to all places weighted by their people"),
        "potential": both("economic potential gained"),
    }[by]


def gain_head(by: str) -> Text:
    """Return the same above a column."""
    return {
        "people": both("people more"),
        "watt_min": both("minutes saved"),
        "potential": both("potential gained"),
    }[by]


def gain_years(by: str) -> Text:
    """Return what it adds up to over a horizon."""
    return {
        "people": both("person-years within the hour"),
        "watt_min": both("minutes saved × years"),
        "potential": both("potential gained × years"),
    }[by]


def staging_notes(found: Staging) -> list[Text]:
    """Return what must be known to read an order of building."""
    horizons = [f"{each:g}" for each in dict.fromkeys(found.orders["horizon_years"])]
    gains = both("What a project adds when it opens: {gain}.", gain=gain_name(found.by))
    told = [_brings_nothing(found) if found.order.empty else gains]
    told += [
        both(
            "The best of all orders for the benefit added up over the first horizon; sets judged: "
            "{count}, gap 0. The budget goes to one project after another; a project counts from "
            "the day on which it is paid for.",
            count=found.judged,
        )
        if found.gap == 0.0 and found.off == 0.0
        else both(
            "No order brings over {gap} % more than this one over the first horizon, where what "
            "groups of projects bring adds up: it does to within {off} % of what all of them bring "
            "(sets judged: {count}). The budget goes to one project after another; a project "
            "counts from the day on which it is paid for.",
            gap=f"{100 * found.gap:.2f}",
            off=f"{100 * found.off:.2g}",
            count=found.judged,
        ),
        both(
            "A long horizon favours large projects and a short one quick ones, so both are shown: "
            "{years} years.",
            years=join([same(each) for each in horizons], zh="、", en=", "),
        ),
    ]
    alone = found.left_out["brings_alone"].to_numpy(dtype=bool)
    if alone.any():
        told.append(
            both(
                "Left out, for they come after the horizon or bring less than their wait costs: "
                "{projects}.",
                projects=_named(found.left_out[alone]),
            )
        )
    if not alone.all():
        told.append(
            both(
                "Left out, for alone they bring nothing of this: {projects}.",
                projects=_named(found.left_out[~alone]),
            )
        )
    if len(found.uncosted):
        told.append(
            both(
                "Not looked at, for they have no cost or are open: {projects}.",
                projects=_named(found.uncosted),
            )
        )
    return told


def _brings_nothing(found: Staging) -> Text:
    """Say that no order brings anything, and what else to order by."""
    others = [
        f"--by {each}" for each in ("people", "watt", "potential") if each[:4] != found.by[:4]
    ]
    return both(
        "No order of these projects brings anything by the horizon ({gain}): look by another "
        "benefit ({others}) or a longer horizon.",
        gain=gain_name(found.by),
        others=", ".join(others),
    )


def _named(projects: pd.DataFrame) -> Text:
    names = zip(projects["name_zh"].astype(str), projects["name_en"].astype(str), strict=True)
    told = join([Text(zh, en) for zh, en in list(names)[:_NAMED]], "、", ", ")
    if len(projects) <= _NAMED:
        return told
    return both("{projects} and {count} more", projects=told, count=len(projects) - _NAMED)


def cost_mark(row: Mapping[Any, Any]) -> str:
    """Return the mark of a cost that isn't a published one."""
    return MARK if row["cost_basis"] != "found" else ""


def order_name(order: str) -> Text:
    """Return what an order of building is called."""
    return {
        "best": both("the best"),
        "plan": both("by the plan's stages"),
        "cheapest": both("cheapest first"),
        "per_yuan": both("most gain alone per yuan first"),
    }[order]
