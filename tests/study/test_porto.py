"""Porto's streets under a network: a railway that opens, a bridge that closes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.porto import porto
from transnet.model.network import Network
from transnet.scenario.file import Scenario
from transnet.study.result import Result
from transnet.study.run import run

DATA = os.environ.get("TRANSNET_DATA", "")
EXTRACT = Path(DATA) / "osm" / "porto_portugal.osm.pbf"
pytestmark = pytest.mark.skipif(
    not (DATA and EXTRACT.is_file()), reason="TRANSNET_DATA has no extract of Porto"
)


@pytest.fixture(scope="module")
def network() -> Network:
    return porto(EXTRACT)


def _run(network: Network, *edits: dict[str, object]) -> Result:
    day = {"id": "porto", "date": "2024-12-31", "base": "2024-12-31"}
    return run(Scenario.from_dict({**day, "edit": list(edits)}), network=network)


def _minutes(state: object, origin: str, destination: str, using: str) -> float:
    return float(state.model.path(origin, destination, using=using).travel_min)  # type: ignore[attr-defined]


def test_a_railway_opens(network: Network) -> None:
    result = _run(network, {"action": "open", "line": "L1"})
    before, after = (_minutes(state, "P1", "P3", "rail") for state in (result.before, result.after))
    assert before == float("inf")
    path = result.after.model.path("P1", "P3", using="rail")
    legs = path.legs.groupby("leg")["minutes"].sum()
    # 12 km at 0.9 x 160 km/h, 0.25 m/s2 both ways, 5 % recovery; 10 to get in and 5 to get out.
    assert legs["ride"] == pytest.approx((300 + 160) / 60 * 1.05, abs=0.01)
    assert legs["station"] == pytest.approx(10 + 5)
    assert path.displacement_min == pytest.approx(2.5)  # a quarter of 10 minutes
    assert 0.5 < legs["access"] < 6
    assert after == pytest.approx(legs.sum())
    assert path.uses_recalled  # default speeds of streets are recalled
    drive = _minutes(result.before, "P1", "P3", "drive")
    assert drive == _minutes(result.after, "P1", "P3", "drive")
    assert 10 < drive < 30


def test_a_bridge_closes(network: Network) -> None:
    result = _run(network, {"action": "close", "id": "bridge"})
    before, after = (
        _minutes(state, "P1", "P2", "drive") for state in (result.before, result.after)
    )
    assert before + 0.5 < after < before + 20
    assert _minutes(result.after, "P2", "P1", "drive") < float("inf")
    kept = [_minutes(state, "P1", "P3", "drive") for state in (result.before, result.after)]
    assert kept[0] == kept[1]


def test_a_station_at_sea_is_named(network: Network) -> None:
    assert network.road_layer is not None
    far = [each for each in network.road_layer.notices if each.code == "far_from_road"]
    assert [each.value for each in far] == ["S9 海上站 At sea"]
    assert float(far[0].hint.split()[0]) == pytest.approx(15, abs=3)


def test_manifest_and_notices_tell_of_the_layer(network: Network) -> None:
    result = _run(network, {"action": "close", "id": "bridge"})
    assert result.manifest["road_layer"] == "porto"
    assert "far_from_road" in {notice.code for notice in result.notices}
