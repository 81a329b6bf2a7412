"""What the server answers is what `transnet run` says of the same scenario."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import numpy as np
import pytest
import shapely

from tests.explore.asking import ask
from transnet.base.sphere import great_circle_km
from transnet.explore.explorer import Explorer
from transnet.explore.security import App
from transnet.explore.server import application
from transnet.io.network_folder import load_network
from transnet.study.run import run
from transnet.travel.people import People
from transnet.travel.reach_points import reach_points

NETWORK = "shanxi-central"


@cache
def explorer() -> Explorer:
    found = Explorer(NETWORK)
    found.load()
    return found


@cache
def app() -> App:
    return application(explorer())


@cache
def region() -> Any:
    return ask(app(), "/api/network").json


def state(query: str) -> Any:
    answer = ask(app(), f"/api/state?{query}")
    assert answer.status == 200, answer.body
    return answer.json


def random_sets(seed: int, count: int) -> list[list[str]]:
    """Return sets of projects that aren't open and may stand together."""
    projects, rng, found = region()["projects"], random.Random(seed), []  # noqa: S311, no secret
    closed = [
        each
        for each, opened, status in zip(
            projects["id"], projects["opened"], projects["status"], strict=True
        )
        if opened is None and status != "cancelled"
    ]
    while len(found) < count:
        chosen = rng.sample(closed, rng.randint(1, 7))
        if ask(app(), f"/api/state?open={','.join(chosen)}").status == 200:
            found.append(chosen)
    return found


QUERIES = ("", "open=rail-xiongxin-hsr&base=base", "open=rail-xiongxin-hsr&traffic=peak",
           "year=2035&close=metro-ty-line1")  # fmt: skip


@pytest.mark.parametrize("number", range(len(QUERIES) + 3))
def test_figures_are_those_of_a_run(number: int) -> None:
    query = [*QUERIES, *(f"open={','.join(each)}" for each in random_sets(7, 3))][number]
    found = state(query)
    result = run(explorer().asked(query).scenario, network=load_network(NETWORK))
    verdicts, table = found["verdicts"], result.verdicts
    assert verdicts["id"] == table["target_id"].tolist()
    for end in ("before", "after"):
        assert verdicts[f"met_{end}"] == table[f"met_{end}"].tolist()
        assert verdicts[f"value_{end}"] == table[end].tolist()
        assert verdicts[f"shortfall_{end}"] == table[f"shortfall_{end}"].tolist()
        own, counties = found["counties"], result.counties
        assert own["place"] == counties["place_id"].tolist()
        _agree(own[f"core_{end}"], counties[f"core_min_{end}"], 0.005)
        hour = found["reached"]["minutes"].index(60)
        _agree(found["reached"][end][hour], counties[f"people_within_60_{end}"], 0.5)
        _agree(own[f"seat_{end}"], counties[f"seat_min_{end}"], 0.005)
        evaluation = getattr(result, end)
        core = evaluation.place_ids.index(result.network.info.core_place_id)
        _agree(found["minutes"][end], evaluation.minutes()[core], 0.005)


def _agree(sent: list[float | None], own: Any, within: float) -> None:
    plain = np.array([np.nan if each is None else each for each in sent], dtype=np.float64)
    wanted = np.asarray(own, dtype=np.float64)
    wanted = np.where(np.isinf(wanted), np.nan, wanted)
    np.testing.assert_allclose(plain, wanted, rtol=0.0, atol=within + 1e-9)


def test_the_curve_counts_whom_the_table_counts() -> None:
    found = state("open=rail-xiongxin-hsr&origin=140902")
    reached = found["reached"]
    for end in ("before", "after"):
        for minutes, by_county in zip(reached["minutes"], reached[end], strict=True):
            at = found["curve"]["minutes"].index(minutes)
            assert found["curve"][end][at] == pytest.approx(sum(by_county), abs=60)
        assert np.all(np.diff(found["curve"][end]) >= 0)


def test_people_within_many_times_are_those_within_each() -> None:
    people = People.from_network(explorer().study.network)
    minutes = np.linspace(0.0, 200.0, len(people.place_ids))
    minutes[3] = np.inf
    cutoffs = np.array([0.0, 15.0, 60.0, 180.0])
    one_by_one = [people.within_each(minutes, each).sum() for each in cutoffs.tolist()]
    np.testing.assert_allclose(people.all_within(minutes, cutoffs), one_by_one, rtol=1e-12)


def test_reached_points_are_those_of_the_map() -> None:
    query = "open=rail-xiongxin-hsr&origin=140902"
    sent = ask(app(), f"/api/reach?{query}").json
    points = region()["points"]
    asked = explorer().asked(query)
    own = reach_points(explorer().study.model(asked.after), "140902")
    known = dict(zip(zip(points["lon"], points["lat"], strict=True), sent["after"], strict=True))
    rows = zip(own["lon"].round(5), own["lat"].round(5), own["travel_min"], strict=True)
    count = 0
    for lon, lat, minutes in rows:
        if minutes <= 180.0:  # the map shows no more, and later rides aren't looked for
            assert known[lon, lat] == pytest.approx(minutes, abs=0.051)
            count += 1
    assert count > 1000
    assert len(sent["before"]) == len(points["lon"])


@pytest.mark.parametrize("query", ["mode=public", "mode=carfree", "wait=comes", "mode=car"])
def test_other_readings_reach_no_point_sooner_than_the_best_means(query: str) -> None:
    best = _reached("origin=140902")
    found = _reached(f"origin=140902&{query}")
    assert np.isfinite(found).sum() > 1000
    # At one's own door who drives has to park, so that a walk of no length is sooner.
    assert (found < best - 0.051).sum() <= 1
    assert (found > best + 1.0).any()


def _within_edge(query: str) -> Any:
    """Return which points of the map lie within the edge that it draws of a state, bool[n]."""
    sent = ask(app(), f"/api/edges?{query}").json
    points = shapely.points(region()["points"]["lon"], region()["points"]["lat"])
    rings = [shapely.Polygon(each) for each in sent["after"]]
    # A hole is a ring too: what lies in it and in the ring about it is outside.
    held = [shapely.contains(each, points) for each in rings]
    return np.sum(held, axis=0) % 2 == 1


@pytest.mark.parametrize("query", ["", "mode=car&minutes=45"])
def test_the_edge_holds_what_is_reached_and_from_where_one_goes_on_in_time(query: str) -> None:
    within = 60.0 if "minutes" not in query else 45.0
    inside, minutes = _within_edge(query), _reached(query)
    reached = np.flatnonzero(minutes < within - 2.0)  # nearer to it is less than a cell
    assert len(reached) > 50
    assert inside[reached].mean() > 0.99
    network, points = explorer().study.network, region()["points"]
    speed = network.parameter("spread_speed_kmh") / network.parameter("detour_factor")
    lon, lat = np.array(points["lon"]), np.array(points["lat"])
    near = np.flatnonzero(minutes <= within)
    for row in np.flatnonzero(inside)[::7].tolist():
        km = great_circle_km(lon[row], lat[row], lon[near], lat[near])
        assert (minutes[near] + 60.0 * km / speed).min() < within + 3.0


def test_in_trains_there_is_no_edge_as_nobody_goes_on_from_stations() -> None:
    assert ask(app(), "/api/edges?reading=train").json == {"before": [], "after": []}


def test_in_trains_the_points_reached_are_stations() -> None:
    found = _reached("origin=140902&reading=train")
    stations, points = region()["stations"], region()["points"]
    reached = np.flatnonzero(np.isfinite(found))
    assert len(reached) > 20
    for row in reached.tolist():
        apart = np.hypot(
            np.subtract(stations["lon"], points["lon"][row]),
            np.subtract(stations["lat"], points["lat"][row]),
        )
        assert apart.min() < 2e-5


def _reached(query: str) -> Any:
    sent = ask(app(), f"/api/reach?{query}").json["after"]
    return np.array([np.inf if each is None else each for each in sent])


@pytest.mark.parametrize(
    ("mode", "using"), [("car", "drive"), ("carfree", "carfree"), ("public", "public")]
)
def test_minutes_by_other_means_are_the_engines(mode: str, using: Any) -> None:
    query = f"open=rail-xiongxin-hsr&mode={mode}"
    model = explorer().study.model(explorer().asked(query).after)
    core = model.network.info.core_place_id
    wanted = model.travel_times([core], using=using)["travel_min"]
    _agree(state(query)["minutes"]["after"], wanted, 0.005)


def test_minutes_in_the_train_are_the_fastest_rides() -> None:
    query = "open=rail-xiongxin-hsr&reading=train"
    found = state(query)
    at = found["verdicts"]["id"].index("plan-1h-intercity")
    places = region()["places"]
    row = places["id"].index(found["verdicts"]["worst_to"][at])
    assert found["minutes"]["after"][row] == pytest.approx(
        found["verdicts"]["value_after"][at], abs=0.006
    )
    assert set(found["curve"]["after"]) == {None}


def test_those_who_wait_take_no_less_time() -> None:
    knows, comes = (state(f"wait={wait}")["minutes"]["after"] for wait in ("knows", "comes"))
    pairs = [(a, b) for a, b in zip(knows, comes, strict=True) if a is not None and b is not None]
    assert len(pairs) > 90
    assert sum(b for _, b in pairs) > sum(a for a, _ in pairs)


def test_what_is_required_opens_along_and_is_told() -> None:
    found = state("open=metro-r3")
    assert found["state"]["along"] == ["metro-ty-line2-phase2"]
    assert {"metro-r3", "metro-ty-line2-phase2"} <= set(found["state"]["open"])
    (told,) = [each for each in found["notices"] if each["code"] == "opened_along"]
    assert "metro-ty-line2-phase2" in told["en"]
    assert told["zh"] != told["en"]


def test_rivals_are_refused_and_told() -> None:
    projects = region()["projects"]
    row = next(at for at, each in enumerate(projects["conflicts"]) if each)
    pair = projects["id"][row], projects["conflicts"][row][0]
    answer = ask(app(), f"/api/state?open={','.join(pair)}")
    assert (answer.status, answer.json["code"]) == (422, "refused")
    codes = {each["code"] for each in answer.json["notices"]}
    assert "rival_project" in codes
    assert answer.json["remedy_zh"] != answer.json["remedy_en"]


def test_what_gets_no_better_is_no_gain_and_sums_are_of_what_is_listed() -> None:
    nothing = state("")["gains"]
    assert nothing["gainers"]["place"] == nothing["losers"]["place"] == []
    gains = state("open=rail-xiongxin-hsr")["gains"]
    assert gains["people_gaining"] == pytest.approx(sum(gains["gainers"]["people"]))
    assert gains["gainers"]["minutes"] == sorted(gains["gainers"]["minutes"], reverse=True)
    assert min(gains["gainers"]["minutes"]) >= 0.05


def test_rows_that_open_are_those_of_the_project() -> None:
    found = state("open=rail-xiongxin-hsr")
    tracks = region()["tracks"]
    assert found["opened"]["tracks"]
    assert {tracks["project"][row] for row in found["opened"]["tracks"]} == {"rail-xiongxin-hsr"}
    assert found["closed"] == {"roads": [], "tracks": [], "stations": []}
    back = state("close=metro-ty-line1")
    assert back["closed"]["tracks"]


def test_lines_and_roads_that_are_drawn_change_what_one_reaches() -> None:
    core = "140106"
    road = state(f"line=New~road~120~0~{core}.140902")
    usual = state("")["minutes"]["after"]
    at = region()["places"]["id"].index("140902")
    assert road["minutes"]["after"][at] < usual[at]
    rail = state("line=New~rail~300~10~R001.112.90000:38.10000.R005")
    assert len(rail["minutes"]["after"]) == len(usual)
    reached = ask(app(), "/api/reach?line=New~rail~300~10~R001.112.90000:38.10000.R005").json
    assert len(reached["after"]) == len(region()["points"]["lon"])


def test_an_address_that_says_the_same_is_answered_with_the_same_bytes() -> None:
    one = ask(app(), "/api/state?open=rail-xiongxin-hsr&minutes=45&lang=zh").body
    other = ask(app(), "/api/state?minutes=90&show=after&open=rail-xiongxin-hsr").body
    assert one == other


def test_the_region_has_columns_of_one_length() -> None:
    tables = {name: region()[name] for name in (
        "places", "stations", "roads", "tracks", "projects", "airports", "nodes", "points",
        "targets", "cities")}  # fmt: skip
    for name, table in (tables | region()["inputs"]).items():
        lengths = {len(column) for column in table.values()}
        assert len(lengths) == 1, name
        assert lengths.pop() > 0, name
