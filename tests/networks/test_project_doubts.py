"""Which effects of projects turn, on the line world, and that nothing is worked out twice."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from networks.build import project_doubts
from networks.build.project_doubts import (
    FIGURES,
    WINNER,
    project_rows,
    turned_by,
    turning_table,
)
from tests.worlds import line_world
from transnet.base.cache import Cache
from transnet.base.kept_rows import kept_rows
from transnet.io.network_folder import load_network
from transnet.model.network import Network
from transnet.study.project_effects import project_effects
from transnet.study.project_kinds import rests_on_assumptions


def _world() -> Network:
    """The line world, where a slow motorway is slower than the train and trains may be rare."""
    network = line_world("2024-12-31")
    services = network["services"].copy()
    own = services["project"] == "rail-direct"
    services.loc[own, ["headway_low_min", "headway_high_min"]] = [30.0, 960.0]
    network = network.replace_table("services", services)
    projects = network["projects"].assign(theme=["road", "rail"])
    return network.replace_table("projects", projects)


def test_a_figure_turns_where_it_is_nothing_or_of_the_other_sign() -> None:
    usual = {**dict.fromkeys(FIGURES, 1.0), "largest_min": 0.04}
    usual |= {WINNER: "P1", "winner_min": 1.0}
    other = {**usual, "mean_min": 0.004, "pairs": 7, "largest_min": 0.02, "public_min": -1.0}
    found = turned_by(usual, [("all", usual), ("roads", other), ("own", {**other, WINNER: "P2"})])
    nobody = {**usual, WINNER: "", "winner_min": 0.0}
    assert turned_by(usual, [("all", nobody)]) == turned_by(nobody, [("all", usual)])
    assert turned_by(usual, [("all", nobody)]) == {WINNER: "all"}
    assert turned_by(nobody, [("all", nobody)]) == {}
    assert found == {"mean_min": "roads;own", "public_min": "roads;own", WINNER: "own"}


def test_what_turns_is_found_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, network = Cache(tmp_path), _world()
    rows = project_rows(network, cache=cache)
    plain = project_effects(network)
    shown = ["project_id", *FIGURES, WINNER]
    pd.testing.assert_frame_equal(rows[shown], plain[shown], check_dtype=False)
    turning = turning_table(rows).set_index(["project_id", "figure"])["turned_by"]
    # By a motorway at 96 km/h and streets at 24, P1 and P3 are 71.25 apart, by rail less.
    assert turning["road-north", "largest_min"] == "roads"
    assert ("road-north", "public_min") not in turning.index

    def never(*_: object) -> None:
        raise AssertionError("worked out again")

    monkeypatch.setattr(project_doubts, "effects_between", never)
    again = project_rows(network, cache=cache)
    pd.testing.assert_frame_equal(rows, again)
    other = network.replace_table("places", network["places"].assign(population=1000))
    with pytest.raises(AssertionError, match="worked out again"):
        project_rows(other, cache=cache)


def test_a_project_rests_on_what_is_recalled_or_assumed_of_its_own_rows() -> None:
    network = _world()
    assert not rests_on_assumptions(network, "rail-direct")
    services = network["services"].copy()
    services.loc[services["service_id"] == "E1", "basis"] = "assumed"  # of no project
    assert not rests_on_assumptions(network.replace_table("services", services), "rail-direct")
    services = services.copy()  # what a network holds is never changed
    services.loc[services["service_id"] == "E5", "basis"] = "recalled"
    network = network.replace_table("services", services)
    assert rests_on_assumptions(network, "rail-direct")
    assert not rests_on_assumptions(network, "road-north")
    services = services.copy()
    services.loc[services["service_id"] == "E5", "status"] = "cancelled"
    network = network.replace_table("services", services)
    assert not rests_on_assumptions(network, "rail-direct")


@pytest.mark.parametrize(
    ("project", "assumed"),
    [
        ("hw-ty-nw-ring", False),  # roads that are found or derived
        ("hw-dead-end-roads", True),  # roads that are assumed
        ("rail-xiongxin-hsr", True),  # found stations, derived tracks, assumed trains
        ("hw-taijiu-widening", False),  # one measure that is found
        ("rail-busy-doubling", True),  # one measure that is assumed
    ],
)
def test_measures_and_rows_count_alike(project: str, assumed: bool) -> None:
    assert rests_on_assumptions(load_network("shanxi-central"), project) is assumed


def test_rows_are_kept_by_their_parts(tmp_path: Path) -> None:
    cache, made = Cache(tmp_path), []

    def make() -> list[dict[str, object]]:
        made.append(1)
        return [{"a": 0.1, "b": "市", "c": None, "d": True}]

    first = kept_rows(["x"], ["transnet.base.units"], make, cache)
    assert kept_rows(["x"], ["transnet.base.units"], make, cache) == first == make()
    assert len(made) == 2
    kept_rows(["y"], ["transnet.base.units"], make, cache)
    kept_rows(["x"], ["transnet.base.errors"], make, cache)
    assert len(made) == 4
