"""Usual parameters, which stand in where a network gives none: times, never prices.

They are round values for anywhere, assumed and marked so. Prices differ by country and currency, so
none is here: who asks for money or CO2 gives rows of their own.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib.resources import files

import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import joined, said
from transnet.model.cells import type_table
from transnet.model.parameters import parameter_specs
from transnet.model.raw import RawTable
from transnet.model.schema import tables

TABLE = "parameters"
ASSUMED_SOURCE = {"source": "usual value of transnet", "basis": "assumed", "confidence": "low"}


@cache
def usual_rows() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Return the cells of each usual parameter, as text, by parameter and mode."""
    text = files("transnet.model").joinpath("usual_parameters.csv").read_text(encoding="utf-8")
    return {
        (row["parameter"], row["mode"]): {**row, **ASSUMED_SOURCE}
        for row in csv.DictReader(text.splitlines())
    }


def missing_modes(
    given: Collection[tuple[str, str]], running: Collection[str]
) -> dict[str, list[str]]:
    """Return the modes for which parameters of travel times have no value, by parameter.

    given    parameter and mode of each row
    running  modes in which services run
    """
    found = {}
    for name, spec in parameter_specs().items():
        if spec.serves != "time":
            continue
        needed = [*spec.modes, *(mode for mode in spec.optional if mode in running)]
        lacking = [mode for mode in needed if not {(name, mode), (name, "all")} & {*given}]
        if lacking:
            found[name] = lacking
    return found


def with_usual(frame: pd.DataFrame, running: Collection[str]) -> tuple[pd.DataFrame, list[Notice]]:
    """Return parameters with usual ones in place of those that are needed and not there.

    frame    the table as it was read; without a row all usual ones stand in, for money too
    running  modes in which services run
    """
    given = set(zip(frame["parameter"].tolist(), frame["mode"].tolist(), strict=True))
    usual = usual_rows()
    if not given:
        hint = said(
            "usual values of transnet stand in for all {count} parameters: assumed, of low "
            "confidence, and without prices",
            count=len(usual),
        )
        return _typed(usual.values()), [notice("usual_parameter", TABLE, 0, "", "", hint)]
    rows, found = [], []
    for name, modes in missing_modes(given, running).items():
        known = [mode for mode in modes if (name, mode) in usual]
        rows += [usual[name, mode] for mode in known]
        if known:
            parts = [f"{usual[name, mode]['value']} ({mode})" for mode in known]
            hint = said(
                "usual values stand in, assumed: {values} {unit}",
                values=joined(parts),
                unit=parameter_specs()[name].unit,
            )
            found.append(notice("usual_parameter", TABLE, 0, "parameter", name, hint))
    if not rows:
        return frame, []
    return pd.concat([frame, _typed(rows)], ignore_index=True), found


def _typed(rows: Iterable[Mapping[str, str]]) -> pd.DataFrame:
    return type_table(tables()[TABLE], RawTable.from_records(TABLE, rows))[0]
