"""Holes as `transnet validate` prints them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.report.terminal.test_result_tables import WIDTHS, assert_fits, shown
from tests.travel.validation.test_holes import excused, with_published, without_trains
from tests.worlds import line_world
from transnet.model.schema import tables
from transnet.report.terminal.hole_tables import RULES
from transnet.report.terminal.validation_tables import validation_tables
from transnet.travel.validation.validate import Validation, validate


def _said(validation: Validation, width: int = 100) -> str:
    text = shown(validation_tables(validation), width)
    assert_fits(text, width)
    return " ".join(text.split())


def test_every_rule_has_a_name_in_both_languages() -> None:
    assert set(RULES) == set(tables()["exceptions"].columns["rule"].choices)
    assert all(name.zh and name.en for name in RULES.values())


@pytest.mark.parametrize("width", WIDTHS)
def test_holes_and_published_times_are_printed(width: int) -> None:
    said = _said(validate(with_published(20.0)), width)
    for part in (
        "20 min",
        "30 min",
        "+50.0%",
        "2024-07",
        "Holes in the tables: 1",
        "0.50",
    ):
        assert part in said
    assert "off the published time" in said
    assert "Exceptions" not in said
    assert "Stale" not in said


@pytest.mark.parametrize("width", WIDTHS)
def test_exceptions_and_stale_ones_are_printed_with_their_reason(width: int) -> None:
    network = excused(with_published(20.0), ("published", "S1", "S3"), ("detour", "P1", ""))
    said = _said(validate(network), width)
    assert "Holes in the tables: 0" in said
    assert "Exceptions, named" in said
    assert "No S1" in said
    assert "Stale exceptions" in said
    assert "No P1" in said


def test_infinite_figures_and_long_lists_are_short() -> None:
    validation = validate(without_trains(line_world("2024-12-31")))
    assert "∞" in _said(validation)
    many = replace(validation, holes=pd.concat([validation.holes] * 15, ignore_index=True))
    said = _said(many)
    assert "Holes in the tables: 15" in said
    assert "and 3 more" in said
