"""The schema of a network folder: one CSV that serves the loader, the checks and the docs."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what may stand in it and what it means."""

    table: str
    name: str
    type: str
    unit: str
    required: bool
    primary: bool
    minimum: float | None
    maximum: float | None
    choices: tuple[str, ...]
    references: tuple[tuple[str, str], ...]
    description: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns in order."""

    name: str
    columns: Mapping[str, Column]

    @property
    def primary_key(self) -> tuple[str, ...]:
        """Names of the columns that together identify a row."""
        return tuple(name for name, column in self.columns.items() if column.primary)


@cache
def tables() -> Mapping[str, Table]:
    """Return the tables of a network folder, by name, in schema order."""
    text = files("transnet.model").joinpath("schema.csv").read_text(encoding="utf-8")
    columns: dict[str, dict[str, Column]] = {}
    for row in csv.DictReader(text.splitlines()):
        columns.setdefault(row["table"], {})[row["column"]] = _column(row)
    return {name: Table(name, own) for name, own in columns.items()}


def _column(row: Mapping[str, str]) -> Column:
    return Column(
        table=row["table"],
        name=row["column"],
        type=row["type"],
        unit=row["unit"],
        required=row["required"] == "yes",
        primary=row["key"] == "primary",
        minimum=float(row["minimum"]) if row["minimum"] else None,
        maximum=float(row["maximum"]) if row["maximum"] else None,
        choices=tuple(row["choices"].split("|")) if row["choices"] else (),
        references=_references(row["references"]),
        description=row["description"],
    )


def _references(text: str) -> tuple[tuple[str, str], ...]:
    targets = (target.partition(".") for target in text.split("|") if target)
    return tuple((table, column) for table, _, column in targets)
