from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.supply.helpers import edit
from tests.worlds import line_world
from transnet.model.network import Network
from transnet.supply.topology import compile_topology
from transnet.travel.validation.rail_errors import (
    compare_rail,
    summarise_rail,
    unmodelled_rail,
    weighted_median,
)

WORLD = line_world("2023-12-15")


def _rows(network: Network) -> dict[str, dict[str, object]]:
    table = compare_rail(network, compile_topology(network))
    return {row["to_id"]: row for row in table.to_dict("records")}


def test_modelled_and_used_times_by_hand() -> None:
    rows = _rows(WORLD)
    near, far = rows["S2"], rows["S3"]
    assert (near["observed_min"], near["modelled_min"], near["used_min"]) == (12, 14, 12)
    assert (far["observed_min"], far["modelled_min"], far["used_min"]) == (36, 40.5, 36)
    assert near["error_pct"] == pytest.approx(100 / 6)
    assert far["error_pct"] == pytest.approx(12.5)
    assert far["used_error_pct"] == 0
    assert (far["from_zh"], far["to_en"]) == ("甲站", "Yi")
    assert {row["status"] for row in rows.values()} == {"modelled"}
    assert {row["mode"] for row in rows.values()} == {"emu"}


def test_median_over_trains_of_the_kind() -> None:
    later = edit(WORLD, "services", {"service_id": "E3"}, kind="D", trains_per_day=30.0)
    later = edit(later, "services", {"service_id": "E3"}, opened=np.datetime64("2020-01-01", "s"))
    far = _rows(later)["S3"]
    assert (far["used_min"], far["used_fastest_min"]) == (30, 30)
    # Express from tracks alone: 35 min; the slower E1 keeps 24 of 54 trains.
    assert (far["modelled_min"], far["modelled_fastest_min"]) == (35, 35)
    assert _rows(edit(later, "services", {"service_id": "E3"}, kind="G"))["S3"]["used_min"] == 36
    assert _rows(edit(later, "services", {"service_id": "E3"}, kind="G/D"))["S3"]["used_min"] == 30


def test_conventional_trains_count_together() -> None:
    world = edit(WORLD, "services", {"service_id": "E1"}, mode="conventional", kind="K")
    world = edit(world, "observed_rail", {"to_station": "S3"}, kind="conv")
    rows = _rows(world)
    assert rows["S3"]["mode"] == "conventional"
    assert rows["S3"]["status"] == "modelled"
    assert rows["S2"]["status"] == "no train"


def test_pairs_that_cannot_be_modelled_say_why() -> None:
    off = _rows(edit(WORLD, "stops", {"service_id": "E1", "station_id": "S3"}, tracks=""))
    assert (off["S3"]["status"], off["S2"]["status"]) == ("leaves the tracks", "modelled")
    assert np.isnan(off["S3"]["error_pct"])
    assert off["S3"]["used_error_pct"] == 0
    assert (off["S3"]["gap_from"], off["S3"]["gap_to"]) == ("S2", "S3")
    assert (off["S2"]["gap_from"], off["S2"]["gap_to"]) == ("", "")
    shut = _rows(edit(WORLD, "services", {"service_id": "E1"}, opened=np.datetime64("NaT", "s")))
    assert {row["status"] for row in shut.values()} == {"no train"}
    assert {row["mode"] for row in shut.values()} == {""}


def test_pairs_are_counted_by_the_run_without_tracks() -> None:
    off = edit(WORLD, "stops", {"service_id": "E1", "station_id": "S3"}, tracks="")
    gone = unmodelled_rail(off, compare_rail(off, compile_topology(off)))
    assert gone[["status", "gap_from", "gap_to", "pairs"]].to_numpy().tolist() == [
        ["leaves the tracks", "S2", "S3", 1]
    ]
    assert gone["gap_to_zh"].tolist() == ["乙站"]
    shut = edit(WORLD, "services", {"service_id": "E1"}, opened=np.datetime64("NaT", "s"))
    gone = unmodelled_rail(shut, compare_rail(shut, compile_topology(shut)))
    assert gone[["status", "gap_from_en", "pairs"]].to_numpy().tolist() == [["no train", "", 2]]
    assert unmodelled_rail(WORLD, compare_rail(WORLD, compile_topology(WORLD))).empty


def test_only_pairs_found_on_the_day_count() -> None:
    assert set(_rows(edit(WORLD, "observed_rail", {"to_station": "S3"}, observed="2021"))) == {"S2"}
    assert set(_rows(edit(WORLD, "observed_rail", {"to_station": "S3"}, basis="recalled"))) == {
        "S2"
    }
    assert set(_rows(edit(WORLD, "observed_rail", {"to_station": "S3"}, median_min=np.nan))) == {
        "S2"
    }


def test_summary_counts_every_pair() -> None:
    off = edit(WORLD, "stops", {"service_id": "E1", "station_id": "S3"}, tracks="")
    table = compare_rail(off, compile_topology(off))
    summary = summarise_rail(table)
    assert summary[["mode", "kind"]].to_numpy().tolist() == [["emu", "all"], ["emu", "D"]]
    for row in summary.to_dict("records"):
        assert (row["pairs"], row["modelled"], row["off_tracks"], row["no_train"]) == (2, 1, 1, 0)
        assert row["median_abs_error_pct"] == row["bias_pct"] == pytest.approx(100 / 6)
        assert row["used_median_abs_error_pct"] == 0


def test_overrides_reach_the_model() -> None:
    topology = compile_topology(WORLD)
    slow = compare_rail(WORLD, topology, {("recovery_share", "emu"): 0.2})
    assert slow["modelled_min"].tolist() == [pytest.approx(16), pytest.approx(16 + 2 + 28)]


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 6)), min_size=1, max_size=12))
def test_weighted_median_is_the_median_of_repeats(trains: list[tuple[int, int]]) -> None:
    values, weights = (np.array([float(train[i]) for train in trains]) for i in (0, 1))
    repeated = np.repeat(values, weights.astype(int))
    assert weighted_median(values, weights) == np.median(repeated)


def test_a_median_of_the_unknown_is_unknown() -> None:
    weights = np.array([5.0, 1.0, 1.0])
    for values in ([10.0, np.nan, 20.0], [np.nan, 10.0, 20.0], [np.nan] * 3):
        assert np.isnan(weighted_median(np.array(values), weights))
    assert weighted_median(np.array([10.0, 30.0, 20.0]), weights) == 10.0
