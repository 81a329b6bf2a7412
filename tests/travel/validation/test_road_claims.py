from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest

from tests.supply.helpers import edit
from tests.worlds import line_world
from transnet.io.network_folder import load_network
from transnet.model.network import Network
from transnet.supply.topology import compile_topology
from transnet.travel.validation.road_claims import compare_claims, published, summarise_claims

WORLD = line_world()
TOPOLOGY = compile_topology(WORLD)


def _claims(network: Network) -> dict[str, dict[str, object]]:
    table = compare_claims(network, TOPOLOGY)
    return {row["claim_id"]: row for row in table.to_dict("records")}


def _claim(name: str, **values: object) -> dict[str, object]:
    return _claims(edit(WORLD, "road_claims", {"claim_id": name}, **values))[name]


def test_before_and_after_by_hand() -> None:
    # Without the motorway N1-N3 takes 90 min over R1 and R2, with it 8 + 45; nobody parks.
    row = _claims(WORLD)["north-town"]
    assert (row["modelled_before_min"], row["modelled_after_min"]) == (90, 53)
    assert row["saving_error_pct"] == pytest.approx(100 * (37 / 50 - 1))
    assert row["before_error_pct"] == pytest.approx(-10)


def test_the_nearest_of_several_ends_counts_and_a_time_alone_has_no_before() -> None:
    row = _claims(WORLD)["valley"]
    assert row["modelled_after_min"] == 60
    assert np.isnan(row["modelled_before_min"])


def test_what_is_only_shown_is_not_modelled() -> None:
    row = _claims(WORLD)["north"]
    assert row["saving_min"] == 50
    assert np.isnan(row["modelled_saving_min"])


def test_ordinary_roads_alone() -> None:
    assert _claim("north-town", after_by="ordinary")["modelled_after_min"] == 90


def test_roads_of_the_claims_own_day_count() -> None:
    early = _claim("north-town", day=pd.Timestamp("2025-12-31"))
    assert early["modelled_after_min"] == 90
    # A road of which only a later day is known to be open was there before, until it closed.
    vague = edit(
        WORLD, "roads", {"road_id": "R1"},
        opened=pd.Timestamp("2029-01-01"), opened_basis="not-later-than",
    )  # fmt: skip
    assert _claims(vague)["north-town"]["modelled_before_min"] == 90
    shut = edit(vague, "roads", {"road_id": "R1"}, closed=pd.Timestamp("2025-01-01"))
    assert _claims(shut)["north-town"]["modelled_before_min"] == np.inf


def test_a_third_time_follows_from_two() -> None:
    table = pd.DataFrame(
        {
            "before_min": [90.0, np.nan, 90.0, np.nan],
            "after_min": [40.0, 40.0, np.nan, np.nan],
            "saving_min": [np.nan, 50.0, 50.0, 50.0],
        }
    )
    assert published(table).to_numpy().tolist()[:3] == [[90, 40, 50]] * 3
    assert published(table)["after"].isna().tolist() == [False, False, False, True]


def test_errors_are_summed_up_by_role() -> None:
    table = summarise_claims(compare_claims(WORLD, TOPOLOGY)).set_index("role")
    assert table.loc["fit", ["times", "savings", "savings_near"]].tolist() == [2, 1, 1]
    assert table.loc["fit", "median_abs_error_pct"] == pytest.approx(8)
    assert table.loc["held_out", "savings"] == 0
    assert np.isnan(table.loc["held_out", "worst_saving_pct"])


def test_the_fit_of_the_shanxi_network_holds() -> None:
    network = load_network("shanxi-central")
    table = summarise_claims(compare_claims(network, compile_topology(network))).set_index("role")
    assert table.loc["fit", "median_abs_error_pct"] < 15
    assert table.loc["fit", "savings_near"] >= 0.8 * table.loc["fit", "savings"]
    assert table.loc["held_out", "median_abs_error_pct"] < 20
    assert table.loc["held_out", "worst_saving_pct"] < 50


def test_the_roles_of_newer_claims_are_drawn_and_not_chosen() -> None:
    # Even first digit of the id's SHA-256: fit. The oldest were chosen by hand.
    chosen = {
        *("taigu-2012", "taigu-2012-motorway", "yujia-2013", "wangfan-2013", "taijia-2014"),
        *("shenhe-2014-hequ", "shenhe-2014-pianguan", "pingyang-2015", "wuyu-2016", "taixin-2017"),
        *("taixin-2022", "jingxing-2022", "shuoshen-2023", "fenshi-2024", "yuxiao-g5"),
        *("yuxin-g108", "yuxin-g55", "yingyu-2025"),
    }
    table = load_network("shanxi-central")["road_claims"]
    drawn = table[~table["claim_id"].isin(chosen) & (table["role"] != "shown")]
    assert len(drawn) > 0
    for name, role in zip(drawn["claim_id"], drawn["role"], strict=True):
        digit = int(hashlib.sha256(str(name).encode()).hexdigest()[0], 16)
        assert role == ("held_out" if digit % 2 else "fit"), name
