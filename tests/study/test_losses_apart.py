"""States without losses, told by few that are judged: to the byte what judging each one says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from itertools import combinations

import numpy as np
import pytest

from tests.drawn import drawn
from tests.many_projects import WORLD as MANY
from tests.study.odd_worlds import cut_off_county, one_place, without_stops
from tests.worlds import line_world, with_trucks
from transnet.decision.losses import single_losses
from transnet.io.network_folder import load_network
from transnet.model.network import Network
from transnet.scenario.openings import Open
from transnet.study.compiled import CompiledNetwork
from transnet.study.lost_sets import LostSets
from transnet.study.network_state import NetworkState
from transnet.study.outcome_rests import Asked, OutcomeParts, SomeParts
from transnet.supply.congestion import Traffic

WORLD = line_world("2024-12-31")
_WORLDS: dict[str, tuple[Network, Traffic]] = {
    "trucks": (with_trucks(WORLD), "off_peak"),
    "many": (MANY, "peak"),
    "one place": (one_place(), "peak"),
    "no stops": (without_stops(), "off_peak"),
    "cut off": (cut_off_county(), "off_peak"),
}


def _lost(study: CompiledNetwork, state: NetworkState) -> list[Mapping[str, tuple[str, ...]]]:
    return [each.rows for each in single_losses(study.network_of(state))]


def _same(study: CompiledNetwork, sets: LostSets) -> None:
    found = study.judge(sets, parts="counties")
    expected = study.judge([*sets], parts="counties")
    for each in fields(expected):
        one, other = getattr(found, each.name), getattr(expected, each.name)
        np.testing.assert_array_equal(one, other, each.name, strict=True)


@pytest.mark.parametrize("name", _WORLDS)
def test_losses_and_pairs_come_to_what_each_state_does(name: str) -> None:
    network, traffic = _WORLDS[name]
    study = CompiledNetwork(network)
    state = replace(study.state(date=network.info.known_until), traffic=traffic)
    lost = _lost(study, state)
    alone = [(at,) for at in range(len(lost))]
    pairs = list(combinations(range(len(lost)), 2))
    chosen = np.random.default_rng(16).permutation(len(pairs))[:10]
    _same(study, LostSets(state, lost, [(), *alone, *(pairs[at] for at in chosen)]))


def _drawn_world(seed: int) -> Network:
    """Return a world whose roads are of other lengths, and whose trains run at other intervals."""
    random, network = np.random.default_rng(seed), MANY
    roads, services = network["roads"], network["services"]
    longer = roads["length_km"] * random.choice([0.25, 0.5, 1.0, 1.0, 2.0], len(roads))
    often = services["trains_per_day"] * random.choice([0.25, 1.0, 1.0, 4.0], len(services))
    network = network.replace_table("roads", roads.assign(length_km=longer))
    return network.replace_table("services", services.assign(trains_per_day=often))


@pytest.mark.parametrize("seed", range(drawn(4)))
def test_so_they_do_on_any_network(seed: int) -> None:
    network = _drawn_world(seed)
    study, random = CompiledNetwork(network), np.random.default_rng(seed)
    projects = network["projects"]["project_id"].astype(str).tolist()
    some = tuple(each for each in projects if random.random() < 0.5)
    state = study.state(date=network.info.known_until)
    opened = replace(state, edits=tuple(Open(project=(each,)) for each in some[:1]))
    lost = _lost(study, opened)
    sets = [(at,) for at in range(len(lost))]
    sets += [tuple(random.choice(len(lost), 2, replace=False).tolist()) for _ in range(12)]
    _same(study, LostSets(opened, lost, sets))


def test_few_states_are_judged_where_little_rests_on_what_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged: list[tuple[int, ...]] = []
    some = OutcomeParts.some

    def noted(self: OutcomeParts, asked: Asked, network: Callable[[], Network]) -> SomeParts:
        judged.append(asked.lost)
        return some(self, asked, network)

    monkeypatch.setattr(OutcomeParts, "some", noted)
    study = CompiledNetwork(MANY)
    state = study.state(date=MANY.info.known_until)
    lost = _lost(study, state)
    sets = [(at,) for at in range(len(lost))]
    sets += combinations(range(len(lost)), 2)
    study.judge(LostSets(state, lost, sets), parts="counties")
    assert len(set(judged)) == len(judged)
    assert () in judged
    assert len([each for each in judged if len(each) == 1]) < len(lost)
    assert len([each for each in judged if len(each) == 2]) < len(lost) * (len(lost) - 1) / 4


def test_losses_of_shanxi_come_to_what_each_state_does() -> None:
    network = load_network("shanxi-central")
    study = CompiledNetwork(network)
    state = study.state(date="2035-12-31")
    lost, random = _lost(study, state), np.random.default_rng(35)
    some = random.choice(len(lost), 5, replace=False).tolist()
    pairs = [tuple(random.choice(some, 2, replace=False).tolist()) for _ in range(3)]
    _same(study, LostSets(state, lost, [*((at,) for at in some), *pairs]))
