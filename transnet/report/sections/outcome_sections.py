"""What is missing, does it hold, what breaks it, where it turns: answers about one scenario."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from transnet.base.language import Text, both, join, same
from transnet.report.sections.section import Column, Part, Section, Table, name_of
from transnet.report.words import diagnosis_words, resilience_words, robustness_words
from transnet.report.words.parameter_words import scanned_text
from transnet.report.words.words import minutes

if TYPE_CHECKING:
    from transnet.decision.diagnosis import Diagnosis
    from transnet.decision.resilience import Resilience
    from transnet.decision.robustness import Robustness
    from transnet.decision.scan import Scan

_PAIRS, _LOSSES = 6, 20  # that a terminal shows: of each target those that miss most; of all losses
_INDICES = 5  # of each figure, the largest


def diagnosis_section(found: Diagnosis, proved: Mapping[str, bool] | None = None) -> Section:
    """Return, of each failing target, what is missing and what would mend it.

    proved  of each target whether the run of the written file meets it
    """
    title = both("What is missing")
    if not found.remedies:
        return Section(title, (Part(says=(both("Every target is met: nothing is missing."),)),))
    targets = {row["target_id"]: row for row in found.targets.to_dict("records")}
    places = {row["place_id"]: name_of(row) for row in found.places.to_dict("records")}
    mending = diagnosis_words.changes(found)
    parts = []
    for remedy in found.remedies:
        rows = found.missing[found.missing["target_id"] == remedy.target].to_dict("records")
        known = proved is not None and remedy.edits
        parts.append(
            Part(
                name_of(targets[remedy.target]),
                _missing(rows, places, mending),
                tuple(diagnosis_words.remedy_words(found, remedy)),
                (diagnosis_words.proof_by_run(proved[remedy.target]),)
                if proved is not None and known
                else (),
            )
        )
    return Section(title, tuple(parts))


def _missing(
    rows: Iterable[Mapping[Any, Any]],
    places: Mapping[str, Text],
    mending: Mapping[tuple[str, ...], Text],
) -> Table:
    columns = (
        Column(both("from – to"), figures=False),
        Column(both("minutes")),
        Column(both("missing")),
        Column(both("made of"), figures=False),
        Column(both("least that mends it"), figures=False),
    )
    cells = []
    for row in rows:
        ends = [places[row[end]] for end in ("from_id", "to_id") if row[end] in places]
        told = minutes(row["minutes"]), diagnosis_words.missing(row), diagnosis_words.legs(row)
        key = tuple(str(row[name]) for name in ("target_id", "from_id", "to_id"))
        cells.append((join(ends, " – ", " – "), *told, mending.get(key, same("–"))))
    return Table(columns, tuple(cells), _PAIRS)


def robustness_section(found: Robustness) -> Section:
    """Return each day's targets with what decides, the bands, and the largest indices."""
    parts: list[Part] = []
    for day, shares in found.shares.groupby("day", sort=False):
        parts.append(Part(same(f"{day:%Y-%m-%d}"), _verdicts(found, shares)))
        parts.append(Part(table=_bands(found.bands[found.bands["day"] == day], shares)))
        parts += _indices(found.indices[found.indices["day"] == day])
    notes = tuple(robustness_words.robustness_notes(found))
    return Section(both("Does it hold?"), tuple(parts), notes)


def _verdicts(found: Robustness, shares: pd.DataFrame) -> Table:
    cells = []
    for row in shares.to_dict("records"):
        own = (found.boxes["day"] == row["day"]) & (found.boxes["target_id"] == row["target_id"])
        told = [robustness_words.met_text(row, found.draws)]
        told += [robustness_words.box_text(found.boxes[own])] if own.any() else []
        cells.append((name_of(row), join(told, "\n", "\n")))
    return Table((_target(), Column(both("how firm"), figures=False)), tuple(cells))


def _bands(bands: pd.DataFrame, shares: pd.DataFrame) -> Table:
    columns = (
        Column(both("figure"), figures=False),
        Column(both("as it is")),
        *(Column(same(f"{each} %")) for each in (5, 50, 95)),
    )
    names = shares.set_index("target_id")
    cells = []
    for row in bands.to_dict("records"):
        name = (
            name_of(names.loc[row["target_id"]].to_dict())
            if row["figure"] == "value"
            else robustness_words.figure_text(str(row["figure"]))
        )
        amounts = (
            robustness_words.figure_amount(str(row["unit"]), float(row[each]))
            for each in ("as_is", "p5", "p50", "p95")
        )
        cells.append((name, *amounts))
    return Table(columns, tuple(cells))


def _indices(rows: pd.DataFrame) -> list[Part]:
    """Return the largest indices of people and WATT; those of each target are in the tables."""
    found: list[Part] = []
    for figure in ("people", "watt_min"):
        own = rows[(rows["figure"] == figure) & rows["total"].notna()]
        if own.empty:
            continue
        columns = (
            Column(robustness_words.figure_text(figure), figures=False),
            Column(both("alone")),
            Column(both("with others")),
        )
        largest = own.sort_values("total", ascending=False, kind="stable").head(_INDICES)
        cells = tuple(
            (
                robustness_words.drawn_text(str(row["input"])),
                *(
                    robustness_words.index_text(row[of], row[f"{of}_low"], row[f"{of}_high"])
                    for of in ("first", "total")
                ),
            )
            for row in largest.to_dict("records")
        )
        found.append(Part(table=Table(columns, cells)))
    return found


def resilience_section(found: Resilience) -> Section:
    """Return the losses, those that take most first."""
    columns = (
        Column(both("lost"), figures=False),
        *map(Column, (both("cut off"), both("out of the hour"), both("added min"))),
        Column(both("worst county"), figures=False),
    )
    cells = []
    for row in found.table.to_dict("records"):
        added = float(row["added_min"])
        cells.append(
            (
                resilience_words.loss_name(row),
                resilience_words.people_amount(row["cut_off"]),
                resilience_words.people_amount(row["people_out"]),
                same(f"{added:.2f}" if math.isfinite(added) else "–"),
                name_of(row, "worst"),
            )
        )
    notes = resilience_words.resilience_notes(found.table, found.judged)
    table = Table(columns, tuple(cells), _LOSSES)
    return Section(both("What breaks it"), (Part(table=table),), tuple(notes))


def scan_section(found: Scan) -> Section:
    """Return a row for each place where a verdict turns, and how many targets turn nowhere."""
    names = found.targets.set_index("target_id")
    held = [each.label for each in found.inputs[1:]]
    columns = (
        _target(),
        *(Column(scanned_text(each)) for each in found.inputs[1:]),
        Column(both("met at")),
        Column(both("missed at")),
    )
    cells = tuple(
        (
            name_of(names.loc[row["target_id"]].to_dict()),
            *(same(_value(row[name])) for name in (*held, "met_at", "missed_at")),
        )
        for row in found.turns.to_dict("records")
    )
    shares = found.table.groupby("target_id", sort=False)["met"].mean()
    every, none = int((shares == 1.0).sum()), int((shares == 0.0).sum())
    still = (
        *([both("Met at every point: {count} targets.", count=every)] if every else []),
        *([both("Missed at every point: {count} targets.", count=none)] if none else []),
    )
    turning = Part(
        scanned_text(found.inputs[0]),
        Table(columns, cells) if cells else None,
        () if cells else (both("No verdict turns."),),
    )
    return Section(both("Where verdicts turn"), (turning,), still)


def _target() -> Column:
    return Column(both("target"), figures=False)


def _value(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
