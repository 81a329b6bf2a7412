from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.road_graphs import road_graphs
from tests.worlds import line_world
from transnet.accessibility import (
    accessibility_from_network,
    cost_matrix,
    cumulative,
    decay,
    gravity,
    nearest_from_network,
    route_network,
    route_places,
)
from transnet.accessibility import from_network as module
from transnet.base.errors import InputError
from transnet.base.units import ms_to_minutes
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph
from transnet.routing.router import Router
from transnet.supply.kinds import ModeSet
from transnet.travel.model import TravelModel

MINUTE = 60_000


def _line() -> RoadGraph:
    """Return A 10 min B 20 min C, both ways, and D that nothing leads to."""
    return build_road_graph(
        ["A", "B", "C", "D"],
        [112.5] * 4,
        [37.8] * 4,
        Arcs([0, 1, 1, 2], [1, 0, 2, 1], np.array([10, 10, 20, 20]) * MINUTE),
    )


def _matrix(graph: RoadGraph) -> pd.DataFrame:
    """Return the minutes between all places: to the nearest of a node and its copies."""
    metric = Router((graph.indptr, graph.heads), cache=False).customize(graph.time_ms)
    times = graph.fold(metric.travel_times(np.arange(graph.node_count)))
    own = np.flatnonzero(graph.copy_of == np.arange(graph.node_count))
    ids = graph.node_ids[own]
    return pd.DataFrame(ms_to_minutes(times[np.ix_(own, own)]), ids, ids)


def test_hand_world() -> None:
    kinds = pd.DataFrame({"jobs": [1, 2, 4], "beds": [0, 0, 8]}, ["A", "B", "C"])
    table = accessibility_from_network(
        _line(), kinds, [0, 29.9999, 30], {"linear": (decay.linear(40), 40)}
    )
    assert table["jobs_within_0_min"].to_dict() == {"A": 1, "B": 2, "C": 4, "D": 0}
    assert table["jobs_within_30_min"].to_dict() == {"A": 7, "B": 7, "C": 7, "D": 0}
    assert table["jobs_within_29.9999_min"].to_dict() == {"A": 3, "B": 7, "C": 6, "D": 0}
    assert table["beds_within_30_min"].to_dict() == {"A": 8, "B": 8, "C": 8, "D": 0}
    assert table["jobs_linear"].to_dict() == {
        "A": pytest.approx(1 + 2 * 0.75 + 4 * 0.25),
        "B": pytest.approx(0.75 + 2 + 4 * 0.5),
        "C": pytest.approx(0.25 + 2 * 0.5 + 4),
        "D": 0,
    }


@given(road_graphs(), st.data())
def test_the_same_as_on_the_full_matrix(graph: RoadGraph, data: Any) -> None:
    matrix = _matrix(graph)
    minutes = st.floats(0, 36_000)
    cutoffs = data.draw(st.lists(minutes, min_size=1, max_size=3, unique_by=lambda m: f"{m:g}"))
    rate = data.draw(st.floats(0, 1))
    drawn = [data.draw(st.integers(0, 9)) for _ in matrix.index]
    amounts = pd.Series(drawn, matrix.index, dtype=float)
    fades = {"exp": (decay.exponential(rate), 3.0)}
    table = accessibility_from_network(graph, amounts, cutoffs, fades)
    for column, cutoff in enumerate(cutoffs):
        expected = cumulative(matrix, amounts, cutoff)
        assert table.iloc[:, column].tolist() == expected.tolist()
    near = matrix.where(matrix <= 3.0, np.inf)
    expected = gravity(near, amounts, decay.exponential(rate))
    assert np.allclose(table["opportunities_exp"], expected, rtol=1e-12, atol=0)


@given(road_graphs(), st.integers(1, 4))
def test_nearest_are_the_least_of_the_matrix(graph: RoadGraph, count: int) -> None:
    matrix = _matrix(graph)
    facilities = list(matrix.index[::2])
    table = nearest_from_network(graph, facilities, count)
    least = np.sort(matrix[facilities].to_numpy(), axis=1)[:, :count]
    padded = np.full((len(matrix), count), np.inf)
    padded[:, : least.shape[1]] = least
    assert table["travel_min"].tolist() == padded.ravel().tolist()
    for row in table.itertuples():
        if pd.isna(row.to_id):
            assert row.travel_min == np.inf
        else:
            assert matrix.loc[row.from_id, row.to_id] == row.travel_min
    assert table["rank"].tolist() == list(range(1, count + 1)) * len(matrix)


def test_a_place_is_reached_at_the_first_of_its_copies() -> None:
    graph = build_road_graph(
        ["A", "B", "B", "C"],
        [112.5] * 4,
        [37.8] * 4,
        Arcs([0, 0, 2], [1, 2, 3], np.array([9, 4, 1]) * MINUTE),
        [0, 1, 1, 3],
    )
    table = accessibility_from_network(graph, pd.Series({"B": 3}), [3, 4, 9], origins=["A", "B"])
    assert table.to_numpy().tolist() == [[0, 3, 3], [3, 3, 3]]
    assert nearest_from_network(graph, ["B"], origins=["A"])["travel_min"].tolist() == [4.0]


@pytest.mark.parametrize("using", ["best", "drive", "public", "rail"])
@pytest.mark.parametrize("when", ["2023-12-15", "2028-01-01"])
def test_places_of_a_travel_model_as_on_its_own_table(using: ModeSet, when: str) -> None:
    model = TravelModel(line_world(when))
    times = cost_matrix(model.travel_times(using=using))
    amounts = pd.Series(2.0 ** np.arange(len(times)), times.index)
    limits = sorted({0.0, *np.unique(times.to_numpy()[np.isfinite(times.to_numpy())])})
    table = accessibility_from_network(route_places(model, using), amounts, limits)
    for column, limit in enumerate(limits):
        expected = cumulative(times, amounts, limit)
        assert table.iloc[:, column].to_dict() == expected.to_dict()


def test_a_network_made_ready_takes_other_times_and_counts_its_progress() -> None:
    ready = route_network(_line(), _line().time_ms // 2)
    told: list[tuple[str, int, int]] = []
    kinds = pd.DataFrame({"jobs": [1], "beds": [2]}, ["C"])
    fades = {"all": (decay.binary(99), 99)}
    table = accessibility_from_network(
        ready, kinds, [15], fades, origins=["B", "A"], progress=lambda *step: told.append(step)
    )
    assert table["beds_within_15_min"].to_dict() == {"B": 2, "A": 2}
    assert told == [("searching", done, 8) for done in (2, 4, 6, 8)]
    nearest_from_network(ready, ["C"], progress=lambda *step: told.append(step))
    assert told[-1] == ("searching", 4, 4)


def test_parts_of_a_pass_are_told_as_origins() -> None:
    told: list[tuple[str, int, int]] = []
    tell = module._counting_on(lambda *step: told.append(step), (1, 2), 40)
    tell("it", 1, 3)
    tell("it", 3, 3)
    assert told == [("it", 53, 80), ("it", 80, 80)]


@pytest.mark.parametrize(
    ("opportunities", "settings", "code"),
    [
        (pd.Series({"X": 1}), {"cutoffs_min": [1]}, "no_node"),
        (pd.Series([1, 2], ["A", "A"]), {"cutoffs_min": [1]}, "doubled_id"),
        (pd.Series({"A": -1}), {"cutoffs_min": [1]}, "bad_value"),
        (pd.Series({"A": "many"}), {"cutoffs_min": [1]}, "not_a_number"),
        (pd.Series({"A": 1}), {}, "setting"),
        (pd.Series({"A": 1}), {"cutoffs_min": [-1]}, "setting"),
        (pd.Series({"A": 1}), {"cutoffs_min": [1], "origins": ["Y"]}, "no_node"),
        (pd.Series({"A": 1}), {"decays": {"bad": (lambda t: -t, 1)}}, "decay"),
        (pd.Series({"A": 1}), {"decays": {"long": (decay.binary(1), 1_441)}}, "setting"),
    ],
)
def test_bad_input_is_named(opportunities: pd.Series, settings: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as error:
        accessibility_from_network(_line(), opportunities, **settings)
    assert [notice.code for notice in error.value.notices] == [code]


def test_nearest_refuses_a_count_of_none() -> None:
    with pytest.raises(InputError, match="count"):
        nearest_from_network(_line(), ["A"], 0)


def test_a_cutoff_keeps_what_takes_exactly_so_long() -> None:
    for ms in (1, 7, 59_999, 1_234_567, 86_399_999):
        assert module._limit_ms(ms / MINUTE, "cutoffs_min") == ms
