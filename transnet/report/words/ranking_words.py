"""A ranking of projects in words: headings, figures, marks, and what is said below the table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from transnet.base.language import Text, both, join, same
from transnet.report.words.words import MARK
from transnet.study.project_gains import GAIN_COLUMNS
from transnet.study.ranking import READINGS

if TYPE_CHECKING:
    import pandas as pd

    from transnet.study.ranking import Ranking

PER = "_per_100m_yuan"
PART_OF = "↗"
"""In place of a cost: another project's holds it."""
_NOTHING = {"reach": 0.5, "people": 0.5, "hours": 0.5}
_LEAST = 0.005  # minutes and per cent: less shows as nothing
_NO_GAIN = (same("0"), same("–"))
_WEAK = frozenset({"derived", "recalled", "assumed"})


def heading(by: str) -> Text:
    """Return the heading of a gain, or of a gain per cost."""
    heads = {
        "potential_pct": both("potential %"),
        "reach": both("people in reach"),
        "people": both("core's hour"),
        "saved_min": both("saved min"),
        "hours": both("saved hours"),
        "cities_min": both("to cities min"),
        "carless_min": both("no car min"),
        "watt_min": both("WATT min"),
    }
    gain = by.removesuffix(PER)
    return both("{gain} per 10bn yuan", gain=heads[gain]) if by != gain else heads[gain]


def kinds() -> Mapping[str, Text]:
    """Return what the kinds of projects are called."""
    return {
        "built": both("built"),
        "upgrade": both("upgraded"),
        "service": both("service"),
        "measure": both("assumed"),
        "none": same("–"),
    }


def readings() -> Mapping[str, Text]:
    """Return what the two readings are called."""
    return {"alone": both("alone"), "stage": both("in its stage")}


def figure(row: Mapping[str, Any], by: str, reading: str) -> Text:
    """Return a gain of a row; people with the range over thresholds of 50 to 70 min.

    A gain per cost is per 10 billion yuan (100 亿元), between the ends of the cost.
    """
    gain = by.removesuffix(PER)
    value, *ends = (float(row[name]) for name in _columns(by, reading))
    if by != gain:
        return _span(gain, [each * 100.0 for each in ends])
    if not ends or ends[0] == ends[1]:
        return amount(gain, value)
    return both("{value} ({span})", value=amount(gain, value), span=_span(gain, ends))


def _columns(by: str, reading: str) -> list[str]:
    ends = ("", "_low", "_high") if by == "people" or by.endswith(PER) else ("",)
    return [f"{by}{end}_{reading}" for end in ends]


def _span(gain: str, ends: Iterable[float]) -> Text:
    texts = list(dict.fromkeys(amount(gain, each) for each in ends))
    return join(texts, zh="~", en="~")


def amount(gain: str, value: float) -> Text:
    """Return a gain as a number of its kind; a dash where it isn't known."""
    if not math.isfinite(value):
        return same("–")
    if abs(value) < _NOTHING.get(gain, _LEAST):
        return same("0")
    size, sign = abs(value), "−" if value < 0 else ""
    if gain not in _NOTHING:
        return same(f"{sign}{size:.2f}")
    zh = f"{size / 1e4:,.1f}万" if size >= 1e3 else f"{size:,.0f}"
    en = f"{size / 1e3:,.0f}k" if size >= 1e4 else f"{size:,.0f}"
    return Text(f"{sign}{zh}", f"{sign}{en}")


def cost(row: Mapping[str, Any]) -> str:
    """Return a cost in 100 million yuan, marked where it isn't a published one."""
    value = float(row["cost_100m_yuan"])
    if not math.isfinite(value):
        return PART_OF if row["cost_with"] else "–"
    text = f"{value:,.0f}" if value >= 10.0 else f"{value:.1f}"
    return f"{text}{MARK if row['cost_basis'] in _WEAK else ''}"


def cost_range(row: Mapping[str, Any]) -> str:
    """Return the ends of a cost in 100 million yuan; empty where none is known."""
    ends = [float(row[f"cost_{end}_100m_yuan"]) for end in ("low", "high")]
    if not all(map(math.isfinite, ends)):
        return ""
    return "–".join(f"{each:,.0f}" if each >= 10.0 else f"{each:.1f}" for each in ends)


def name_of(row: Mapping[str, Any]) -> Text:
    """Return a project's name, marked where its own rows are recalled or assumed."""
    mark = MARK if row["assumed"] else ""
    return Text(f"{row['name_zh']}{mark}", f"{row['name_en']}{mark}")


def apart_title() -> Text:
    """Return what stands over the projects that build nothing and rest on assumptions."""
    return both("Assumed programmes, apart from what is built")


def apart_note() -> Text:
    """Say why they stand apart."""
    return both(
        "Assumed programmes build nothing that the network holds: their trains, speeds or minutes "
        "are values of ours, and their gain is what was put in."
    )


def why_less(row: Mapping[str, Any], reading: str, gains: Iterable[str] = GAIN_COLUMNS) -> Text:
    """Say why a project has a gain below nothing, as it is shown; '' where it has none.

    gains  those that are shown
    """
    less = [
        gain
        for gain in dict.fromkeys(each.removesuffix(PER) for each in gains)
        if gain not in ("people_low", "people_high")
        and amount(gain, float(row[f"{gain}_{reading}"])).en.startswith("−")
    ]
    if not less:
        return same("")
    heads = [heading(gain) for gain in less]
    what = join([Text(each.zh.replace(" ", ""), each.en) for each in heads], "、", ", ")
    if amount("saved_min", float(row[f"saved_min_{reading}"])).en.startswith("−"):
        return both("{what} below 0: trips are worse as they are chosen, too", what=what)
    return both("{what} below 0: more trains are chosen that take a little longer", what=what)


def moving(rows: pd.DataFrame) -> pd.Series:
    """Return whether projects change any figure at the decimals that are shown, bool[rows]."""
    found = [
        rows[f"{gain}_{reading}"].map(lambda value, gain=gain: amount(gain, value) not in _NO_GAIN)
        for gain in GAIN_COLUMNS
        for reading in READINGS
    ]
    moves: pd.Series = sum(found[1:], found[0]).astype(bool)
    return moves


def notes(ranking: Ranking, rows: pd.DataFrame) -> list[Text]:
    """Return what must be known to read some rows of a ranking: each once, the weightiest first."""
    order = heading(ranking.by)
    told = [
        both(
            "In order of {gain}, {reading}. A gain is that over the network without the project: "
            "alone, with what it requires; or with all other projects of its stage.",
            gain=Text(order.zh.replace(" ", ""), order.en),
            reading=readings()[ranking.reading],
        ),
        both(
            "{mark} by a name: its trains, speeds or minutes are recalled or assumed. {mark} by a "
            "cost: derived from published costs of like works. Costs in 100 million yuan.",
            mark=MARK,
        ),
        both(
            "People in reach: whom a resident has within the hour, in the mean. Core's hour: who "
            "has the core within it. Both are means over thresholds of 50 to 70 min, for at one "
            "alone a minute flips a whole town; in brackets the least and the most."
        ),
    ]
    if ranking.by.removesuffix(PER) == "people":
        told.append(
            both(
                "Core's hour counts the people around the core alone, so few projects change it; "
                "--by {other} ranks by whom people anywhere have within the hour.",
                other="reach" if ranking.by == "people" else "reach-per-yuan",
            )
        )
    named = {str(row["project_id"]): name_of(row) for row in _records(ranking.names)}
    rest = (_gaining(ranking), _assumed(rows), _elsewhere(rows, named), _bound(rows, named))
    return told + [each for each in rest if each]


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in rows.to_dict("records")]


def _gaining(ranking: Ranking) -> Text:
    """Say how many projects gain anything by what the rows stand in order of, where some don't."""
    gain = ranking.by.removesuffix(PER)
    scale = 100.0 if gain != ranking.by else 1.0
    amounts = [amount(gain, float(each) * scale) for each in ranking.table[ranking.column]]
    count = sum(each not in _NO_GAIN for each in amounts)
    if count == len(amounts):
        return same("")
    return both(
        "Projects that change anything by that: {count} of {all}. Equal ones stand in order of "
        "{others}.",
        count=count,
        all=len(amounts),
        others=both("hours saved") if gain == ranking.by else both("hours saved per cost"),
    )


def _assumed(rows: pd.DataFrame) -> Text:
    return apart_note() if rows["apart"].any() else same("")


def _elsewhere(rows: pd.DataFrame, named: Mapping[str, Text]) -> Text:
    held = rows[rows["cost_with"] != ""]
    if held.empty:
        return same("")
    parts = [
        _beside(named, str(row["project_id"]), "→", [str(row["cost_with"])])
        for row in _records(held)
    ]
    return both("{mark} its cost is part of another's: {list}", mark=PART_OF, list=join(parts))


def _beside(named: Mapping[str, Text], project: str, sign: str, others: Iterable[str]) -> Text:
    """Return a project and others by their names, with a sign between; ids where none is known."""
    one, *rest = (named.get(each, same(each)) for each in (project, *others))
    listed = join(rest)
    return Text(f"{one.zh} {sign} {listed.zh}", f"{one.en} {sign} {listed.en}")


def _bound(rows: pd.DataFrame, named: Mapping[str, Text]) -> Text:
    """Say which projects of the stage are away too, where a project is weighed in its stage."""
    parts = []
    for row in _records(rows):
        for column, sign in (("taken_along", "+"), ("left_out", "×")):
            if row[column]:
                parts.append(_beside(named, str(row["project_id"]), sign, row[column]))
    if not parts:
        return same("")
    return both(
        "In its stage, + those that wait for it are away too, × those that it excludes: {list}",
        list=join(parts),
    )
