"""Journeys are those of the engine, leg by leg, and name what they rest on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.explore.asking import ask
from tests.explore.test_answers import app, explorer

CORE, NORTH = "140106", "140928"


def journey(query: str, start: str = CORE, end: str = NORTH) -> Any:
    answer = ask(app(), f"/api/journey?{query}&from={start}&to={end}".replace("?&", "?"))
    assert answer.status == 200, answer.body
    return answer.json


@pytest.mark.parametrize(
    ("query", "using"),
    [("", "best"), ("mode=car", "drive"), ("mode=public", "public"), ("mode=carfree", "carfree")],
)
def test_legs_are_those_of_the_engine(query: str, using: Any) -> None:
    found = journey(f"open=rail-xiongxin-hsr&{query}".rstrip("&"))["after"]
    state = explorer().asked("open=rail-xiongxin-hsr").after
    path = explorer().study.model(state).path(CORE, NORTH, using=using)
    assert found["minutes"] == pytest.approx(path.travel_min)
    assert [leg["minutes"] for leg in found["legs"]] == pytest.approx(path.legs["minutes"].tolist())
    assert sum(leg["minutes"] for leg in found["legs"]) == pytest.approx(found["minutes"])
    for leg in found["legs"]:
        assert leg["en"] != leg["zh"]


def test_ways_begin_and_end_where_they_should_and_name_sources() -> None:
    table = explorer().study.network["places"].set_index("place_id")[["lon", "lat"]]
    legs = journey("mode=public")["after"]["legs"]
    drawn = [leg["line"] for leg in legs if len(leg["line"]) > 1]
    assert drawn[0][0] == pytest.approx(table.loc[CORE].tolist(), abs=1e-5)
    assert drawn[-1][-1] == pytest.approx(table.loc[NORTH].tolist(), abs=1e-5)
    rides = [leg for leg in legs if leg["leg"] == "ride"]
    assert rides
    assert all(leg["sources"] and leg["source_en"] for leg in rides)
    assert all(leg["source_zh"] != leg["source_en"] for leg in rides)
    assert {each["basis"] for leg in rides for each in leg["sources"]} <= {
        "found", "derived", "recalled", "assumed",
    }  # fmt: skip


def test_in_the_train_it_is_the_ride_between_stations() -> None:
    found = journey("reading=train", CORE, "140902")
    assert {leg["leg"] for leg in found["after"]["legs"]} <= {"ride", "transfer", "wait"}
    assert journey("reading=train", CORE, "140107")["after"] is None  # no station of trains


def test_a_place_that_is_not_there_is_refused() -> None:
    for query in ("from=140106&to=nope", "from=140106", "to=140106"):
        answer = ask(app(), f"/api/journey?{query}")
        assert (answer.status, answer.json["code"]) == (422, "unknown_name")
