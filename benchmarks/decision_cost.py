"""What decisions take at the size of a province, and how far staging is from the best.

CPU time of the process, user and system, on one thread. Long questions are asked in part, and their
time is scaled to the whole. States without losses are held against states that are judged anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import combinations
from time import process_time
from typing import Any

import numpy as np
from numba import set_num_threads
from rich.console import Console

from transnet.base.units import FloatArray
from transnet.decision.build_order import best_order, cheapest_meeting, complete_years
from transnet.decision.coalition_rule import members, subsets
from transnet.decision.drawn_states import DrawnStates
from transnet.decision.draws import drawn
from transnet.decision.losses import single_losses
from transnet.decision.order_apart import Group, OrdersApart
from transnet.decision.robustness import DELAY_YEARS
from transnet.decision.scenario_asked import network_asked, scenario_asked
from transnet.decision.shapley import pair_synergies, shapley_shares
from transnet.model.network import Network
from transnet.scenario.file import Scenario
from transnet.scenario.project_rows import closed_projects
from transnet.study.compiled import CompiledNetwork
from transnet.study.lost_sets import LostSets
from transnet.study.opened_sets import OpenedSets

_SEED, _SCENARIO = 2035, "plan-2035"
_HORIZON_YEARS = 30.0
_BUDGET = np.array([60.0])


@dataclass(frozen=True)
class Sizes:
    """How much is asked.

    bits     projects of which all sets are judged
    table, order  projects of made-up tables of what all sets are worth, and of one that is staged
    draws    that are asked of many
    pairs    of losses at most; a part of them can't be scaled, so all of a province are asked
    groups   groups of made-up projects that are staged, and projects of each
    checked  losses that are held against a state judged anew
    """

    bits: int = 10
    table: int = 20
    order: int = 22
    draws: int = 12
    pairs: int = 1_000_000
    groups: tuple[int, int] = (6, 10)
    checked: int = 6


@dataclass(frozen=True)
class Cost:
    """What a question takes.

    seconds  CPU time of what was asked
    asked, whole  how much that was, and how much the whole question is
    gap_pct  how far from the best what was found can be; None where that isn't asked
    checked, differ  answers held against one from nothing, and those of them that aren't the same
    """

    work: str
    aim: str
    seconds: float
    asked: int
    whole: int
    gap_pct: float | None = None
    checked: int = 0
    differ: int = 0


def decision_rows(
    console: Console,
    sizes: Sizes = Sizes(),
    scenario: str | Scenario = _SCENARIO,
    network: Network | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield all rows so far, as plain values, after each."""
    set_num_threads(1)
    chosen = scenario_asked(scenario)
    base, targets = network_asked(chosen, network)
    study = CompiledNetwork(base, targets=targets)
    study.judge(study.state())  # compiles the kernels
    found = []
    for cost in _costs(study, chosen, sizes):
        found.append({each.name: getattr(cost, each.name) for each in fields(cost)})
        gap = "" if cost.gap_pct is None else f", gap {cost.gap_pct:.2g} %"
        whole = cost.seconds * cost.whole / cost.asked
        about = "~" if cost.asked < cost.whole else ""
        console.print(f"{cost.work:<60} {about}{whole:9.3g} s{gap}", highlight=False)
        load = os.getloadavg()[0]
        yield {"network": base.info.network_id, "decisions": {"load": load, "rows": [*found]}}


def _costs(study: CompiledNetwork, scenario: Scenario, sizes: Sizes) -> Iterator[Cost]:
    yield from _of_losses(study, scenario, sizes)
    yield _of_draws(study, scenario, sizes.draws)
    yield _of_sets(study, sizes.bits)
    yield from _of_table(sizes.table)
    yield _of_order(sizes.order)
    yield _of_groups(*sizes.groups)


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    start = process_time()
    found = call()
    return process_time() - start, found


def _of_losses(study: CompiledNetwork, scenario: Scenario, sizes: Sizes) -> Iterator[Cost]:
    state = study.states_of(scenario)[1]
    lost = [each.rows for each in single_losses(study.network_of(state))]
    random, count = np.random.default_rng(_SEED), len(lost)
    alone = LostSets(state, lost, [(at,) for at in range(count)])
    study.judge(LostSets(state, lost[:1], [(0,)]), parts="counties")  # compiles the kernels
    seconds, found = _timed(lambda: study.judge(alone, parts="counties"))
    chosen = random.permutation(count)[: sizes.checked].tolist()
    differ = 0
    for at in chosen:
        anew = CompiledNetwork(study.network, targets=study.targets)
        expected = anew.judge([alone[at]], parts="counties")
        pairs = ((getattr(found, each.name)[at], getattr(expected, each.name)[0])
                 for each in fields(expected))  # fmt: skip
        differ += not all(map(np.array_equal, *zip(*pairs, strict=True)))
    work = f"each of {count:,} losses, {study.judged_for(alone):,} states"
    yield Cost(work, "1 s", seconds, count, count, None, len(chosen), differ)
    every = list(combinations(range(count), 2))
    some = random.permutation(len(every))[: sizes.pairs].tolist()
    sets = LostSets(state, lost, [every[at] for at in some])
    before = study.judged_for(sets)
    seconds, _ = _timed(lambda: study.judge(sets, parts="counties"))
    more = study.judged_for(sets) - before
    work = f"every two losses, {more:,} states more of {len(some):,} pairs"
    yield Cost(work, "60 s", seconds, len(some), len(every))


def _of_draws(study: CompiledNetwork, scenario: Scenario, draws: int) -> Cost:
    states = DrawnStates(study, scenario, DELAY_YEARS)
    days = states.days([study.states_of(scenario)[1].date.year])
    ranges = states.ranges(days)
    asked = states.states([each.name for each in ranges], drawn(ranges, draws), days[0])
    seconds, _ = _timed(lambda: study.judge(asked))
    return Cost(f"draws of {len(ranges)} inputs, all move", "20 s", seconds, draws, 50_000)


def _of_sets(study: CompiledNetwork, bits: int) -> Cost:
    """Judge all sets of some projects: nothing tells what those of more take but to judge them."""
    state = study.state()
    names = [*closed_projects(study.network_of(state))]
    chosen = [name for name in names if name.startswith("hw-")][:bits] or names[:bits]
    opened = members(subsets(len(chosen)), len(chosen)).astype(np.bool_)
    sets, count = OpenedSets(state.date, chosen, opened), len(opened)
    seconds, _ = _timed(lambda: study.judge(sets))
    return Cost(f"all {count:,} sets of {len(chosen)} projects", "", seconds, count, count)


def _made_up(count: int, random: np.random.Generator) -> FloatArray:
    """Return what all sets of projects that meddle with each other are worth in a year."""
    own = members(subsets(count), count).astype(np.float64)
    with_others = random.normal(0.0, 0.3, (count, count))
    worth: FloatArray = own @ random.uniform(1.0, 10.0, count)
    return worth + np.einsum("si,si->s", own @ with_others, own)


def _of_table(count: int) -> Iterator[Cost]:
    """Ask all that one table of what sets are worth answers, but for the order."""
    random, sets = np.random.default_rng(_SEED), 1 << count
    worth, costs = _made_up(count, random), random.uniform(5.0, 50.0, count)
    years, met = complete_years(costs, _BUDGET), worth > 0.8 * worth.max()
    every = np.ones(sets, dtype=np.bool_)
    asked: Sequence[tuple[str, Callable[[], Any]]] = (
        ("exact Shapley values", lambda: shapley_shares(worth[:, None])),
        ("synergies of pairs", lambda: pair_synergies(worth[:, None])),
        ("least sets that meet a target", lambda: cheapest_meeting(met, years, every)),
    )
    for name, call in asked:
        seconds, _ = _timed(call)
        yield Cost(f"{name} out of a table of 2^{count}", "", seconds, sets, sets)


def _of_order(count: int) -> Cost:
    """Stage made-up projects that all have to do with each other: the order is the best one."""
    random, sets = np.random.default_rng(_SEED), 1 << count
    worth, costs = _made_up(count, random), random.uniform(5.0, 50.0, count)
    years, every = complete_years(costs, _BUDGET), np.ones(sets, dtype=np.bool_)
    seconds, _ = _timed(lambda: best_order(worth, years, every, _HORIZON_YEARS))
    return Cost(f"best order of {count} projects, all in one group", "0 %", seconds, 1, 1, 0.0)


def _of_groups(groups: int, each: int) -> Cost:
    """Stage made-up projects in groups of some, of which none has to do with another group."""
    random, count = np.random.default_rng(_SEED), groups * each
    parts = [
        Group(
            tuple(range(first, first + each)), _made_up(each, random), np.ones(1 << each, np.bool_)
        )
        for first in range(0, count, each)
    ]
    costs = random.uniform(5.0, 50.0, count)
    apart = OrdersApart(parts, costs, _BUDGET, _HORIZON_YEARS)
    seconds, (order, bound) = _timed(lambda: _staged(apart))
    gap = 100.0 * max(0.0, bound - order) / bound
    return Cost(f"order of {count} projects, {each} to a group", "1 %", seconds, 1, 1, gap)


def _staged(apart: OrdersApart) -> tuple[float, float]:
    order = apart.order()
    return order.total, apart.bound(order.order)
