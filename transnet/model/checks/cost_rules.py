"""Costs of projects that have ends and a source, and years of building that follow each other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import joined, said
from transnet.model.checks.rules import Draft, Rule, flagged, numbers, texts

COST, LOW, HIGH = "cost_100m_yuan", "cost_low_100m_yuan", "cost_high_100m_yuan"
_TOLD = ("cost_source", "cost_basis", "cost_confidence")


def cost_ends(draft: Draft) -> Iterator[Notice]:
    """Yield projects whose cost lies outside its own ends."""
    frame = draft["projects"]
    low, cost, high = (numbers(frame, column) for column in (LOW, COST, HIGH))
    wrong = (low > cost) | (cost > high) | (low > high)
    hint = said("expected {low} <= {cost} <= {high}", low=LOW, cost=COST, high=HIGH)
    yield from flagged("parameter_order", ("projects", COST), frame, wrong, hint)


def cost_whole(draft: Draft) -> Iterator[Notice]:
    """Yield projects of which a part of the cost is given: no ends, no source, or ends alone."""
    frame = draft["projects"]
    parts = {name: ~np.isnan(numbers(frame, name)) for name in (COST, LOW, HIGH)}
    parts |= {
        name: np.array([bool(cell) for cell in texts(frame, name)], dtype=np.bool_)
        for name in _TOLD
    }
    some = np.logical_or.reduce(list(parts.values()))
    for name, given in parts.items():
        hint = said(
            "a cost has all of {parts}: fill this cell, or empty the others", parts=joined(parts)
        )
        yield from flagged("cost_incomplete", ("projects", name), frame, some & ~given, hint)


def cost_elsewhere(draft: Draft) -> Iterator[Notice]:
    """Yield projects whose cost is said to be part of one that has none, or that have their own."""
    frame = draft["projects"]
    cost, names = ~np.isnan(numbers(frame, COST)), texts(frame, "project_id")
    known = dict(zip(names, cost, strict=True))
    for row, other in enumerate(texts(frame, "cost_with")):
        if other and cost[row]:
            hint = said("it has a cost of its own: leave this empty, or the cost")
        elif other in known and not known[other]:
            hint = said("that project has no cost: name the one whose cost holds this one's")
        else:
            continue
        yield notice("cost_elsewhere", "projects", row + 2, "cost_with", other, hint)


def build_years(draft: Draft) -> Iterator[Notice]:
    """Yield projects that are finished before they are begun."""
    frame = draft["projects"]
    start, end = (numbers(frame, f"build_{word}") for word in ("start", "end"))
    hint = said("expected build_start <= build_end")
    yield from flagged("build_order", ("projects", "build_end"), frame, start > end, hint)


RULES = tuple(
    Rule(("projects",), find) for find in (cost_ends, cost_whole, cost_elsewhere, build_years)
)
