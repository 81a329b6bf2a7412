"""Losses, held against ways on paper.

Without R2 nobody drives from P3 to P1 before 2026: 65 minutes to P2 and on to P1 90 + 5 by road; by
rail it takes 81 with the local, and 66 with the express. Without R1 P2 goes by rail.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from tests.worlds import line_world
from transnet.base.errors import InputError, UnknownNameError
from transnet.decision.losses import Loss, paired, read_causes, single_losses
from transnet.decision.resilience import resilience
from transnet.scenario.file import Scenario
from transnet.study.run import run

WORLD = line_world("2024-12-31")
_TODAY = Scenario.from_dict({"id": "s", "date": "2024-12-31"})


def _run_without(*edits: dict[str, object]) -> dict[str, float]:
    """Return the minutes to the core, by county of the cluster, of a run of its own."""
    own = Scenario.from_dict({"id": "s", "date": "2024-12-31", "edit": list(edits)})
    places = run(own, network=WORLD).after.places.set_index("place_id")
    minutes: dict[str, float] = places.loc[["P1", "P2", "P3"], "core_min"].to_dict()
    return minutes


def test_each_line_station_and_link_is_taken_away_once() -> None:
    found = [(each.kind, each.loss_id) for each in single_losses(WORLD)]
    assert found == [
        *(("line", name) for name in ("L1", "LM")),
        *(("station", name) for name in ("S1", "S2", "S3", "M1", "M2")),
        *(("road", name) for name in ("R1", "R2", "R4", "R5")),
    ]


def test_a_loss_is_what_a_run_without_it_says(tmp_path: Path) -> None:
    causes = tmp_path / "causes.toml"
    causes.write_text(
        '[[cause]]\nid = "valley"\nname_zh = "谷"\nname_en = "Valley"\nlost = ["R1", "L1", "F1"]\n'
        '[[cause]]\nid = "snow"\nname_zh = "雪"\nname_en = "Snow"\nslowed = { trunk = 0.5 }\n',
        encoding="utf-8",
    )
    found = resilience(_TODAY, causes=causes, network=WORLD)
    rows = found.table.set_index("loss_id")
    assert found.table["loss_id"].iloc[0] == "valley"  # worse than either alone
    assert rows["cut_off"]["valley"] == 500_000.0
    assert rows["cut_off"].drop("valley").eq(0.0).all()
    usual = _run_without()
    half = {"action": "set_parameter", "parameter": "speed_factor", "mode": "trunk", "value": 0.4}
    for loss, edit in (
        ("R1", {"action": "close", "id": "R1"}),
        ("L1", {"action": "close", "line": "L1"}),
        ("snow", half),
    ):
        own = found.places[found.places["loss_id"] == loss].set_index("place_id")
        expected = _run_without(edit)
        changed = [name for name in expected if abs(expected[name] - usual[name]) > 0.05]
        assert sorted(own.index) == sorted(changed), loss
        for place in changed:
            assert own["after_min"][place] == pytest.approx(expected[place])
            assert own["before_min"][place] == pytest.approx(usual[place])
    people = WORLD["places"].set_index("place_id")["population"]
    snow = found.places[found.places["loss_id"] == "snow"].set_index("place_id")
    more = (snow["after_min"] - snow["before_min"]) * people.reindex(snow.index)
    residents = people[["P1", "P2", "P3"]].sum()
    assert rows["added_min"]["snow"] == pytest.approx(more.sum() / residents)
    assert np.isfinite(rows["added_min"]).all()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("cause = 3", "write a"),
        ("cause = [3]", "write a"),
        ('[[cause]]\nid = "a"', "give id"),
        ('[[cause]]\nid="a"\nname_zh="a"\nname_en="a"\nlost=["R9"]', "lost R9"),
        ('[[cause]]\nid="a"\nname_zh="a"\nname_en="a"\nslowed={trunk=2}', "slowed.trunk = 2"),
        ('[[cause]]\nid="a"\nname_zh="a"\nname_en="a"', "nothing is lost"),
    ],
)
def test_causes_that_say_nothing_are_refused_by_place(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "causes.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        read_causes(file, WORLD)


def test_every_two_of_a_kind_are_lost_together_where_it_is_asked() -> None:
    """Each pair is what a run says without both; two roads cut off whom neither cuts off alone."""
    found = resilience(_TODAY, network=WORLD, pairs=["road", "line"], singles=False)
    roads, lines = ("R1", "R2", "R4", "R5"), ("L1", "LM")
    expected = {f"{a}+{b}" for some in (roads, lines) for a, b in combinations(some, 2)}
    assert set(found.table["loss_id"]) == expected
    assert set(found.table["kind"]) == {"pair"}
    usual = _run_without()
    for pair in ("R1+R2", "R2+R4"):
        edits = [{"action": "close", "id": each} for each in pair.split("+")]
        minutes = _run_without(*edits)
        own = found.places[found.places["loss_id"] == pair].set_index("place_id")["after_min"]
        for place, value in minutes.items():
            assert own.get(place, usual[place]) == value
    alone = resilience(_TODAY, network=WORLD).table
    assert set(alone["kind"]) == {"line", "station", "road"}
    with pytest.raises(UnknownNameError, match="kind of losses"):
        resilience(_TODAY, network=WORLD, pairs=["bridge"])


def test_two_losses_of_which_one_holds_the_other_are_no_pair() -> None:
    one, both = (Loss("line", name, name, name, {"tracks": ids}) for name, ids in (
        ("a", ("T1",)), ("b", ("T1", "T2"))))  # fmt: skip
    other = Loss("line", "c", "c", "c", {"tracks": ("T2", "T3"), "stations": ("S1",)})
    assert [each.loss_id for each in paired([one, both, other])] == ["a+c", "b+c"]
    rows = paired([both, other])[0].rows
    assert rows == {"tracks": ("T1", "T2", "T3"), "stations": ("S1",)}
