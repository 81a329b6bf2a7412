"""The parameters that a network must give, as data: name, modes, unit and range."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """One parameter: the modes that need a value (a row for all serves every one) and its range.

    optional  modes that need one only where a service runs in them, and 'all' where nothing does
    serves    'time', or 'cost': needed only by who asks for money, generalised cost or CO2
    """

    name: str
    modes: tuple[str, ...]
    optional: tuple[str, ...]
    unit: str
    minimum: float
    maximum: float
    description: str
    serves: str = "time"


@cache
def parameter_specs() -> Mapping[str, ParameterSpec]:
    """Return every parameter by name, in the order of parameters.csv."""
    text = files("transnet.model").joinpath("parameters.csv").read_text(encoding="utf-8")
    return {
        row["parameter"]: ParameterSpec(
            name=row["parameter"],
            modes=tuple(mode for mode in row["modes"].split("|") if not mode.endswith("?")),
            optional=tuple(mode[:-1] for mode in row["modes"].split("|") if mode.endswith("?")),
            unit=row["unit"],
            minimum=float(row["minimum"]),
            maximum=float(row["maximum"]),
            description=row["description"],
            serves=row["serves"],
        )
        for row in csv.DictReader(text.splitlines())
    }


def time_parameters() -> list[str]:
    """Return the names of the parameters that travel times and people depend on."""
    return [name for name, spec in parameter_specs().items() if spec.serves == "time"]
