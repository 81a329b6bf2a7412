"""What is known of other states changes no weight: after any walk through states, to the byte."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.worlds import line_world, priced_world
from transnet.base.errors import InputError, UnknownNameError
from transnet.io.network_folder import load_network
from transnet.kernels._arrays import Int64Array
from transnet.kernels.strategies.line_choice import Choices, Offers, choose_services
from transnet.model.network import Network
from transnet.model.parameters import parameter_specs
from transnet.supply.congestion import Traffic
from transnet.supply.costs import Costs
from transnet.supply.overrides import Overrides
from transnet.supply.supply_tables import SupplyTables
from transnet.supply.topology import Topology, compile_topology
from transnet.supply.weights import ArcTimes, arc_inputs, arc_times, inputs_of
from transnet.travel.provenance import weak_arcs

WORLD = priced_world("2024-07-01")
TOPOLOGY = compile_topology(WORLD)
DATED = ("roads", "stations", "tracks", "services", "airports", "flights")
NUMBERS = (
    ("services", "trains_per_day", 40.0),
    ("tracks", "speed_kmh", 350.0),
    ("tracks", "length_km", 90.0),
    ("stops", "run_min", 60.0),
    ("transfers", "transfer_min", 30.0),
    ("access", "length_km", 20.0),
    ("roads", "length_km", 80.0),
    ("places", "population_urban", 900_000.0),
    ("congestion", "time_factor", 3.0),
    ("stops", "dwell_min", 9.0),
    ("tracks", "design_speed_kmh", 350.0),
    ("stations", "lat", 39.0),
)
TEXTS = (
    ("roads", "road_class"),
    ("roads", "toll_station"),
    ("access", "mode"),
    ("access", "road_class"),
    ("tracks", "line_id"),
    ("roads", "toll"),
    ("services", "kind"),
    ("tracks", "basis"),
)
TIMED = [
    key
    for key in WORLD.parameter_values
    if (spec := parameter_specs().get(key[0])) is not None and spec.serves == "time"
]


@st.composite
def states(draw: st.DrawFn, world: Network = WORLD) -> Network:
    """Return a network with some rows closed, some numbers changed and a text column shifted."""
    network = world
    for name in draw(st.sets(st.sampled_from(DATED), max_size=2)):
        table = network[name].copy()
        shut = draw(st.lists(st.integers(0, len(table) - 1), max_size=2)) if len(table) else []
        table.loc[shut, "opened"] = pd.NaT
        network = network.replace_table(name, table)
    for name, column, most in draw(st.sets(st.sampled_from(NUMBERS), max_size=2)):
        table = network[name].copy()
        row = draw(st.integers(0, len(table) - 1))
        if pd.notna(table.loc[row, column]):
            table.loc[row, column] = draw(st.floats(1.0, most))
            network = network.replace_table(name, table)
    for name, column in draw(st.sets(st.sampled_from(TEXTS), max_size=1)):
        shifted = np.roll(network[name][column].to_numpy(), 1)
        network = network.replace_table(name, network[name].assign(**{column: shifted}))
    return network


@st.composite
def overrides(draw: st.DrawFn) -> Overrides:
    """Return values for some parameters that times hang on, within what they may be."""
    keys = draw(st.sets(st.sampled_from(TIMED), max_size=2))
    specs = {key: parameter_specs()[key[0]] for key in keys}
    return {
        key: draw(st.floats(max(spec.minimum, 0.01), min(spec.maximum, 100.0)))
        for key, spec in specs.items()
    }


STEPS = st.lists(
    st.tuples(states(), overrides(), st.booleans(), st.sampled_from(["off_peak", "peak"])),
    min_size=2,
    max_size=5,
)


def _bytes(made: object) -> list[tuple[str, bytes]]:
    """Return all arrays in a dataclass."""
    if not is_dataclass(made):
        return [(str(made.dtype), made.tobytes())] if isinstance(made, np.ndarray) else []
    return [each for field in fields(made) for each in _bytes(getattr(made, field.name))]


def _times(
    network: Network, topology: Topology, by: Overrides, reference: Network | None, when: Traffic
) -> ArcTimes | str:
    try:
        return arc_times(network, topology, overrides=by, reference=reference, traffic=when)
    except (InputError, UnknownNameError) as error:
        return str(error)


@given(STEPS)
def test_a_walk_through_states_gives_each_as_from_nothing(
    steps: list[tuple[Network, Overrides, bool, Traffic]],
) -> None:
    warm = replace(TOPOLOGY)
    for network, by, scaled, when in steps:
        reference = WORLD if scaled else None
        found = _times(network, warm, by, reference, when)
        fresh = _times(network, replace(TOPOLOGY), by, reference, when)
        assert type(found) is type(fresh)
        assert found == fresh if isinstance(found, str) else _bytes(found) == _bytes(fresh)


def test_a_walk_through_the_bundled_network() -> None:
    network = load_network("shanxi-central")
    warm, random = compile_topology(network), np.random.default_rng(13)
    for step in range(8):
        for name in ("tracks", "services", "roads")[step % 3 :]:
            table = network[name].copy()
            table.loc[random.integers(0, len(table), 2), "opened"] = pd.NaT
            network = network.replace_table(name, table)
        when: Traffic = "peak" if step % 2 else "off_peak"
        found, fresh = (arc_times(network, each, traffic=when) for each in (warm, replace(warm)))
        assert _bytes(found) == _bytes(fresh)


@given(st.lists(states(), min_size=2, max_size=4))
@settings(max_examples=40)
def test_costs_and_doubts_follow_the_state(steps: list[Network]) -> None:
    warm = replace(TOPOLOGY)
    for network in steps:
        found, fresh = (_costs(network, each) for each in (warm, replace(TOPOLOGY)))
        assert found == fresh


def _costs(network: Network, topology: Topology) -> list[bytes] | str:
    try:
        times = arc_times(network, topology)
    except (InputError, UnknownNameError) as error:
        return str(error)
    costs = Costs(network, topology, times).by("generalised_cost")
    doubts = weak_arcs(network, topology, times)
    return [doubts.tobytes(), *(each.tobytes() for each in costs.amounts.values())]


def test_only_pairs_whose_departures_differ_are_evaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluated: list[int] = []

    def counted(offers: Offers, rows: Int64Array, found: Choices) -> None:
        evaluated.append(len(rows))
        choose_services(offers, rows, found)

    topology = replace(TOPOLOGY)
    whole = arc_times(WORLD, topology).pairs
    monkeypatch.setattr("transnet.supply.common_lines.choose_services", counted)
    assert arc_times(WORLD, topology).pairs is whole
    assert evaluated == []
    services = WORLD["services"].copy()
    services.loc[0, "trains_per_day"] += 1.0
    arc_times(WORLD.replace_table("services", services), topology)
    (count,) = evaluated
    assert 0 < count < len(whole.total)


def test_columns_with_the_same_cells_are_one_array() -> None:
    tables = SupplyTables()
    other = WORLD.replace_table("roads", WORLD["roads"])
    assert other["roads"] is not WORLD["roads"]
    for name in ("length_km", "road_class"):
        first = tables.cells(line_world(), "roads", name)
        assert tables.cells(other, "roads", name) is first
        with pytest.raises(ValueError, match="read-only"):
            first[0] = first[1]
    longer = other["roads"].assign(length_km=other["roads"]["length_km"] + 1.0)
    changed = tables.floats(other.replace_table("roads", longer), "roads", "length_km")
    assert changed.tolist() == longer["length_km"].tolist()


def test_an_array_that_is_kept_is_no_view_of_a_table() -> None:
    tables, table = SupplyTables(), WORLD["roads"].copy()
    kept = tables.floats(WORLD.replace_table("roads", table), "roads", "length_km")
    before = kept.tolist()
    table.loc[0, "length_km"] = 77.0
    assert kept.tolist() == before


def test_missing_numbers_are_alike_bit_by_bit() -> None:
    tables = SupplyTables()
    first = tables.one("x", np.array([1.0, np.nan]))
    assert tables.one("x", np.array([1.0, np.nan])) is first
    assert tables.one("x", np.array([1.0, 0.0])) is not first
    assert tables.one("y", np.array([0.0])) is not tables.one("y", np.array([-0.0]))


def test_few_states_are_kept() -> None:
    tables = SupplyTables()
    for value in range(50):
        assert tables.made(abs, -value) == value
        tables.one("x", np.full(3, value))
    assert sum(map(len, tables._known.values())) == 16


def test_what_is_pickled_is_empty_and_gives_the_same() -> None:
    times = arc_times(WORLD, TOPOLOGY)
    topology = pickle.loads(pickle.dumps(TOPOLOGY))  # noqa: S301
    assert topology.tables._known == {}
    assert _bytes(arc_times(WORLD, topology)) == _bytes(times)


def test_threads_share_a_topology() -> None:
    closed = WORLD["tracks"].assign(opened=pd.NaT)
    networks = [WORLD, WORLD.replace_table("tracks", closed)] * 20
    fresh = [_bytes(arc_times(each, replace(TOPOLOGY))) for each in networks[:2]]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda each: _bytes(arc_times(each, TOPOLOGY)), networks))
    assert found == fresh * 20


def test_a_state_is_rows_that_can_be_replaced() -> None:
    inputs = arc_inputs(WORLD, TOPOLOGY)
    closed = WORLD["roads"].copy()
    closed.loc[0, "opened"] = pd.NaT
    edited = WORLD.replace_table("roads", closed)
    rows = replace(inputs.rows, road_open=edited.open_rows("roads"))
    assert _bytes(inputs_of(WORLD, TOPOLOGY, rows).times()) == _bytes(arc_times(edited, TOPOLOGY))
