"""The parameters that a network must give, as data: name, modes, unit and range."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """One parameter: the modes that need a value (a row for all serves every one) and its range."""

    name: str
    modes: tuple[str, ...]
    unit: str
    minimum: float
    maximum: float
    description: str


@cache
def parameter_specs() -> Mapping[str, ParameterSpec]:
    """Return every parameter by name, in the order of parameters.csv."""
    text = files("transnet.model").joinpath("parameters.csv").read_text(encoding="utf-8")
    return {
        row["parameter"]: ParameterSpec(
            name=row["parameter"],
            modes=tuple(row["modes"].split("|")),
            unit=row["unit"],
            minimum=float(row["minimum"]),
            maximum=float(row["maximum"]),
            description=row["description"],
        )
        for row in csv.DictReader(text.splitlines())
    }
