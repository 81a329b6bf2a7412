"""What losses take, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from transnet.base.language import Text, both, join, same
from transnet.report.words.ranking_words import amount

if TYPE_CHECKING:
    import pandas as pd


_SHOWN_MIN = 0.005  # what is shown as a hundredth of a minute


def loss_kind(kind: str) -> Text:
    """Return what kind of thing is lost."""
    return {
        "line": both("line"), "station": both("station"), "road": both("road"),
        "cause": both("common cause"), "pair": both("two at once"),
    }[kind]  # fmt: skip


def loss_name(row: Mapping[Any, Any]) -> Text:
    """Return what is lost and of which kind it is: a row of `Resilience.table`."""
    name = Text(str(row["name_zh"] or row["name_en"]), str(row["name_en"] or row["name_zh"]))
    return both("{name} ({kind})", name=name, kind=loss_kind(str(row["kind"])))


def loss_text(row: Mapping[Any, Any]) -> Text:
    """Return what a loss takes, as a sentence: a row of `Resilience.table`."""
    told = []
    if row["cut_off"] > 0:
        told.append(
            both(
                "{people} people no longer reach the core", people=amount("people", row["cut_off"])
            )
        )
    if row["people_out"] > 0:
        told.append(
            both("{people} people fall out of the hour", people=amount("people", row["people_out"]))
        )
    if math.isfinite(row["added_min"]) and row["added_min"] > 0:
        told.append(both("{minutes} min more on average", minutes=f"{row['added_min']:.2f}"))
    if not told:
        return both("nothing is lost")
    if row["worst_id"]:
        worst = Text(str(row["worst_zh"]), str(row["worst_en"]))
        told.append(both("worst for {county}", county=worst))
    return join(told, "，", ", ")


def resilience_notes(table: pd.DataFrame, judged: int) -> list[Text]:
    """Return what must be known to read losses, by the table of `Resilience` and states judged."""
    kinds, added = set(table["kind"]), table["added_min"].fillna(0.0)
    nothing = (table["worst_id"] == "") & (added.abs() < _SHOWN_MIN)
    nothing &= (table["people_out"] == 0) & (table["cut_off"] == 0)
    told = [
        both(
            "People who are cut off are counted apart and are in no mean; minutes are those of "
            "counties that still reach the core, weighted by their residents."
        ),
    ]
    if nothing.any():
        told.append(
            both(
                "{count} of {losses} losses leave every way to the core as it is: nothing takes "
                "them, or something else is as good.",
                count=int(nothing.sum()),
                losses=len(table),
            )
        )
    if (added <= -_SHOWN_MIN).any():
        told.append(
            both(
                "A loss that makes the mean shorter: trips are chosen by minutes with "
                "displacement, so without it people take trains that are faster and leave less "
                "often. Displacement isn't in the mean."
            )
        )
    if "pair" in kinds:
        told.append(
            both(
                "Every two are lost together, exactly: {judged} states tell all {losses}. What no "
                "way rests on changes nothing, and two are taken away together where something "
                "rests on the one once the other is lost; elsewhere each alone tells it.",
                judged=f"{judged:,}",
                losses=f"{len(table):,}",
            )
        )
    elif kinds - {"cause", "pair"}:
        told.append(
            both(
                "Each line, station and road is lost alone, exactly; --pairs loses two at once. "
                "Name what one cause takes at once with --causes: a valley with road and rail is "
                "worse than any single loss."
            )
        )
    return told


def people_amount(value: float) -> Text:
    """Return a number of people; a dash for none."""
    return amount("people", value) if value > 0 else same("–")
