"""Every pair or county behind a target, before and after, met or not."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from transnet.report.words.figures import Moved
from transnet.report.words.short_names import place_texts, stop_texts
from transnet.report.words.words import Text, minutes, people, same

if TYPE_CHECKING:
    from transnet.study.result import Result


@dataclass(frozen=True)
class PairRow:
    """A pair of places, or a county whose people are counted.

    people  who of a county is within the limit; empty for pairs
    within  whether it is within the limit, before and after
    """

    ends: Text
    minutes: Moved
    people: Moved
    within: tuple[bool, bool]


def pairs_behind(result: Result) -> dict[str, list[PairRow]]:
    """Return the rows behind each target by its id, those that take longest after first."""
    network = result.after.network
    names = {**stop_texts(network), **place_texts(network)}
    old, new = (state.detail.to_dict("records") for state in (result.before, result.after))
    found: dict[str, list[tuple[float, PairRow]]] = {
        str(name): [] for name in result.targets["target_id"]
    }
    for before, after in zip(old, new, strict=True):
        row = PairRow(
            _ends(after, names),
            Moved(minutes(before["minutes"]), minutes(after["minutes"])),
            Moved(*(_within(each) for each in (before, after))),
            (bool(before["within"]), bool(after["within"])),
        )
        found[str(after["target_id"])].append((after["minutes"], row))
    return {
        name: [row for _, row in sorted(rows, key=lambda each: -each[0])]
        for name, rows in found.items()
    }


def _ends(row: Mapping[Any, Any], names: Mapping[str, Text]) -> Text:
    start, end = (
        names.get(row[f"{end}_id"], same(str(row[f"{end}_id"]))) for end in ("from", "to")
    )
    return Text(f"{start.zh} → {end.zh}", f"{start.en} → {end.en}") if end else start


def _within(row: Mapping[Any, Any]) -> Text:
    if math.isnan(row["people"]):
        return same("")
    near = people(row["people_within"])
    every = people(row["people"])
    return Text(f"{near.zh} / {every.zh}", f"{near.en} / {every.en}")
