"""Measures of minutes alone say what they leave out: trips that are shorter, yet worse."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.units import MS_PER_MIN, UNREACHABLE_MS
from transnet.report.words.minutes_alone import minutes_alone

_IDS = ["a", "b", "far"]


def _state(travel: list[list[float]], choice: list[list[float]]) -> Any:
    trips = SimpleNamespace(
        **{
            name: np.array(
                [[UNREACHABLE_MS if each < 0 else each * MS_PER_MIN for each in row] for row in of],
                dtype=np.int64,
            )
            for name, of in (("travel", travel), ("choice", choice))
        }
    )
    places = pd.DataFrame({"place_id": _IDS, "kind": ["county", "county", "external"]})
    return SimpleNamespace(model=SimpleNamespace(trips=lambda _: trips), places=places)


def _result(after: tuple[list[list[float]], list[list[float]]], outcomes: list[str]) -> Any:
    counties = pd.DataFrame({"place_id": ["a", "b"], "outcome": outcomes})
    gains = SimpleNamespace(
        settings=SimpleNamespace(using="best"), headline_measure="watt", of=lambda _: counties
    )
    even = [[0.0, 100.0, 100.0]] * 3
    return SimpleNamespace(
        before=_state(even, even),
        after=_state(*after),
        gains=gains,
        known=lambda _, make, **_named: make(),
    )


def test_a_closure_that_shortens_trips_says_that_none_is_better() -> None:
    travel = [[0.0, 100.0, 90.0], [0.0, 100.0, 100.0], [0.0, 50.0, 50.0]]
    choice = [[0.0, 100.0, 120.0], [0.0, 100.0, 130.0], [0.0, 150.0, 150.0]]
    said = minutes_alone(_result((travel, choice), ["wins", "same"]))
    assert "fewer minutes that are worse: 1, with more minutes that are better: 0" in said.en
    assert (
        "counties that gain without a better trip: 1, that lose without a worse one: 0" in said.en
    )
    assert "更差的出行 1，" in said.zh
    assert "没有一程更优的受益县区 1，" in said.zh


def test_an_opening_that_lengthens_trips_says_that_none_is_worse() -> None:
    travel = [[0.0, 100.0, 104.0], [0.0, 100.0, 100.5], [0.0, 50.0, 50.0]]
    choice = [[0.0, 100.0, 90.0], [0.0, 100.0, 90.0], [0.0, 50.0, 50.0]]
    said = minutes_alone(_result((travel, choice), ["loses", "same"]))
    assert "fewer minutes that are worse: 0, with more minutes that are better: 1" in said.en
    assert "that lose without a worse one: 1" in said.en


def test_nothing_is_said_where_minutes_and_choice_agree_or_a_trip_is_lost() -> None:
    travel = [[0.0, 100.0, 90.0], [0.0, 100.0, -1.0], [0.0, 50.0, 50.0]]
    choice = [[0.0, 100.0, 90.0], [0.0, 100.0, -1.0], [0.0, 150.0, 150.0]]
    assert not minutes_alone(_result((travel, choice), ["wins", "same"]))
