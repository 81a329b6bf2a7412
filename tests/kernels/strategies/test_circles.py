"""Worlds in which nothing costs anything: what is settled stays, and every strategy ends."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.travel.train_worlds import Service, Way, road_ways, train_services, trains_world
from transnet.kernels.strategies.departures import all_trips
from transnet.kernels.strategies.egress import Egress
from transnet.kernels.strategies.optimal import (
    NEVER,
    Labels,
    Wait,
    ends_here,
    new_labels,
    no_limits,
)
from transnet.kernels.strategies.planned_departures import settle
from transnet.kernels.strategies.problem import ANYWHERE, Problem, Starts, Waiting, egress_of
from transnet.supply.strategies import no_pools
from transnet.travel.model import TravelModel

FREE = Wait(0, 0, 0)


def _free(problem: Problem, costs: tuple[int, ...], *, plans: bool) -> Problem:
    """Return the problem with rides, changes and ways that cost next to nothing, by turns."""

    def cheap(known: np.ndarray) -> np.ndarray:
        each = np.resize(np.array(costs, dtype=np.int64), known.shape)
        return np.where(known < NEVER, each, NEVER)

    supply, access, ends = problem.supply, problem.access, problem.ends
    waiting = Waiting(FREE, FREE, problem.rules.later.worth)
    planned, turn_up = (start._replace(waiting=waiting) for start in problem.starts)
    if not plans:
        planned = planned._replace(pools=no_pools(access))
    starts = Starts(planned, turn_up)
    ride = cheap(supply.ride)
    entries = np.concatenate(
        [np.flatnonzero(supply.to_platform == at) for at in range(len(supply.least_km))]
    )
    entries = entries[supply.rate[entries] > 0]
    assert (supply.from_position[entries] == supply.into_position).all()
    return problem._replace(
        supply=supply._replace(
            ride=ride, into_ride=ride[entries], link_cost=cheap(supply.link_cost)
        ),
        access=access._replace(cost=cheap(access.cost)),
        ends=ends._replace(cost=cheap(ends.cost)),
        starts=starts,
        rules=problem.rules._replace(later=waiting, planned=waiting, plans=plans),
    )


def _check_steps(problem: Problem, egress: Egress, before: Labels, after: Labels) -> None:
    """Each option of a set leads by road to the end, or to what was settled before the set."""
    supply = problem.supply
    layers = [before, after] if problem.rules.plans else [before]
    order = [
        {int(platform): at for at, platform in enumerate(each.settled[: each.places[0]])}
        for each in layers
    ]
    for layer, labels in enumerate(layers):
        for platform, at in order[layer].items():
            planned = int(labels.plans[platform])
            to = 1 if planned else layer
            taken, first = layers[to], int(supply.room_first[platform])
            count = planned or int(labels.counts[platform])
            assert count > 0
            for slot in taken.slots[first : first + count]:
                entry = int(taken.entry[supply.slot_position[slot]])
                if not ends_here(egress, supply, taken, entry):
                    end = int(supply.to_platform[entry])
                    assert end in order[to]
                    assert to > layer or order[to][end] < at


@pytest.mark.parametrize("plans", [True, False])
@settings(max_examples=40, deadline=None)
@given(
    lines=st.lists(train_services, min_size=2, max_size=6),
    access=st.lists(road_ways, min_size=2, max_size=8, unique_by=lambda way: way[:2]),
    costs=st.lists(st.integers(0, 1), min_size=1, max_size=5).map(tuple) | st.just((0,)),
)
def test_a_strategy_ends_though_nothing_costs_anything(
    plans: bool, lines: list[Service], access: list[Way], costs: tuple[int, ...]
) -> None:
    back: list[Service] = [(mode, trains, at[::-1], runs) for mode, trains, at, runs in lines]
    model = TravelModel(trains_world([*lines, *back], access))
    problem = _free(model._search("time").ready("public"), costs, plans=plans)
    before, after = new_labels(problem.supply), new_labels(problem.supply)
    for end in range(len(problem.ends.cost)):
        limits = no_limits(problem.supply)
        egress = egress_of(problem.ends, end, ANYWHERE, problem.rules.ratio, limits)
        settle(problem.supply, problem.rules, egress, before, after)
        _check_steps(problem, egress, before, after)
    assert all_trips(problem).cost.max() <= NEVER
