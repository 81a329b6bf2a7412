"""The parameters that a network must give, as data: name, modes, unit and range."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from transnet.base.collector import refusal
from transnet.base.language import said
from transnet.model.cell_remedies import range_words

_ENDINGS = "?~"  # in parameters.csv: needed where a service runs in the mode; never needed


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """One parameter: the modes that need a value (a row for all serves every one) and its range.

    optional  modes that need one only where a service runs in them, and 'all' where nothing does
    allowed   modes that may have one, but need none
    serves    'time'; 'cost': needed only by who asks for money, generalised cost or CO2; 'people':
              how many there are; or 'commute': read only where a timetable says who can go to work
              and come back
    """

    name: str
    modes: tuple[str, ...]
    optional: tuple[str, ...]
    unit: str
    minimum: float
    maximum: float
    description: str
    serves: str = "time"
    allowed: tuple[str, ...] = ()
    meaning_zh: str = ""

    @property
    def known(self) -> tuple[str, ...]:
        """Modes that a value may be given for, beside 'all'."""
        return (*self.modes, *self.optional, *self.allowed)

    @property
    def range_text(self) -> str:
        """What the value must be, in words."""
        unit = "" if self.unit == "1" else self.unit
        return range_words(self.minimum, self.maximum, unit)


@cache
def parameter_specs() -> Mapping[str, ParameterSpec]:
    """Return every parameter by name, in the order of parameters.csv."""
    text = files("transnet.model").joinpath("parameters.csv").read_text(encoding="utf-8")
    return {
        row["parameter"]: ParameterSpec(
            name=row["parameter"],
            modes=tuple(mode for mode in row["modes"].split("|") if mode[-1] not in _ENDINGS),
            optional=_marked(row["modes"], "?"),
            allowed=_marked(row["modes"], "~"),
            unit=row["unit"],
            minimum=float(row["minimum"]),
            maximum=float(row["maximum"]),
            description=row["description"],
            serves=row["serves"],
            meaning_zh=row["meaning_zh"],
        )
        for row in csv.DictReader(text.splitlines())
    }


def _marked(modes: str, mark: str) -> tuple[str, ...]:
    return tuple(mode[:-1] for mode in modes.split("|") if mode.endswith(mark))


def time_parameters() -> list[str]:
    """Return the names of the parameters that travel times and people depend on."""
    return [name for name, spec in parameter_specs().items() if spec.serves == "time"]


def out_of_range(name: str, value: float) -> str:
    """Return what a parameter must be where a value can't stand for it, '' where it can.

    This is the one place where ranges are held: tables, scenarios, options and Python ask it.
    """
    spec = parameter_specs().get(name)
    if spec is None:
        return "" if math.isfinite(value) else said("expected a finite number")
    return "" if spec.minimum <= value <= spec.maximum else spec.range_text


def require_in_range(name: str, mode: str, value: float) -> float:
    """Return the value of a parameter; raises InputError for one out of its range."""
    hint = out_of_range(name, value)
    if not hint:
        return value
    text = f"{name} ({mode}) = {value:g}"
    raise refusal(
        said("a parameter can't be used"), "out_of_range", "parameters", hint, text, column="value"
    )
