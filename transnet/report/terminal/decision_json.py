"""Answers of decisions as JSON: all that their tables hold, what isn't known null."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pandas as pd

from transnet.base.plain import plain, records
from transnet.report.words import diagnosis_words
from transnet.report.words import resilience_words as words

if TYPE_CHECKING:
    from transnet.decision.attribution import Attribution
    from transnet.decision.diagnosis import Diagnosis, Remedy
    from transnet.decision.resilience import Resilience
    from transnet.decision.robustness import Robustness
    from transnet.decision.scan import Scan
    from transnet.decision.staging import Staging


def answer_json(found: Any) -> dict[str, Any]:
    """Return any of these answers as JSON has it: what it is about, and all that it holds."""
    plain_of: dict[str, Callable[[Any], dict[str, Any]]] = {
        "Attribution": attribution_json,
        "Diagnosis": diagnosis_json,
        "Resilience": resilience_json,
        "Robustness": robustness_json,
        "Scan": scan_json,
        "Staging": staging_json,
    }
    return plain_of[type(found).__name__](found)


def _subject(found: Any) -> dict[str, str]:
    return {"of_zh": found.subject.zh, "of_en": found.subject.en}


def attribution_json(found: Attribution) -> dict[str, Any]:
    """Return shares as JSON has them, unknown figures null."""
    return {
        **_subject(found),
        "date": found.date.isoformat(),
        "judged": found.judged,
        "totals": _records(found.totals),
        "shares": _records(found.table),
        "pairs": _records(found.pairs),
    }


def staging_json(found: Staging) -> dict[str, Any]:
    """Return an order of building as JSON has it."""
    return {
        **_subject(found),
        "by": found.by,
        "target": found.target or None,
        "met_years": found.met_years if found.met_years == found.met_years else None,
        "gap": found.gap,
        "off": found.off,
        "judged": found.judged,
        "order": _records(found.order),
        "orders": _records(found.orders),
        "left_out": found.left_out["project_id"].tolist(),
        "uncosted": found.uncosted["project_id"].tolist(),
    }


def _records(frame: pd.DataFrame) -> Any:
    return json.loads(frame.to_json(orient="records", date_format="iso", date_unit="s"))


def diagnosis_json(found: Diagnosis, proved: Mapping[str, bool] | None = None) -> dict[str, Any]:
    """Return a diagnosis as JSON has it, its words too, unknown figures null."""
    targets = found.targets.set_index("target_id")
    places = found.places.set_index("place_id")
    missing = json.loads(found.missing.to_json(orient="records"))
    mending = diagnosis_words.changes(found)
    for row in missing:
        for end in ("from", "to"):
            row.update(_named(places, row[f"{end}_id"], f"{end}_"))
        told = mending.get((row["target_id"], row["from_id"], row["to_id"]))
        row.update(mended_zh=told and told.zh, mended_en=told and told.en)
    remedies = [
        {
            **_remedy_json(found, each),
            **_named(targets, each.target),
            "met_by_run": None if proved is None else proved[each.target],
        }
        for each in found.remedies
    ]
    candidates = found.candidates["project_id"].tolist()
    own = {"missing": missing, "candidates": candidates, "remedies": remedies}
    return {**_subject(found), **own}


def _remedy_json(found: Diagnosis, remedy: Remedy) -> dict[str, Any]:
    """Return what meets a target, or what is left, and its words: a sentence each."""
    told = diagnosis_words.remedy_words(found, remedy)
    levers = [
        {
            "input": each.name,
            "rows": [list(row) for row in each.rows],
            "service_id": each.service or None,
            "headway_min": each.headway_min or None,
        }
        for each in remedy.levers
    ]
    return {
        "target_id": remedy.target,
        "shortfall": plain(remedy.shortfall),
        "projects": list(remedy.projects.chosen),
        "others": remedy.projects.others,
        "looked": remedy.projects.looked,
        "proofs": [list(proof) for proof in remedy.projects.proofs],
        "inputs": levers,
        "told_zh": [each.zh for each in told],
        "told_en": [each.en for each in told],
    }


def _named(table: pd.DataFrame, name: str, prefix: str = "") -> dict[str, str | None]:
    """Return the names of a row by its id; null for an id that has none."""
    keys = ("name_zh", "name_en")
    known = name in table.index
    return {f"{prefix}{key}": str(table.loc[name, key]) if known else None for key in keys}


def resilience_json(found: Resilience) -> dict[str, Any]:
    """Return losses, their words and the counties that they hit; what isn't finite is null."""
    rows = found.table.to_dict("records")
    told = [words.loss_text(row) for row in rows]
    losses = [
        {**plain, "told_zh": text.zh, "told_en": text.en}
        for plain, text in zip(records(found.table), told, strict=True)
    ]
    return {
        **_subject(found),
        "date": found.date.isoformat(),
        "judged": found.judged,
        "losses": losses,
        "places": records(found.places),
    }


def scan_json(found: Scan) -> dict[str, Any]:
    """Return a scan as JSON has it, unknown figures null."""
    return {
        **_subject(found),
        "inputs": [each.label for each in found.inputs],
        "points": json.loads(found.table.to_json(orient="records")),
        "turns": json.loads(found.turns.to_json(orient="records")),
    }


def robustness_json(found: Robustness) -> dict[str, Any]:
    """Return all tables as plain values, what isn't finite null."""
    names = [each.name for each in fields(found) if each.name != "subject"]
    values = {name: getattr(found, name) for name in names}
    return _subject(found) | {
        name: records(value) if isinstance(value, pd.DataFrame) else value
        for name, value in values.items()
    }
