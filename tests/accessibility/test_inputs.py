from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from tests.accessibility.worlds import PEOPLE, TIMES, World, inf, worlds
from transnet.accessibility import cumulative
from transnet.accessibility.inputs import (
    at_least,
    blocks,
    cost_matrix,
    one_of,
    own_replaced,
    zone_values,
)
from transnet.base.errors import InputError

LONG = pd.DataFrame({"from_id": ["A", "A", "B"], "to_id": ["A", "B", "A"], "fare": [0.0, 5.0, 7.0]})


def _code(caught: pytest.ExceptionInfo[InputError]) -> str:
    return caught.value.notices[0].code


@given(worlds())
def test_long_table_and_matrix_are_the_same(world: World) -> None:
    every = [*world.origins, *world.destinations]
    found = cost_matrix(world.long, "minutes", zones=every)
    assert found.loc[world.origins, world.destinations].equals(cost_matrix(world.times))
    assert np.isinf(found.loc[world.destinations, world.origins].to_numpy()).all()


def test_an_index_of_zones_keeps_its_name() -> None:
    zones = pd.Index(["B", "A"], name="zone")
    found = cost_matrix(LONG, "fare", zones=zones)
    assert (found.index.name, found.columns.name) == ("zone", "zone")
    assert found.index.to_list() == ["B", "A"]


def test_what_is_missing_is_no_way() -> None:
    table = LONG.assign(fare=[0.0, np.nan, 7.0])
    assert cost_matrix(table, "fare").loc["A"].to_list() == [0.0, inf]
    assert cost_matrix(LONG, "fare").loc["B", "B"] == inf


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (LONG.rename(columns={"fare": "price"}), "missing_column"),
        (LONG.assign(fare=[0.0, -1.0, 7.0]), "negative_cost"),
        (LONG.assign(fare=["a", "b", "c"]), "not_a_number"),
        (LONG.assign(to_id=["A", None, "A"]), "empty_id"),
        (LONG.assign(to_id=["A", "A", "A"]), "doubled_pair"),
        (pd.DataFrame([[1.0], [2.0]], ["A", "A"], ["B"]), "doubled_id"),
        (pd.DataFrame([[1.0, 2.0]], ["A"], ["B", "B"]), "doubled_id"),
    ],
)
def test_costs_that_cannot_be_used(table: pd.DataFrame, code: str) -> None:
    with pytest.raises(InputError) as caught:
        cost_matrix(table, "fare")
    assert _code(caught) == code


def test_the_notice_of_a_doubled_pair_names_row_and_pair() -> None:
    with pytest.raises(InputError, match="costs row 3: 'A to A' occurs twice"):
        cost_matrix(LONG.assign(to_id=["A", "A", "A"]), "fare")


def test_zones_that_costs_name_must_be_known() -> None:
    with pytest.raises(InputError) as caught:
        cost_matrix(LONG, "fare", zones=["A"])
    assert _code(caught) == "missing_zone"


def test_a_zone_without_opportunities_is_never_taken_for_none() -> None:
    with pytest.raises(InputError, match="isn't in the opportunities"):
        cumulative(TIMES, pd.Series({"A": 1, "B": 1}), 30)


def test_opportunities_without_costs_never_vanish() -> None:
    with pytest.raises(InputError) as caught:
        zone_values(pd.Series({"A": 1.0, "Z": 2.0}), pd.Index(["A"]), "opportunities")
    assert _code(caught) == "zone_without_costs"
    assert zone_values({"A": 1.0, "Z": 0.0}, pd.Index(["A"]), "opportunities").tolist() == [1.0]


@pytest.mark.parametrize("value", [-1.0, inf, np.nan])
def test_values_are_finite_and_not_negative(value: float) -> None:
    with pytest.raises(InputError) as caught:
        zone_values(pd.Series({"A": value}), pd.Index(["A"]), "people")
    assert _code(caught) == "bad_value"


def test_signed_values_may_be_negative() -> None:
    assert zone_values({"A": -1.0}, pd.Index(["A"]), "rank", signed=True).tolist() == [-1.0]


def test_doubled_values() -> None:
    with pytest.raises(InputError) as caught:
        zone_values(pd.Series([1, 2], ["A", "A"]), pd.Index(["A"]), "people")
    assert _code(caught) == "doubled_id"


def test_own_costs() -> None:
    matrix = cost_matrix(TIMES)
    assert np.isinf(np.diag(own_replaced(matrix, None))).all()
    assert np.diag(own_replaced(matrix, 7)).tolist() == [7.0] * 4
    assert np.diag(own_replaced(matrix, PEOPLE)).tolist() == PEOPLE.to_list()
    assert own_replaced(matrix.loc[["C"]], 7)[0].tolist() == [30.0, 20.0, 7.0, inf]
    assert own_replaced(matrix.loc[["C"], ["A"]], 7).tolist() == [[30.0]]


def test_blocks_cover_every_row_once() -> None:
    for rows, columns in ((0, 5), (3, 0), (10, 1 << 21), (7, 1 << 30)):
        seen = [row for part in blocks(rows, columns) for row in range(rows)[part]]
        assert seen == list(range(rows))


def test_settings() -> None:
    assert at_least(3, "x") == 3.0
    for value, above in ((-1.0, False), (0.0, True), (np.nan, False), (inf, False)):
        with pytest.raises(InputError):
            at_least(value, "x", above=above)
    with pytest.raises(InputError, match="one of a, b"):
        one_of("c", "x", ("a", "b"))
