"""Residents are those of the census times a factor that parameters may give."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.worlds import line_world
from transnet import Study
from transnet.model.network import Network
from transnet.model.residents import population_factors, residents_of
from transnet.travel.people import People

WORLD = line_world("2024-12-31")
PLACES = WORLD["places"]
INSIDE = (PLACES["kind"] != "external").to_numpy()


def with_factors(others: float, of_core: float | None = None, world: Network = WORLD) -> Network:
    """Return a network with residents at so much of the census, ends a tenth from it."""
    table = world["parameters"]
    modes = {"all": others, **({} if of_core is None else {"core_city": of_core})}
    rows = [
        table.iloc[0].to_dict()
        | {"parameter": "population_factor", "mode": mode, "unit": "1"}
        | {"value": value, "low": 0.9 * value, "high": 1.1 * value}
        for mode, value in modes.items()
    ]
    whole = pd.concat([table, pd.DataFrame(rows).astype(table.dtypes)], ignore_index=True)
    return world.replace_table("parameters", whole)


def test_without_rows_residents_are_those_of_the_census() -> None:
    assert population_factors(WORLD).tolist() == [1.0] * len(PLACES)
    np.testing.assert_array_equal(residents_of(WORLD), PLACES["population"].to_numpy(float))


@pytest.mark.parametrize(("of_core", "expected"), [(None, 2.0), (3.0, 3.0)])
def test_the_cores_city_has_a_factor_of_its_own_and_places_outside_none(
    of_core: float | None, expected: float
) -> None:
    grown = with_factors(2.0, of_core)
    by = dict(zip(PLACES["place_id"], population_factors(grown), strict=True))
    assert by == {"P1": expected, "P2": expected, "P3": 2.0, "X1": 1.0}
    people = People.from_network(grown)
    census = PLACES.loc[INSIDE, "population"].to_numpy(float)
    np.testing.assert_array_equal(people.by_place(), census * population_factors(grown)[INSIDE])


def test_twice_the_people_take_as_long_and_are_twice_the_potential_beside_those_outside() -> None:
    """As many more people everywhere weigh no trip otherwise; outside places stay as they are."""
    inside_alone = WORLD.replace_table(
        "places", PLACES.assign(population=PLACES["population"].where(INSIDE))
    )
    once, twice = (
        Study(with_factors(each, None, inside_alone)).judge(Study(inside_alone).state())
        for each in (1.0, 2.0)
    )
    np.testing.assert_allclose(twice.average_time_min, once.average_time_min)
    np.testing.assert_allclose(twice.potential, 2.0 * once.potential)
