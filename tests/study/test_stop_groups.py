"""Which stops and road nodes the groups of stops hold on a day."""

from __future__ import annotations

import numpy as np
import pytest

from tests.worlds import line_world
from transnet.base.errors import UnknownNameError
from transnet.model.network import BoolArray, Network
from transnet.study.compiled_targets import compile_targets
from transnet.study.stop_groups import StopGroups, compile_stop_groups
from transnet.supply.topology import compile_topology

WORLD = line_world()


def _compiled(network: Network) -> StopGroups:
    return compile_stop_groups(network, compile_topology(network))


def _ids(groups: StopGroups, chosen: BoolArray) -> list[str]:
    return [groups.goal_ids[at] for at in np.flatnonzero(chosen).tolist()]


def _fast(network: Network) -> list[str]:
    groups = _compiled(network)
    return _ids(groups, groups.fast_transport(network))


def test_fast_transport_is_what_is_open() -> None:
    assert _fast(WORLD) == ["A1", "AX", "S1", "S2", "S3"]
    # The motorway ends at J1, where an urban road meets it, and at N3, where trunk roads do.
    assert _fast(line_world("2026-01-01")) == ["A1", "AX", "S1", "S2", "S3", "J1", "N3"]
    assert _fast(line_world("2000-01-01")) == []


def test_an_airport_without_passengers_is_no_fast_transport() -> None:
    airports = WORLD["airports"].assign(kind=["general", "passenger"])
    network = WORLD.replace_table("airports", airports)
    assert _fast(network) == ["AX", "S1", "S2", "S3"]


def test_a_station_without_a_call_of_an_emu_is_none_either() -> None:
    stops = WORLD["stops"]
    network = WORLD.replace_table("stops", stops[~stops["service_id"].isin(["E1", "E2"])])
    services = network["services"]
    kept = services[~services["service_id"].isin(["E1", "E2"])].reset_index(drop=True)
    assert _fast(network.replace_table("services", kept)) == ["A1", "AX"]  # E3 from 2024 only
    later = network.replace_table("services", kept).at("2024-07-01")
    assert _fast(later) == ["A1", "AX", "S1", "S3"]


def test_hubs_are_the_own_city_s() -> None:
    groups = _compiled(WORLD)
    hubs = groups.hubs(WORLD)[groups.of_place]
    assert [_ids(groups, each) for each in hubs] == [["A1", "S1"], ["A1", "S1"], ["S3"], ["AX"]]
    closed = groups.hubs(line_world("2000-01-01"))
    assert not closed.any()


def test_what_opens_is_found_by_what_was_compiled_before() -> None:
    groups = _compiled(WORLD)
    later = line_world("2026-01-01")
    assert _ids(groups, groups.fast_transport(later)) == _fast(later)


def test_unknown_words_come_with_the_nearest() -> None:
    targets = WORLD["targets"]
    wrong = targets[targets["target_id"] == "nat-access"].assign(to_group="hub")
    with pytest.raises(UnknownNameError, match="hubs"):
        compile_targets(WORLD, compile_topology(WORLD), wrong)
