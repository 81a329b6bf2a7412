"""An edited copy of a shipped network: what it holds otherwise is said, and what it changes."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from transnet import Network, Scenario, load_network
from transnet.base.language import in_words
from transnet.scenario.edits import apply_edits
from transnet.study.scenario_notices import base_notices
from transnet.study.shipped_changes import changes_from_shipped

SHIPPED = "shanxi-central"


@pytest.fixture(scope="module")
def shipped() -> Network:
    return load_network(SHIPPED)


def _said(network: Network, language: str = "en") -> dict[str, str]:
    found = changes_from_shipped(network, "mine.xlsx")
    assert {(each.code, each.severity) for each in found} <= {("differs_from_shipped", "info")}
    return {each.table: in_words(each.hint, language) for each in found}  # type: ignore[arg-type]


def test_a_cell_is_told_by_its_train_station_and_column(shipped: Network) -> None:
    stops = shipped["stops"]
    at = stops.index[(stops["service_id"] == "E-R006-R121-3") & (stops["seq"] == 2)][0]
    assert stops.loc[at, "run_min"] == 46.0
    edited = stops.copy()
    edited.loc[at, "run_min"] = 30.0
    network = shipped.replace_table("stops", edited.iloc[::-1].reset_index(drop=True))
    told = "run_min 46 → 30 (G614 Yangquan North (E-R006-R121-3/2))"
    assert _said(network) == {"stops": f"otherwise than in the shipped network {SHIPPED}: {told}"}
    assert _said(network, "zh")["stops"].endswith(
        "运行（分钟） 46 → 30（G614 阳泉北（E-R006-R121-3/2））"
    )
    scenario = Scenario.from_dict({"id": "s", "network": "mine.xlsx"})
    codes = [each.code for each in base_notices(scenario, apply_edits(network, ()))]
    assert codes.count("differs_from_shipped") == 1


def test_like_changes_stand_together_and_rows_more_and_fewer_are_counted(shipped: Network) -> None:
    tracks = shipped["tracks"].copy()
    line = tracks["line_zh"] == "雄忻高速铁路"
    tracks.loc[line, "speed_kmh"] = 250.0
    tracks.loc[line, "source"] = "x" * 60
    tracks = pd.concat([tracks.iloc[1:], tracks.iloc[:1].assign(track_id="NEW-1")])
    (said,) = _said(shipped.replace_table("tracks", tracks.reset_index(drop=True))).values()
    changes = said.partition(": ")[2].split("; ")
    assert changes[0].startswith("speed_kmh 350 → 250 (")
    assert f"and {line.sum() - 2} more" in changes[0]
    assert f"→ {'x' * 40}… (" in said
    assert not said.startswith("source")
    fewer = shipped["tracks"].iloc[[0]]
    (said,) = _said(shipped.replace_table("tracks", shipped["tracks"].iloc[1:])).values()
    assert f"rows fewer: 1 ({fewer['line_en'].iloc[0]} ({fewer['track_id'].iloc[0]}))" in said


def test_days_of_the_network_are_told(shipped: Network) -> None:
    info = replace(shipped.info, core_place_id="140105")
    said = _said(replace(shipped, info=info))
    assert said == {
        "network.toml": f"otherwise than in the shipped network {SHIPPED}: "
        "core_place_id 140106 → 140105"
    }


def test_the_shipped_one_and_others_differ_from_none(shipped: Network) -> None:
    assert changes_from_shipped(shipped, "a copy") == ()
    other = replace(shipped, info=replace(shipped.info, network_id="other"))
    assert (
        changes_from_shipped(other.replace_table("tracks", shipped["tracks"].iloc[1:]), "x") == ()
    )
    edited = shipped.replace_table("tracks", shipped["tracks"].iloc[1:])
    assert changes_from_shipped(edited, SHIPPED) == ()
