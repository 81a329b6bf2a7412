"""RoutingKit's C++ answers the benchmark's questions like SciPy, or is left out with a reason."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from benchmarks import __main__ as command
from benchmarks.contenders import Contender
from benchmarks.graphs import Road, from_arcs, made_up
from benchmarks.peers import Scipy, make
from benchmarks.questions import Question, Work
from benchmarks.routingkit_driver import VARIABLE
from benchmarks.timing import Timing, compare, machine

NAMES = ["routingkit-dijkstra", "routingkit-ch", "routingkit-c++", "routingkit-perfect"]
TREES = {
    "one to all, prepared, 16 trees, one a call",
    "one to all, prepared, 16 trees in a call",
    "one to all, prepared, 16 trees into memory at hand",
}
TABLES = {
    "1,000 pairs, one a call",
    "1,000 pairs in a call",
    "1,000 paths",
    "matrix 1,000 x 1,000",
    "5 arcs change, matrix again",
}
SUMS = {"opportunities in 5 min, every node", "opportunities in 15 min, every node"}


@pytest.fixture
def _checkout() -> None:
    if not os.environ.get(VARIABLE):
        pytest.skip(f"{VARIABLE} names no checkout of RoutingKit that was made")


def _timings(road: Road, questions: list[Question]) -> list[Timing]:
    contenders = [Scipy(road), *(make(name, road) for name in NAMES)]
    return [each for question in questions for each in compare(question, contenders, 2)]


@pytest.mark.usefixtures("_checkout")
def test_its_answers_are_those_of_scipy() -> None:
    grid = made_up(32)
    left = grid.tails % 5 != 0  # a fifth of the nodes are dead ends: many pairs have no way
    arcs = (grid.tails[left], grid.heads[left], grid.weights[left])
    road = from_arcs("dead ends", grid.nodes, arcs, grid.points)
    work = Work(road)
    paths = [question for question in work.questions() if question.needs != "paths"]
    timings = [each for each in _timings(road, paths) if each.contender != "SciPy"]
    assert not any(each.differs for each in timings)
    unlike = {each.question for each in timings if each.differs is None}
    assert unlike == {
        "whole metric"
    }  # SciPy has none: the first of those who have is compared with


@pytest.mark.usefixtures("_checkout")
def test_each_is_asked_what_it_can_answer() -> None:
    road = made_up(24)
    work = Work(road)
    asked = defaultdict(set)
    for each in _timings(road, [*work.questions(), work.order_question()]):
        assert not each.differs
        asked[each.contender].add(each.question)
    del asked["SciPy"]
    assert asked == {
        "RoutingKit Dijkstra": {"one to all, unprepared, 16 trees", *TREES, *SUMS},
        "RoutingKit CH": {*TREES, *TABLES, "order and build"},
        "RoutingKit CCH": {*TREES, *TABLES, "whole metric", "order and build"},
        "RoutingKit CCH, perfect": {*TREES, *TABLES, "whole metric"},
    }
    assert ("RoutingKit" in machine()) == (Path(os.environ[VARIABLE]) / ".git").exists()


@pytest.mark.usefixtures("_checkout")
def test_a_change_is_taken_and_undone() -> None:
    road = made_up(16)
    arcs = np.arange(5, dtype=np.int32)
    changed = np.full(5, 10**6, np.int32)
    ends = (np.array([0, 1], np.int32), np.array([1, 0, 200], np.int32))
    for name in NAMES[1:]:
        peer = make(name, road)
        usual = peer.matrix(*ends).tolist()
        peer.change(arcs, changed)
        reference = Scipy(road)
        reference.change(arcs, changed)
        assert peer.matrix(*ends).tolist() == reference.matrix(*ends).tolist() != usual
        peer.undo(arcs, road.weights[arcs])
        assert peer.matrix(*ends).tolist() == usual


@pytest.mark.usefixtures("_checkout")
def test_without_coordinates_both_cch_take_our_order() -> None:
    grid = made_up(16)
    road = Road("nowhere", grid.indptr, grid.heads, grid.weights, None)
    everywhere = np.arange(road.nodes, dtype=np.int32)
    expected = Scipy(road).trees(everywhere).tolist()
    for name in NAMES[2:]:
        assert make(name, road).trees(everywhere).tolist() == expected


@pytest.mark.parametrize(
    ("folder", "said"), [(None, "names no RoutingKit"), ("empty", "run make in")]
)
def test_it_is_left_out_with_a_reason(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    folder: str | None,
    said: str,
) -> None:
    if folder is None:
        monkeypatch.delenv(VARIABLE, raising=False)
    else:
        monkeypatch.setenv(VARIABLE, str(tmp_path / folder))
    assert list(command._peers(made_up(4), NAMES)) == []
    told = capsys.readouterr().out.splitlines()
    assert [line.split(" ")[0] for line in told] == NAMES
    assert all(said in line for line in told)


def test_a_driver_that_cannot_be_compiled_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "libroutingkit.a").write_bytes(b"no archive")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    monkeypatch.setattr("benchmarks.routingkit_driver.default_folder", tmp_path.joinpath)
    assert list(command._peers(made_up(4), NAMES[:1])) == []
    assert "RoutingKit's driver" in capsys.readouterr().out
    assert not list(tmp_path.rglob("*.so"))


def test_what_comes_first_is_never_scaled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A share of the matrix is scaled up; the change before it counts as it is."""
    clock = [0.0]
    monkeypatch.setattr("benchmarks.timing.perf_counter", lambda: clock[0])

    def change(_contender: Contender) -> None:
        clock[0] += 30.0

    def matrix(_contender: Contender, share: float) -> None:
        clock[0] += 10.0 * share

    question = Question("q", "matrix", matrix, least=0.01, budget_s=1.0, first=change)
    (timing,) = compare(question, [Scipy(made_up(4))], 1)
    assert timing.share == pytest.approx(0.1)
    assert timing.median_s == pytest.approx(40.0)
