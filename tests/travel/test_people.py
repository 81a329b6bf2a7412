"""People around the seats: closed forms, and what must hold for any network and any time."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import line_world
from transnet.base.errors import InputError
from transnet.model.network import Network
from transnet.travel.people import People

# Edges of the discs around P1: 500,000 urban people at 10,000 per km2 on 50 km2 at 30 km/h, the
# other 100,000 on 500 km2 at 40 km/h; roads 1.25 times as long as the straight line.
URBAN_EDGE_MIN = math.sqrt(50 / math.pi) * 1.25 / 30 * 60
RURAL_EDGE_MIN = math.sqrt(500 / math.pi) * 1.25 / 40 * 60

WORLD = line_world()
PEOPLE = People.from_network(WORLD)

times = st.floats(0.0, 300.0)


def _seats(p1: float, p2: float = math.inf, p3: float = math.inf) -> pd.Series[float]:
    return pd.Series({"P1": p1, "P2": p2, "P3": p3})


def _with_people(network: Network, factor: float) -> Network:
    places = network["places"].copy()
    places[["population", "population_urban"]] *= factor
    return network.replace_table("places", places)


def test_everyone_is_counted_once() -> None:
    assert PEOPLE.total == 1_100_000
    everyone = PEOPLE.within(_seats(0.0, 0.0, 0.0), 1e6)
    assert everyone["people_within"].tolist() == everyone["people"].tolist()
    assert everyone["people"].tolist() == [600_000, 200_000, 300_000]
    assert everyone["place_id"].tolist() == ["P1", "P2", "P3"]


def test_share_within_is_the_share_of_the_disc() -> None:
    left = 8.0
    within = PEOPLE.within(_seats(60.0 - left), 60.0).set_index("place_id")["people_within"]
    urban = 500_000 * (left / URBAN_EDGE_MIN) ** 2
    rural = 100_000 * (left / RURAL_EDGE_MIN) ** 2
    assert within["P1"] == pytest.approx(urban + rural, rel=1e-12)
    assert within["P2"] == within["P3"] == 0.0


def test_urban_people_are_all_within_once_the_edge_is() -> None:
    within = PEOPLE.within(_seats(0.0), URBAN_EDGE_MIN)
    rural = 100_000 * (URBAN_EDGE_MIN / RURAL_EDGE_MIN) ** 2
    assert within["people_within"].iloc[0] == pytest.approx(500_000 + rural)


def test_places_without_a_time_reach_nothing() -> None:
    assert PEOPLE.within(pd.Series({"P1": 0.0}), 1e6)["people_within"].tolist() == [600_000, 0, 0]


@given(seat=times, shorter=times, longer=times)
def test_never_falls_with_the_cutoff(seat: float, shorter: float, longer: float) -> None:
    low, high = sorted((shorter, longer))
    within = [PEOPLE.within(_seats(seat, seat), cutoff)["people_within"] for cutoff in (low, high)]
    assert (within[0] <= within[1]).all()


# The disc of the urban people grows with their number, so only the rural ones can be compared.
RURAL = WORLD.replace_table("places", WORLD["places"].assign(population_urban=0.0))
ONCE, TWICE = People.from_network(RURAL), People.from_network(_with_people(RURAL, 2.0))


@given(seat=times, cutoff=times)
def test_scales_with_the_people(seat: float, cutoff: float) -> None:
    expected = 2.0 * ONCE.within(_seats(seat), cutoff)["people_within"]
    assert TWICE.within(_seats(seat), cutoff)["people_within"].tolist() == expected.tolist()


def test_urban_disc_never_outgrows_the_county() -> None:
    places = WORLD["places"].copy()
    places["area_km2"] = 20.0
    people = People.from_network(WORLD.replace_table("places", places))
    edge = math.sqrt(20 / math.pi) * 1.25 / 30 * 60
    assert people.spread_min[0] == pytest.approx(edge)


def test_without_counts_people_live_around_the_seat_as_densely_as_in_a_town() -> None:
    places = WORLD["places"].copy()
    places[["population_urban", "area_km2"]] = np.nan
    people = People.from_network(WORLD.replace_table("places", places))
    radius_km = math.sqrt(600_000 / WORLD.parameter("urban_density_per_km2") / math.pi)
    to_edge_min = radius_km * 1.25 / 40 * 60
    nobody, all_of_them = (
        people.within(_seats(60.0), limit)["people_within"].iloc[0]
        for limit in (60.0, 60.0 + to_edge_min + 1e-9)
    )
    assert (nobody, all_of_them) == (0, 600_000)


def test_points_travel_through_the_best_seat_and_count_for_the_nearest() -> None:
    points = pd.DataFrame(
        {
            "id": ["a", "b"],
            "lon": ["112.5", "112.5"],
            "lat": ["38", "38.3"],
            "people": ["10", "4"],
        }
    )
    people = People.from_points(WORLD, points)
    assert people.total == 14
    # b lies 0.05 degrees of latitude from P2: 5.5598 km x 1.25 at 40 km/h.
    to_p2 = 0.05 * math.pi / 180 * 6371.0088 * 1.25 / 40 * 60
    assert people.offsets_min[1, 0] == pytest.approx(to_p2, rel=1e-9)
    counted = people.within(_seats(0.0, 50.0), 60.0)
    assert counted["people"].tolist() == [10, 4, 0]
    assert counted["people_within"].tolist() == [10, 0, 0]
    assert people.within(_seats(0.0, 50.0), 50.0 + to_p2)["people_within"].tolist() == [10, 4, 0]
    # Through P1, 0.3 degrees off, when its own seat is cut off.
    through_p1 = people.within(_seats(0.0), 6.0 * to_p2)
    assert through_p1["people_within"].tolist() == [10, 4, 0]


POINT = pd.DataFrame({"id": ["a"], "lon": [112.5], "lat": [38.2], "people": [7.0]})
AT_A_POINT = People.from_points(WORLD, POINT)


@given(cutoffs=st.tuples(times, times), seat=times)
def test_points_never_fall_with_the_cutoff(cutoffs: tuple[float, float], seat: float) -> None:
    low, high = (
        AT_A_POINT.within(_seats(seat), cutoff)["people_within"].sum() for cutoff in sorted(cutoffs)
    )
    assert low <= high


def test_points_far_from_every_seat_are_refused() -> None:
    points = pd.DataFrame({"id": ["a"], "lon": [121.5], "lat": [31.2], "people": [1]})
    with pytest.raises(InputError, match="farther than 100 km") as caught:
        People.from_points(WORLD, points)
    assert [(notice.code, notice.row) for notice in caught.value.notices] == [("points_outside", 2)]


def test_people_say_what_they_are() -> None:
    assert repr(PEOPLE).startswith("<People: 1,100,000 in 6 groups around 3 places, from residents")


def test_towns_take_longer_at_the_peak_and_villages_do_not() -> None:
    people = People.from_network(WORLD)
    peak = people.at_peak(WORLD)
    count = len(people.place_ids)
    assert peak.spread_min[:count] == pytest.approx(1.25 * people.spread_min[:count])
    assert (peak.spread_min[count:] == people.spread_min[count:]).all()
    assert peak.total == people.total


def test_points_in_town_take_longer_at_the_peak() -> None:
    """P1's town reaches 3.99 km from its seat; 0.03 degrees north are 3.34 km, 0.05 are 5.56."""
    points = pd.DataFrame(
        {"id": ["in", "out"], "lon": 112.5, "lat": [38.03, 38.05], "people": 1000}
    )
    people = People.from_points(WORLD, points)
    peak = people.at_peak(WORLD)
    slower = peak.offsets_min[:, 0] / people.offsets_min[:, 0]
    assert slower.tolist() == pytest.approx([1.25, 1.0])
