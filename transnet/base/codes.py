"""Every notice a check can give: one table that rules, tests and docs share."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from transnet.base.errors import Notice, Severity
from transnet.base.language import Message

_SHOWN = 80
# Subjects of what `transnet check` finds in the folder of a network; others have other sources.
_OF_NETWORK = {
    *("files", "cells", "ids", "network", "network.toml", "topology", "units", "parameters"),
    *("places", "dates", "projects"),
}


HOW_READ = frozenset(
    {
        *("utf16_text", "other_encoding", "other_delimiter", "empty_columns", "short_row"),
        *(
            "extra_column",
            "day_read",
            "time_read",
            "number_read",
            "header_read",
            "macros_ignored",
            "formula_read",
            "hidden_part",
        ),
    }
)
"""Codes of notices that say how something was read that isn't as the formats want it."""

STOOD_IN = frozenset({"default_taken", "table_made", "usual_parameter", "open_without_date"})
"""Codes of notices that say what stands in for what a network doesn't give."""


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of notice: how grave it is, what it concerns and what it means."""

    code: str
    severity: Severity
    subject: str
    meaning: str

    @property
    def is_of_network(self) -> bool:
        """Whether a folder of a network can give it, as tests/bad shows."""
        return self.subject in _OF_NETWORK


@cache
def codes() -> Mapping[str, Code]:
    """Return every code by name, in the order of codes.csv."""
    text = files("transnet.base").joinpath("codes.csv").read_text(encoding="utf-8")
    return {
        row["code"]: Code(
            row["code"], cast("Severity", row["severity"]), row["subject"], Message(row["meaning"])
        )
        for row in csv.DictReader(text.splitlines())
    }


def notice(code: str, table: str, row: int, column: str, value: object, hint: str) -> Notice:
    """Return a notice whose severity the table of codes decides; long values are cut.

    row  1-based, the header is row 1; 0 means the whole table
    Raises KeyError for a code that the table doesn't list.
    """
    severity = codes()[code].severity
    text = value if isinstance(value, str) else str(value)
    return Notice(code, severity, shown(table), row, shown(column), shown(text), hint)


def shown(text: str) -> str:
    """Return text that any terminal and JSON file takes; control characters are written out.

    A message stays one, so that it can still say itself in either language.
    """
    if isinstance(text, Message):
        return text
    clean = "".join(mark if mark.isprintable() else _escaped(mark) for mark in text[:_SHOWN])
    return clean if len(text) <= _SHOWN else clean[:-1] + "…"


def _escaped(mark: str) -> str:
    return mark.encode("unicode_escape").decode("ascii")
