"""The schema of a network folder: one CSV that serves the loader, the checks and the docs."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what may stand in it and what it means.

    default  what an empty cell stands for, as `model/cell_defaults.py` reads it; "" for nothing
    """

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
    meaning_zh: str = ""
    default: str = ""

    @property
    def may_lack(self) -> bool:
        """Whether a file can do without the column: no row needs it, or something stands in."""
        return not self.required or bool(self.default)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns in order, what it holds, and whether a network can lack it."""

    name: str
    columns: Mapping[str, Column]
    meaning: str = ""
    meaning_zh: str = ""
    needed: bool = False

    @property
    def primary_key(self) -> tuple[str, ...]:
        """Names of the columns that together identify a row."""
        return tuple(name for name, column in self.columns.items() if column.primary)


@cache
def tables() -> Mapping[str, Table]:
    """Return the tables of a network folder, by name, in schema order."""
    columns: dict[str, dict[str, Column]] = {}
    for row in _rows("schema.csv"):
        columns.setdefault(row["table"], {})[row["column"]] = _column(row)
    return {
        row["table"]: Table(
            row["table"],
            columns[row["table"]],
            row["meaning"],
            row["meaning_zh"],
            row["needed"] == "yes",
        )
        for row in _rows("tables.csv")
    }


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    text = files("transnet.model").joinpath(name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


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
        meaning_zh=row["meaning_zh"],
        default=row["default"],
    )


def _references(text: str) -> tuple[tuple[str, str], ...]:
    targets = (target.partition(".") for target in text.split("|") if target)
    return tuple((table, column) for table, _, column in targets)
