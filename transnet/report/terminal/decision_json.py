"""Answers of decisions as JSON: all that their tables hold, what isn't known null."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pandas as pd

from transnet.base.plain import records
from transnet.report.words import resilience_words as words

if TYPE_CHECKING:
    from transnet.decision.attribution import Attribution
    from transnet.decision.diagnosis import Diagnosis
    from transnet.decision.resilience import Resilience
    from transnet.decision.robustness import Robustness
    from transnet.decision.scan import Scan
    from transnet.decision.staging import Staging


def attribution_json(found: Attribution) -> dict[str, Any]:
    """Return shares as JSON has them, unknown figures null."""
    return {
        "date": found.date.isoformat(),
        "judged": found.judged,
        "totals": _records(found.totals),
        "shares": _records(found.table),
        "pairs": _records(found.pairs),
    }


def staging_json(found: Staging) -> dict[str, Any]:
    """Return an order of building as JSON has it."""
    return {
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


def resilience_json(found: Resilience) -> dict[str, Any]:
    """Return losses, their words and the counties that they hit; what isn't finite is null."""
    rows = found.table.to_dict("records")
    told = [words.loss_text(row) for row in rows]
    losses = [
        {**plain, "told_zh": text.zh, "told_en": text.en}
        for plain, text in zip(records(found.table), told, strict=True)
    ]
    return {
        "date": found.date.isoformat(), "losses": losses, "places": records(found.places)
    }  # fmt: skip


def scan_json(found: Scan) -> dict[str, Any]:
    """Return a scan as JSON has it, unknown figures null."""
    return {
        "inputs": [each.label for each in found.inputs],
        "points": json.loads(found.table.to_json(orient="records")),
        "turns": json.loads(found.turns.to_json(orient="records")),
    }


def robustness_json(found: Robustness) -> dict[str, Any]:
    """Return all tables as plain values, what isn't finite null."""
    values = {each.name: getattr(found, each.name) for each in fields(found)}
    return {
        name: records(value) if isinstance(value, pd.DataFrame) else value
        for name, value in values.items()
    }
