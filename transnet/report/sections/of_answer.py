"""Which section tells an answer, by its kind, and what it is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from transnet.base.given import wrong_type
from transnet.base.language import said
from transnet.report.sections.outcome_sections import (
    diagnosis_section,
    resilience_section,
    robustness_section,
    scan_section,
)
from transnet.report.sections.project_sections import attribution_section, staging_section
from transnet.report.sections.section import Section


@dataclass(frozen=True)
class Kind:
    """A kind of answer: the name of its files, and what makes its section."""

    name: str
    section: Callable[[Any], Section]


_KINDS = {
    "Diagnosis": Kind("diagnose", diagnosis_section),
    "Attribution": Kind("attribute", attribution_section),
    "Robustness": Kind("robust", robustness_section),
    "Staging": Kind("stage", staging_section),
    "Resilience": Kind("resilience", resilience_section),
    "Scan": Kind("scan", scan_section),
}


def kind_of(answer: object) -> Kind:
    """Return the kind of an answer; raises InputError for what is none."""
    found = _KINDS.get(type(answer).__name__)
    if found is None:
        raise wrong_type(answer, "answer", said("diagnose, attribute, … give one"))
    return found


def tables_of(answer: Any) -> dict[str, pd.DataFrame]:
    """Return the tables of an answer by name."""
    values = {each.name: getattr(answer, each.name) for each in fields(answer)}
    return {name: each for name, each in values.items() if isinstance(each, pd.DataFrame)}
