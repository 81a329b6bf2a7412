"""Parameters: all there, within their range, and in the unit that the code reckons with."""

from __future__ import annotations

import math
from collections.abc import Iterator
from difflib import get_close_matches

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import joined, said
from transnet.model.checks.rules import Draft, Rule, flagged, numbers, texts
from transnet.model.parameters import ParameterSpec, out_of_range, parameter_specs
from transnet.model.usual_parameters import missing_modes

_LIKE = 0.85  # more alike than this is a slip of the pen, less another parameter
_UNKNOWN = ParameterSpec("", (), (), "", -math.inf, math.inf, "")


def missing_parameters(draft: Draft) -> Iterator[Notice]:
    """Yield parameters of travel times without a row for a mode that needs one."""
    frame = draft["parameters"]
    given = set(zip(texts(frame, "parameter"), texts(frame, "mode"), strict=True))
    running = set(texts(draft["services"], "mode"))
    for name, lacking in missing_modes(given, running).items():
        unit, modes = parameter_specs()[name].unit, joined(lacking)
        hint = said("add {name} in {unit} for {modes}", name=name, unit=unit, modes=modes)
        yield notice("missing_parameter", "parameters", 0, "parameter", name, hint)


def unknown_parameters(draft: Draft) -> Iterator[Notice]:
    """Yield parameters, or modes of one, that no code reads."""
    frame = draft["parameters"]
    specs = parameter_specs()
    pairs = zip(texts(frame, "parameter"), texts(frame, "mode"), strict=True)
    for row, (name, mode) in enumerate(pairs, start=2):
        if name and name not in specs:
            column, value, known = "parameter", name, list(specs)
        elif name and mode and mode not in (*specs[name].known, "all"):
            column, value, known = "mode", mode, list(specs[name].known)
        else:
            continue
        near = get_close_matches(value, known, n=1, cutoff=_LIKE) if len(value) <= 60 else []
        code = "unknown_parameter" if near else "unused_parameter"
        hint = said("did you mean {near!r}?", near=near[0]) if near else said("no code reads it")
        yield notice(code, "parameters", row, column, value, hint)


def parameter_values(draft: Draft) -> Iterator[Notice]:
    """Yield values outside their own ends, the range of the parameter, or its unit."""
    frame = draft["parameters"]
    value, low, high = (numbers(frame, column) for column in ("value", "low", "high"))
    wrong = (low > value) | (value > high) | (low > high)
    hint = said("expected low <= value <= high")
    yield from flagged("parameter_order", ("parameters", "value"), frame, wrong, hint)
    specs = [parameter_specs().get(name, _UNKNOWN) for name in texts(frame, "parameter")]
    units = texts(frame, "unit")
    foreign = [spec.unit not in ("", unit) for spec, unit in zip(specs, units, strict=True)]
    yield from flagged(
        "unexpected_unit",
        ("parameters", "unit"),
        frame,
        foreign,
        lambda row: said("the value is read in {unit}", unit=specs[row].unit),
    )
    for column in ("value", "low", "high"):
        outside = [
            bool(spec.name) and not math.isnan(number) and bool(out_of_range(spec.name, number))
            for spec, number in zip(specs, numbers(frame, column), strict=True)
        ]
        yield from flagged(
            "out_of_range",
            ("parameters", column),
            frame,
            outside,
            lambda row: specs[row].range_text,
        )


RULES = (
    Rule(("parameters", "services"), missing_parameters),
    Rule(("parameters",), unknown_parameters),
    Rule(("parameters",), parameter_values),
)
