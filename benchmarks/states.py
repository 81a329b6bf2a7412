"""What a state of a study costs, from parameters to arrays, and which part of the work takes it.

One state, one that differs by a project from a known one, many at random, and coalitions of
projects; every answer counts all targets, people, mean times and potential. Some states of each row
are judged again by a study that has seen none, and held against the answer byte by byte.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, fields
from itertools import product
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np
from numba import set_num_threads
from rich.console import Console

from benchmarks.made_up_streets import on_streets
from benchmarks.state_parts import Parts, timed_parts
from transnet import Study, load_network
from transnet.model.network import Network
from transnet.scenario.select import split_ids
from transnet.study.network_state import NetworkState
from transnet.study.outcome import Outcome
from transnet.study.project_effects import required_projects

_NETWORK = "shanxi-central"
_SEED, _MOST_PROJECTS = 2035, 8
_BATCH, _ALL_BITS = 24, 16
_ALONE, _CHECKED, _ON_STREETS = 8, 3, 1
_PER_MS = 1e3


@dataclass
class Row:
    """Seconds a state of one kind of question.

    seconds    of each round; CPU time on one thread, time by the clock on more
    parts      seconds a state by part of the work, of one more round
    states     how many were judged in a round
    differ     of those held against a study from nothing, how many aren't the same bytes
    whole      states of the whole question where only a share was asked, else 0
    """

    work: str
    aim: str
    threads: int
    states: int
    seconds: list[float] = field(default_factory=list)
    parts: dict[str, float] = field(default_factory=dict)
    checked: int = 0
    differ: int = 0
    whole: int = 0


@dataclass(frozen=True)
class _Question:
    """States to be judged.

    known    a state that the study has judged before the clock starts
    at_once  in one call, not one a call
    ready    makes the study ready before each call
    on_streets  whether the network has a layer of streets in place of its roads
    rounds   at most so many
    """

    row: Row
    states: Sequence[NetworkState]
    known: NetworkState | None = None
    at_once: bool = True
    ready: Callable[[Study], Study] = lambda study: study
    on_streets: bool = False
    rounds: int = 9


def study_rows(rounds: int, console: Console) -> Iterator[dict[str, Any]]:
    """Yield all rows so far, as plain values, after each."""
    network = load_network(_NETWORK)
    Study(network).judge(Study(network).state())  # compiles the kernels
    found: list[dict[str, Any]] = []
    for question in _questions(network):
        asked_of = on_streets(network) if question.on_streets else network
        row = _asked(asked_of, question, rounds)
        found.append({each.name: getattr(row, each.name) for each in fields(row)})
        _show(row, console)
        yield {"network": _NETWORK, "rows": found}


def _questions(network: Network) -> list[_Question]:
    draw = Draw(network)
    usual = draw.study.state()
    one_more = [draw.state([project]) for project in draw.projects]
    rng = np.random.default_rng(_SEED)
    near = [one_more[at] for at in rng.permutation(len(one_more))[:_BATCH]]
    many = [draw.random(rng) for _ in range(_BATCH)]
    players = draw.projects[:: max(1, len(draw.projects) // _ALL_BITS)][:_ALL_BITS]
    every = [
        draw.state([name for name, inside in zip(players, each, strict=True) if inside])
        for each in product([False, True], repeat=len(players))
    ]
    all_of_them = Row(f"2^{_ALL_BITS} coalitions of {_ALL_BITS} projects", "0.3 ms", 1, len(every))
    alone, batch = Row("one state, nothing known", "3 ms", 1, _ALONE), "random states in a batch"
    streets = Row(
        "one state, nothing known, on 408,320 arcs of made-up streets", "150 ms", 1, _ON_STREETS
    )

    def knows_usual(study: Study) -> Study:
        study.judge(usual)
        return study

    return [
        _Question(Row("a study and its first state", "", 1, 1), [usual]),
        _Question(alone, many[:_ALONE], usual, at_once=False, ready=_only_compiled),
        _Question(
            Row("one project opens in a known state", "0.5 ms", 1, len(near)),
            near, usual, at_once=False, ready=knows_usual,
        ),
        _Question(Row(batch, "0.3 ms", 1, len(many)), many, usual),
        _Question(Row(batch, "0.15 ms", 2, len(many)), many, usual),
        _Question(all_of_them, every, usual, rounds=1),
        _Question(
            streets, many[:_ON_STREETS], usual, at_once=False, ready=_only_compiled, on_streets=True
        ),
    ]  # fmt: skip


def _only_compiled(study: Study) -> Study:
    """Return a study with topology and targets, that knows nothing of any state."""
    again: Study = pickle.loads(pickle.dumps(study))  # noqa: S301, our own bytes
    return again


class Draw:
    """States of the network by the projects that open in them, with what these require."""

    def __init__(self, network: Network) -> None:
        self.study = Study(network)
        table = network["projects"]
        now = network.at(network.info.known_until)
        dead = (table["status"] == "cancelled").to_numpy()
        ids = table["project_id"].astype(str)
        self._open = set(ids[now.open_rows("projects")])
        self._rivals = {
            key: split_ids(str(cell)) for key, cell in zip(ids, table["conflicts"], strict=True)
        }
        self._needed = {key: required_projects(network, key) for key in ids}
        self.projects = ids[~now.open_rows("projects") & ~dead].tolist()

    def state(self, projects: Sequence[str]) -> NetworkState:
        """Return the state in which projects open, but for rivals of those named before."""
        chosen: dict[str, None] = {}
        for project in projects:
            more = [*self._needed[project], project]
            here = self._open | chosen.keys() | set(more)
            if not any(rival in here for each in here for rival in self._rivals[each]):
                chosen |= dict.fromkeys(each for each in more if each not in self._open)
        return self.study.state(open=tuple(chosen))

    def random(self, rng: np.random.Generator) -> NetworkState:
        """Return a state with a few projects."""
        count = int(rng.integers(1, _MOST_PROJECTS + 1))
        return self.state(rng.permutation(self.projects)[:count].tolist())


def _asked(network: Network, question: _Question, rounds: int) -> Row:
    row = question.row
    for _ in range(min(rounds, question.rounds)):
        took, outcomes = _judged(network, question)
        row.seconds.append(took / row.states)
    with timed_parts() as parts:
        _judged(network, question, parts)
    row.parts = {name: spent / row.states for name, spent in parts.seconds.items()}
    for state, outcome in list(zip(question.states, outcomes, strict=True))[:_CHECKED]:
        row.checked += 1
        row.differ += not _same(outcome, Study(network).judge(state))
    return row


def _judged(
    network: Network, question: _Question, parts: Parts | None = None
) -> tuple[float, list[Outcome]]:
    """Return the seconds of judging all states, and the outcome of each."""
    set_num_threads(question.row.threads)
    clock = process_time if question.row.threads == 1 else perf_counter
    study, took, outcomes = Study(network), 0.0, []
    if question.known is not None:
        study.judge(question.known)
    batches = [question.states] if question.at_once else [[each] for each in question.states]
    for batch in batches:
        study = question.ready(study)
        with nullcontext() if parts is None else parts.counted():
            start = clock()
            found = study.judge(batch)
            took += clock() - start
        outcomes += _apart(found)
    return took, outcomes


def _apart(outcome: Outcome) -> list[Outcome]:
    """Return the outcome of each state on its own."""
    columns = {each.name: getattr(outcome, each.name) for each in fields(Outcome)}
    return [
        Outcome(**{name: column[at : at + 1] for name, column in columns.items()})
        for at in range(len(outcome.states))
    ]


def _same(one: Outcome, other: Outcome) -> bool:
    pairs = [(getattr(one, each.name), getattr(other, each.name)) for each in fields(Outcome)]
    return all(
        ours.tobytes() == theirs.tobytes() if isinstance(ours, np.ndarray) else ours == theirs
        for ours, theirs in pairs
    )


def _show(row: Row, console: Console) -> None:
    parts = ", ".join(f"{name} {spent * _PER_MS:.2f}" for name, spent in row.parts.items())
    agrees = f"{row.checked - row.differ} of {row.checked} the same bytes as from nothing"
    threads = f"{row.threads} thread{'s' if row.threads > 1 else ''}"
    console.print(
        f"{row.work}, {threads}: {median(row.seconds) * _PER_MS:.2f} ms a state"
        f"{f' (aim {row.aim})' if row.aim else ''}; {agrees}; ms: {parts}",
        highlight=False,
        soft_wrap=True,
    )
