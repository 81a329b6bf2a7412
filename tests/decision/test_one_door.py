"""Decisions ask a study to judge states, and read them in no other way."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.import_graph import PACKAGE
from transnet.study.compiled import CompiledNetwork

ROOM = sorted((PACKAGE / "decision").glob("*.py"))
ASKED = {
    "judge", "judged_for", "state", "states_of", "network_of", "edited", "families", "with_targets",
}  # fmt: skip
"""What a study is asked: to judge states, and how many it judged for some; what states there are
and what tables they have; which projects may decide what, and the same for other targets."""
WITH_STATES = {
    "asked_trip",  # one trip with its legs, in many states: no state is judged
    "belts", "compiled", "evaluate", "input_ends", "known_parts", "lost_sets", "network_state",
    "opened_sets", "outcome", "outcome_parts", "result", "scenario_notices", "sensitivity_tables",
    "target_measures", "verdicts", "wanted",
}  # fmt: skip
"""Files of the room `study` that hold its door, what comes out of it, and words and tables."""


def _calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr


def _of_study(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("transnet.study."):
            yield str(node.module).split(".")[2]


@pytest.mark.parametrize("path", ROOM, ids=lambda path: path.stem)
def test_states_are_judged_by_one_door(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    methods = {
        name
        for name, _ in inspect.getmembers(CompiledNetwork, inspect.isfunction)
        if not name.startswith("_")
    }
    assert methods >= ASKED
    assert not (methods - ASKED) & set(_calls(tree))
    assert set(_of_study(tree)) <= WITH_STATES


def test_the_door_is_used() -> None:
    judging = {path.stem for path in ROOM if "judge" in _calls(ast.parse(path.read_text("utf-8")))}
    needed = {"diagnosis", "drawn_figures", "input_levers", "outcomes", "project_sets"}
    assert needed | {"resilience", "scan"} <= judging
