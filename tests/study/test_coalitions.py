"""Coalitions of projects, put together from known parts, are what a study from nothing finds."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import fields
from itertools import chain, combinations
from typing import Any

import numpy as np
import pytest

from tests.many_projects import PROJECTS, WORLD
from transnet import Study, load_network
from transnet.base.errors import ScenarioError
from transnet.scenario.openings import Open
from transnet.study.compiled import CompiledNetwork
from transnet.study.known_parts import KnownParts
from transnet.study.network_state import NetworkState
from transnet.study.opened_sets import OpenedSets
from transnet.study.outcome import LaterNotices, Outcome

PLAYERS = (
    "road-north", "rail-direct", "frequent", "gates-b", "flown-often-b", "faster-road-b",
    "parking",
)  # fmt: skip


def _coalitions(projects: Sequence[str] = PLAYERS) -> list[tuple[str, ...]]:
    """Return all coalitions in which projects have what they require."""
    every = chain.from_iterable(combinations(projects, size) for size in range(len(projects) + 1))
    return [each for each in every if "direct-often" not in each or "rail-direct" in each]


def _row(outcome: Outcome, at: int) -> dict[str, Any]:
    return {each.name: getattr(outcome, each.name)[at] for each in fields(Outcome)}


def _same(found: dict[str, Any], expected: dict[str, Any]) -> None:
    for name, value in expected.items():
        if name in ("states", "notices"):
            assert found[name] == value, name
        else:
            assert np.asarray(found[name]).tobytes() == np.asarray(value).tobytes(), name


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return what isn't known meanwhile."""
    judged: list[object] = []

    def watched(plain: Callable[..., Any]) -> Callable[..., Any]:
        def found(self: Any, *asked: Any) -> Any:
            judged.append(asked)
            return plain(self, *asked)

        return found

    monkeypatch.setattr(CompiledNetwork, "_found", watched(CompiledNetwork._found))
    monkeypatch.setattr(KnownParts, "find", watched(KnownParts.find))
    return judged


def test_every_coalition_is_the_same_bytes_as_from_nothing(counted: list[object]) -> None:
    study = Study(WORLD)
    states = [study.state(open=each) for each in _coalitions()]
    outcome = study.judge(states, threads=1)
    # Half of them differ in a parameter: two families, in which either world's parts are known:
    # three projects of the one and three of the other, so 2^3 coalitions of each have them all.
    assert len(counted) == 2 * 2**3
    for at in range(0, len(states), 5):
        _same(_row(outcome, at), _row(Study(WORLD).judge(states[at]), 0))


def test_coalitions_together_are_the_same_bytes_as_one_by_one_and_on_two_threads() -> None:
    study, usual = Study(WORLD), Study(WORLD).state()
    others = [study.state(date="2022-10-31"), NetworkState(usual.date, made=False)]
    states = [*(study.state(open=each) for each in _coalitions()), *others]
    rng = np.random.default_rng(0)
    for _ in range(3):
        order = rng.permutation(len(states))
        mixed = [states[at] for at in order]
        together = [Study(WORLD).judge(mixed, threads=threads) for threads in (1, 2)]
        one_by_one = [study.judge(state) for state in mixed]
        for at, alone in enumerate(one_by_one):
            for outcome in together:
                _same(_row(outcome, at), _row(alone, 0))


def test_a_coalition_that_is_asked_twice_in_one_call_is_found_once(counted: list[object]) -> None:
    study = Study(WORLD)
    plain = [study.state(open=each) for each in _coalitions() if "parking" not in each]
    outcome = study.judge([*plain, *plain], threads=1)
    assert len(counted) == 2**3
    for at in range(len(plain)):
        _same(_row(outcome, at) | {"states": 0}, _row(outcome, len(plain) + at) | {"states": 0})


def test_coalitions_are_judged_where_there_are_no_targets(counted: list[object]) -> None:
    plain = Study(WORLD, targets=WORLD["targets"].iloc[:0])
    states = [plain.state(open=each) for each in _coalitions()[:40]]
    outcome, judged = plain.judge(states, threads=1), Study(WORLD).judge(states, threads=1)
    assert outcome.met.shape == (40, 0)
    assert outcome.people_within_60.tobytes() == judged.people_within_60.tobytes()
    assert len(counted) < 2 * len(states)


def test_states_that_are_asked_one_by_one_are_coalitions_too(counted: list[object]) -> None:
    study = Study(WORLD)
    plain = [each for each in _coalitions() if "parking" not in each]
    for each in [*plain, *plain]:
        study.judge(study.state(open=each))
    del counted[:]
    whole = Study(WORLD).judge([study.state(open=each) for each in plain], threads=1)
    del counted[:]
    for at, each in enumerate(plain):
        _same(_row(study.judge(study.state(open=each)), 0), _row(whole, at))
    assert not counted


def test_what_a_coalition_cannot_be_is_refused_as_ever() -> None:
    study = Study(WORLD)
    study.judge([study.state(open=each) for each in _coalitions()])
    rivals = WORLD["projects"].assign(conflicts=["rail-direct", *[""] * (2 * len(PROJECTS) - 1)])
    other = Study(WORLD.replace_table("projects", rivals))
    states = [other.state(open=each) for each in _coalitions() if "road-north" not in each]
    other.judge(states)
    with pytest.raises(ScenarioError):
        other.judge(other.state(open=("road-north", "rail-direct")))


def test_what_opens_along_is_said_and_counted() -> None:
    study = Study(WORLD)
    study.judge([study.state(open=each) for each in _coalitions()])
    state = study.state(open=("direct-often",))
    found = study.judge(state)
    assert [each.code for each in found.notices[0]][:1] == ["opened_along"]
    _same(_row(found, 0), _row(Study(WORLD).judge(state), 0))


def test_other_states_are_no_coalitions(monkeypatch: pytest.MonkeyPatch) -> None:
    study = Study(WORLD)
    study.judge([study.state(open=each) for each in _coalitions()])
    asked: list[object] = []
    plain = KnownParts.outcome
    monkeypatch.setattr(
        KnownParts, "outcome", lambda self, which: asked.append(which) or plain(self, which)
    )
    usual = study.state()
    for state in (
        study.state(open=("road-north",), traffic="peak"),
        study.state(open=("road-north",), edits=(Open(line=("L2",)),)),
        study.state(open=("*",)),
        NetworkState(usual.date, (Open(project=("gates",)),), made=False),
        NetworkState(usual.date, reference=usual),
    ):
        _same(_row(study.judge(state), 0), _row(Study(WORLD).judge(state), 0))
    assert not asked


def test_coalitions_on_another_day_and_under_other_parameters_are_their_own_family() -> None:
    study = Study(WORLD)
    plain = [each for each in _coalitions() if "parking" not in each][:40]
    for options in ({"date": "2022-10-31"}, {"parameters": {("transfer_min", "emu"): 3.0}}):
        states = [study.state(open=each, **options) for each in plain]
        outcome = study.judge([*states, *states])
        for at in range(0, len(states), 13):
            _same(_row(outcome, at), _row(Study(WORLD).judge(states[at]), 0))


def test_notices_are_made_up_when_they_are_read() -> None:
    made: list[int] = []

    def make() -> tuple[Any, ...]:
        made.append(1)
        return ("one", "two")

    later = LaterNotices(make)
    assert not made
    assert later == ("one", "two")
    assert tuple(later) == ("one", "two")
    assert (later[0], later[:1], len(later), [*later]) == ("one", ("one",), 2, ["one", "two"])
    assert hash(later) == hash(("one", "two"))
    assert pickle.loads(pickle.dumps(later)) == ("one", "two")  # noqa: S301, our own bytes
    assert len(made) == 1


@pytest.mark.parametrize("seed", [0])
def test_coalitions_of_the_plan_are_the_same_bytes_as_from_nothing(seed: int) -> None:
    network = load_network("shanxi-central")
    study, rng = Study(network), np.random.default_rng(seed)
    players = (
        "rail-xiongxin-hsr", "rail-yangshe-through", "hw-xinzhou-jingle", "hw-g307-upgrade",
        "metro-jinzhong-ext",
    )  # fmt: skip
    states = [
        study.state(open=each)
        for size in range(len(players) + 1)
        for each in combinations(players, size)
    ]
    outcome = study.judge(states, threads=1)
    for at in rng.permutation(len(states))[:2].tolist():
        _same(_row(outcome, at), _row(Study(network).judge(states[at]), 0))


def test_sets_in_one_array_are_the_same_bytes_as_their_states(counted: list[object]) -> None:
    """Some of them can't be: a project without what it requires; those are judged one by one."""
    opened = np.array([[each in own for each in PLAYERS] for own in _coalitions()])
    sets = OpenedSets(Study(WORLD).state().date, PLAYERS, opened)
    together, one_by_one = Study(WORLD).judge(sets), Study(WORLD).judge(list(sets))
    for at in range(len(sets)):
        _same(_row(together, at), _row(one_by_one, at))
    assert [len(each) for each in together.notices[3:5]] == [
        len(together.notices[at]) for at in (3, 4)
    ]
    few = sets[:5]
    assert Study(WORLD).judge(few).met.tobytes() == together.met[:5].tobytes()
    assert len({sets.plain, few.plain, sets[5:].plain}) == 3


def test_sets_that_need_what_they_do_not_name_and_open_projects_are_judged_all_the_same() -> None:
    names = ("direct-often", "road-north", "parking")
    opened = np.array([[bool(at >> bit & 1) for bit in range(3)] for at in range(8)] * 3)
    sets = OpenedSets(Study(WORLD).state().date, names, opened)
    found = Study(WORLD).judge(sets)
    for at in range(8):
        _same(_row(found, at), _row(Study(WORLD).judge(sets[at]), 0))
