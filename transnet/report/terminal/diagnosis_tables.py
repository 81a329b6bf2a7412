"""A diagnosis in the terminal: what is missing, leg by leg, and the least that mends it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text as RichText

from transnet.base.language import in_words, said
from transnet.report.terminal.table_style import console, named, open_table
from transnet.report.words import diagnosis_words as words
from transnet.report.words.words import minutes

if TYPE_CHECKING:
    from transnet.decision.diagnosis import Diagnosis

_ROWS = 6  # of each target, those that miss most


def print_diagnosis(found: Diagnosis, proved: Mapping[str, bool] | None = None) -> None:
    """Print, of each failing target, what is missing and what would mend it.

    proved  of each target whether the run of the written file meets it
    """
    if not found.remedies:
        console().print(in_words(said("Every target is met: nothing is missing.")))
        return
    targets = {row["target_id"]: row for row in found.targets.to_dict("records")}
    places = {row["place_id"]: row for row in found.places.to_dict("records")}
    parts: list[RenderableType] = []
    for remedy in found.remedies:
        parts.append(RichText(named(targets[remedy.target]), style="bold"))
        rows = found.missing[found.missing["target_id"] == remedy.target]
        table = open_table(
            (in_words(said("from – to")), "left"),
            (in_words(said("minutes")), "right"),
            (in_words(said("missing")), "right"),
            (in_words(said("made of")), "left"),
            whole=True,
        )
        for row in rows.head(_ROWS).to_dict("records"):
            ends = [named(places[row[end]]) for end in ("from_id", "to_id") if row[end] in places]
            cells = (in_words(minutes(row["minutes"])), in_words(words.missing(row)))
            table.add_row(" – ".join(ends), *cells, in_words(words.legs(row)))
        parts.append(table)
        if len(rows) > _ROWS:
            parts.append(
                RichText(in_words(said("and {count} more", count=len(rows) - _ROWS)), "dim")
            )
        parts += [RichText(in_words(each)) for each in words.remedy_words(found, remedy)]
        if proved is not None and remedy.edits:
            parts.append(RichText(in_words(words.proof_by_run(proved[remedy.target])), "dim"))
        parts.append(RichText(""))
    console().print(Group(*parts))


def diagnosis_json(found: Diagnosis, proved: Mapping[str, bool] | None = None) -> dict[str, Any]:
    """Return a diagnosis as JSON has it, unknown figures null."""
    return {
        "missing": json.loads(found.missing.to_json(orient="records")),
        "candidates": found.candidates["project_id"].tolist(),
        "remedies": [
            {
                "target_id": each.target,
                "projects": list(each.projects.chosen),
                "others": each.projects.others,
                "looked": each.projects.looked,
                "proofs": [list(proof) for proof in each.projects.proofs],
                "inputs": [
                    {
                        "input": lever.name,
                        "rows": [list(row) for row in lever.rows],
                        "service_id": lever.service or None,
                        "headway_min": lever.headway_min or None,
                    }
                    for lever in each.levers
                ],
                "met_by_run": None if proved is None else proved[each.target],
            }
            for each in found.remedies
        ],
    }
