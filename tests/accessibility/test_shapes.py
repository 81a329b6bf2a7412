"""Tables as notebooks hold them: each is read as what it can only mean, or refused by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from transnet import accessibility as measures
from transnet.accessibility import cost_matrix, cumulative, decay, weighted_average_time
from transnet.accessibility.from_network import route_network
from transnet.accessibility.routed_network import RoutedNetwork
from transnet.base.errors import InputError
from transnet.roads.graph import Arcs, build_road_graph

LONG = pd.DataFrame(
    {"from_id": list("AABB"), "to_id": list("ABAB"), "travel_min": [0.0, 20.0, 40.0, 0.0]}
)
MATRIX = pd.DataFrame([[0.0, 20.0], [40.0, 0.0]], list("AB"), list("AB"))
JOBS = pd.Series({"A": 10, "B": 100})
REACHED = {"A": 110.0, "B": 100.0}
NUMBERS = JOBS.set_axis([1, 2])
PAIRS = LONG.set_index(["from_id", "to_id"])
NUMBERED = LONG.assign(from_id=[1, 1, 2, 2], to_id=[1, 2, 1, 2])
ROADS = build_road_graph(["A", "B"], [112.5] * 2, [37.8] * 2, Arcs([0], [1], [1_200_000]))

READ: dict[str, pd.DataFrame] = {
    "categories": LONG.astype({"from_id": "category", "to_id": "category"}),
    "ordered categories": LONG.assign(
        from_id=pd.Categorical(LONG["from_id"], ["B", "A", "Z"], ordered=True)
    ),
    "texts": LONG.astype({"from_id": "string", "to_id": object}),
    "arrow": LONG.astype({"from_id": "string[pyarrow]", "travel_min": "double[pyarrow]"}),
    "nullable": LONG.astype({"travel_min": "Float64"}),
    "whole": LONG.astype({"travel_min": "Int64"}),
    "unsigned": LONG.astype({"travel_min": "uint8"}),
    "objects": LONG.astype({"travel_min": object}),
    "decimals": LONG.assign(travel_min=[Decimal(each) for each in (0, 20, 40, 0)]),
    "sparse": LONG.astype({"travel_min": pd.SparseDtype("float64", 0.0)}),
    "rows in another order": LONG.iloc[[2, 0, 3, 1]],
    "an index of its own": LONG.set_axis([9, 9, 8, 8]),
    "more columns": LONG.assign(mode="bus", weak=True),
    "durations": LONG.assign(travel_min=pd.to_timedelta(LONG["travel_min"], unit="m")),
    "durations in seconds": LONG.assign(
        travel_min=pd.to_timedelta(LONG["travel_min"], unit="m").astype("timedelta64[s]")
    ),
    "arrow durations": LONG.assign(
        travel_min=pd.to_timedelta(LONG["travel_min"], unit="m").astype("duration[ms][pyarrow]")
    ),
    "matrix": MATRIX,
    "matrix of whole numbers": MATRIX.astype(int),
    "matrix of two types": MATRIX.astype({"A": "Int64"}),
    "matrix of durations": MATRIX.apply(pd.to_timedelta, unit="m"),
    "pivot": LONG.pivot(index="from_id", columns="to_id", values="travel_min"),  # noqa: PD010 - the shape it makes
    "unstacked": PAIRS["travel_min"].unstack(),  # noqa: PD010 - as above
    "stacked and reset": PAIRS.reset_index(),
}

REFUSED: dict[str, tuple[Any, str]] = {
    "series of pairs": (PAIRS["travel_min"], "reset_index"),
    "table of pairs": (PAIRS, "reset_index"),
    "unstacked table": (PAIRS.unstack(), r"costs\['travel_min'\]"),  # noqa: PD010 - as above
    "stacked thrice": (PAIRS.assign(hour=8).set_index("hour", append=True), "several levels"),
    "a column of origins beside": (MATRIX.rename_axis("from_id").reset_index(), "from_id"),
    "only destinations": (LONG.set_index("from_id"), "to_id"),
    "turned over": (MATRIX.T.rename_axis(index="to_id", columns="from_id"), r"\.T"),
    "rows without ids": (pd.DataFrame(MATRIX.to_numpy(), columns=list("AB")), "ids of origins"),
    "doubled column": (pd.concat([LONG, LONG[["travel_min"]]], axis=1), "twice"),
    "doubled row": (pd.concat([LONG, LONG]), "row 6: 'A to A' occurs twice"),
    "doubled origin": (MATRIX.set_axis(["A", "A"]), "occurs twice"),
    "empty id": (LONG.assign(to_id=["A", "B", None, "B"]), "row 4"),
    "NaN id of a matrix": (MATRIX.set_axis(["A", np.nan]), "is empty"),
    "tuples": (MATRIX.set_axis(pd.Index([("A", 1), ("B", 1)], tupleize_cols=False)), "tuple"),
    "marks as ids": (LONG.assign(from_id=[True, True, False, False]), "marks"),
    "texts": (LONG.assign(travel_min=["0", "20", "40", "0"]), "texts"),
    "text among numbers": (LONG.assign(travel_min=[0, 20, "40 min", 0]), "row 4.*40 min"),
    "marks": (LONG.assign(travel_min=[False, True, True, False]), "marks"),
    "mark among numbers": (LONG.assign(travel_min=[0, True, 40, 0]), "row 3.*bool"),
    "nullable marks": (LONG.assign(travel_min=pd.array([False, True, True, None])), "marks"),
    "arrow marks": (
        LONG.assign(travel_min=pd.array([False, True] * 2, "bool[pyarrow]")),
        "marks",
    ),
    "dates": (LONG.assign(travel_min=pd.to_datetime(LONG["travel_min"])), "dates"),
    "dates with a zone": (
        LONG.assign(travel_min=pd.to_datetime(LONG["travel_min"], utc=True)),
        "dates",
    ),
    "days": (LONG.assign(travel_min=date(2024, 1, 1)), "date"),
    "periods": (LONG.assign(travel_min=pd.period_range("2024", periods=4)), "period"),
    "complex": (LONG.assign(travel_min=[0j, 20j, 40j, 0j]), "complex"),
    "one duration": (LONG.assign(travel_min=[0, pd.Timedelta(minutes=20), 4, 0]), "Timedelta"),
    "lists": (LONG.assign(travel_min=[[0], [20], [40], [0]]), "list"),
    "marks of a matrix": (MATRIX > 0, "marks"),
    "dates of a matrix": (MATRIX.apply(pd.to_datetime), "dates"),
    "negative": (LONG.assign(travel_min=[0, -20, 40, 0]), "negative"),
    "endless the wrong way": (LONG.assign(travel_min=[0, -np.inf, 40, 0]), "negative"),
    "numbers and texts": (NUMBERED.astype({"to_id": str}), "type"),
    "floats and texts": (NUMBERED.astype({"from_id": float, "to_id": str}), "type"),
    "one text among numbers": (NUMBERED.assign(from_id=[1, 1, "1", 2]), "type|twice"),
    "blanks around": (LONG.assign(to_id=["A ", "B ", "A ", "B "]), "blanks"),
    "array": (MATRIX.to_numpy(), "DataFrame"),
    "mapping": ({"A": {"B": 1}}, "DataFrame"),
    "nothing": (None, "DataFrame"),
    "text": ("A", "DataFrame"),
}


@pytest.mark.parametrize("shape", READ)
def test_shapes_that_are_read(shape: str) -> None:
    assert cumulative(READ[shape], JOBS, 30).to_dict() == REACHED
    times = weighted_average_time(READ[shape], JOBS)
    assert times.to_dict() == {"A": 20.0, "B": 40.0}


@pytest.mark.parametrize("shape", REFUSED)
def test_shapes_that_are_refused(shape: str) -> None:
    table, hint = REFUSED[shape]
    with pytest.raises(InputError, match=hint):
        cost_matrix(table)


def test_durations_of_another_unit_are_refused() -> None:
    hours = LONG.assign(fare=pd.to_timedelta(LONG["travel_min"], unit="h"))
    with pytest.raises(InputError, match="durations"):
        cost_matrix(hours, "fare")


@pytest.mark.parametrize("gap", [None, np.nan, pd.NA])
def test_a_gap_is_no_way(gap: Any) -> None:
    table = LONG.astype({"travel_min": object})
    table.loc[1, "travel_min"] = gap
    assert cost_matrix(table).loc["A", "B"] == np.inf


@pytest.mark.parametrize(
    "jobs",
    [
        {"A": 10, "B": 100},
        JOBS.astype("Int64"),
        JOBS.astype("float32"),
        JOBS.astype("double[pyarrow]"),
        JOBS.astype(object),
        JOBS.iloc[::-1],
        JOBS.set_axis(pd.CategoricalIndex(["A", "B"])),
        JOBS.set_axis(pd.Index(["A", "B"], dtype="string[pyarrow]")),
        pd.concat([JOBS, pd.Series({"Z": 0})]),
    ],
    ids=repr,
)
def test_values_that_are_read(jobs: Any) -> None:
    assert cumulative(LONG, jobs, 30).to_dict() == REACHED
    assert measures.accessibility_from_network(ROADS, _listed(jobs), [30]).iloc[:, 0].to_dict() == {
        "A": 110.0,
        "B": 100.0,
    }


def _listed(jobs: Any) -> Any:
    """Return the jobs at nodes of the roads."""
    return {zone: jobs[zone] for zone in "AB"} if isinstance(jobs, dict) else jobs[["A", "B"]]


@pytest.mark.parametrize(
    "jobs",
    [
        None,
        10,
        [10, 100],
        np.array([10, 100]),
        "AB",
        JOBS.to_frame().set_index([["A", "B"], ["x", "y"]])[0],
        JOBS.set_axis(["A", "A"]),
        JOBS.set_axis(["A", None]),
        JOBS.set_axis([1, 2]),
        JOBS.set_axis(["A ", "B"]),
        JOBS > 50,
        JOBS.astype(str),
        pd.to_timedelta(JOBS, unit="m"),
        pd.to_datetime(JOBS),
        pd.Series({"A": 10, "B": True}, dtype=object),
        {"A": 10, "B": True},
        {"A": 10, "B": np.timedelta64(5, "m")},
        {"A": 10, "B": None},
        JOBS.astype(float).replace(100, np.nan),
        JOBS.astype(float).replace(100, np.inf),
        JOBS * -1,
    ],
    ids=repr,
)
def test_values_that_are_refused(jobs: Any) -> None:
    with pytest.raises(InputError):
        cumulative(LONG, jobs, 30)
    with pytest.raises(InputError):
        measures.accessibility_from_network(ROADS, jobs, [30])


def test_numbers_against_texts_speak_of_their_type() -> None:
    with pytest.raises(InputError, match="type") as caught:
        cumulative(NUMBERED, JOBS.set_axis(["1", "2"]), 30)
    assert "add it" not in str(caught.value)
    with pytest.raises(InputError, match="type"):
        measures.accessibility_from_network(ROADS, {"A": 1, " B": 2}, [30])
    with pytest.raises(InputError, match="type"):
        measures.gini(JOBS.set_axis([1, 2]), JOBS.set_axis(["1", "2"]))
    with pytest.raises(InputError, match="type"):
        measures.zone_changes(NUMBERS, NUMBERS.set_axis(["1", "2"]), NUMBERS)


@pytest.mark.parametrize("value", [None, "30", True, [30], np.timedelta64(30, "m"), np.nan, 1j])
@pytest.mark.parametrize(
    "measure",
    [
        lambda value: cumulative(LONG, JOBS, value),
        lambda value: measures.cumulative_interval(LONG, JOBS, (0, 60, value)),
        lambda value: measures.cost_to_nth(LONG, JOBS, value),
        lambda value: measures.balancing_cost(LONG, JOBS, JOBS, step=[value]),  # type: ignore[arg-type]
        lambda value: decay.stepped([10, 20], [0.5, value]),
        lambda value: weighted_average_time(LONG, JOBS, own={"A": 1, "B": value}),
        lambda value: measures.poverty(JOBS, JOBS, value),
        lambda value: measures.palma_ratio(JOBS, JOBS, JOBS, low=value),
        lambda value: measures.concentration_index(
            JOBS, JOBS, JOBS, "corrected", bounds=(0, value)
        ),
        lambda value: measures.logsum_cost({"bus": LONG}, 1.0, {"bus": value}),
        lambda value: measures.accessibility_from_network(ROADS, JOBS, [value]),
        lambda value: measures.nearest_from_network(ROADS, ["A"], value),
    ],
)
def test_settings_that_are_no_numbers(measure: Callable[[Any], object], value: Any) -> None:
    with pytest.raises(InputError):
        measure(value)


@pytest.mark.parametrize(
    "measure",
    [
        lambda: cost_matrix(LONG, zones="AB"),
        lambda: cost_matrix(LONG, zones=["A", ["B"]]),  # type: ignore[list-item]
        lambda: cost_matrix(LONG, ["travel_min"]),  # type: ignore[arg-type]
        lambda: measures.cumulative_interval(LONG, JOBS, (0, 1e9, 1e-9)),
        lambda: measures.cumulative_interval(LONG, JOBS, 30),  # type: ignore[arg-type]
        lambda: measures.gravity(LONG, JOBS, 30),  # type: ignore[arg-type]
        lambda: measures.gravity(LONG, JOBS, lambda costs: costs.astype(str)),
        lambda: measures.closeness(LONG, ["classic"]),  # type: ignore[arg-type]
        lambda: measures.logsum_cost([LONG], 1.0),  # type: ignore[arg-type]
        lambda: measures.for_each(LONG, "hour", cumulative),
        lambda: measures.for_each(LONG, "to_id", len),  # type: ignore[arg-type, return-value]
        lambda: measures.for_each(LONG.replace("B", None), "to_id", lambda _: JOBS),
        lambda: measures.accessibility_from_network(ROADS, JOBS, "30"),
        lambda: measures.accessibility_from_network(ROADS, JOBS, 30),  # type: ignore[arg-type]
        lambda: measures.accessibility_from_network(ROADS, JOBS, [30, 30.0]),
        lambda: measures.accessibility_from_network(ROADS, JOBS, [30], origins="AB"),
        lambda: measures.accessibility_from_network(ROADS, JOBS, [30], {"x": decay.binary(3)}),  # type: ignore[dict-item]
        lambda: measures.accessibility_from_network(LONG, JOBS, [30]),  # type: ignore[arg-type]
        lambda: measures.accessibility_from_network(
            ROADS, pd.DataFrame([[1, 2]], ["A"], [1, "1"]), [30]
        ),
        lambda: measures.nearest_from_network(ROADS, "A"),
        lambda: measures.nearest_from_network(ROADS, [("A", "B")]),
        lambda: route_network(ROADS, [1.5]),
        lambda: route_network(ROADS, [1, 2]),
        lambda: RoutedNetwork(route_network(ROADS).metric, pd.Index(["A"]), [7], [0]),  # type: ignore[arg-type]
        lambda: RoutedNetwork(route_network(ROADS).metric, pd.Index(["A"]), [0, 1], [0]),  # type: ignore[arg-type]
        lambda: measures.winners_and_losers(JOBS),  # type: ignore[arg-type]
        lambda: measures.spill_over(MATRIX, JOBS),
        lambda: measures.frontier(MATRIX > 1, "A", "B"),
    ],
)
def test_settings_of_another_kind(measure: Callable[[], object]) -> None:
    with pytest.raises(InputError):
        measure()


@pytest.mark.parametrize("mark", ["maybe", 2, None, np.nan, pd.Timedelta(1)])
def test_areas_are_told_apart_by_marks(mark: Any) -> None:
    changes = measures.zone_changes(JOBS, JOBS + 1, JOBS)
    texts = measures.spill_over(changes, pd.Series({"A": "yes", "B": "no"}))
    assert texts.equals(measures.spill_over(changes, pd.Series({"A": True, "B": False})))
    with pytest.raises(InputError):
        measures.spill_over(changes, pd.Series({"A": "yes", "B": mark}, dtype=object))


@pytest.mark.parametrize(
    "mark", [2**31 - 1, 2**32 - 1, (2**31 - 1) / 60_000, (2**32 - 1) / 1000, np.finfo("f4").max]
)
@pytest.mark.parametrize("shape", ["table", "matrix"])
def test_a_number_that_stands_for_no_way_is_refused(mark: float, shape: str) -> None:
    pairs = {"from_id": ["A", "B"], "to_id": ["B", "A"], "travel_min": [20.0, mark]}
    table = pd.DataFrame(pairs)
    matrix = pd.DataFrame([[0.0, 20.0], [mark, 0.0]], ["A", "B"], ["A", "B"])
    given = table if shape == "table" else matrix
    with pytest.raises(InputError, match="stands for no way"):
        weighted_average_time(given, pd.Series({"A": 1, "B": 2}))
    near = table.assign(travel_min=[20.0, float(np.nextafter(mark, 0))])
    assert weighted_average_time(near, pd.Series({"A": 1, "B": 2})).notna().all()
