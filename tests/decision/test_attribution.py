"""Who earned it: shares on a world of two projects, whose four sets are worked out here."""

from __future__ import annotations

import pytest

from tests.worlds import line_world
from transnet.base.errors import InputError
from transnet.base.language import Text
from transnet.decision.attribution import Attribution, attribute
from transnet.report.words.decision_words import attribution_notes, pair_words
from transnet.study.study import Study

DAY = "2024-12-31"


@pytest.fixture(scope="module")
def found() -> Attribution:
    return attribute(line_world(), ["*"], targets=["plan-door"], date=DAY)


def test_shares_are_the_means_over_both_orders(found: Attribution) -> None:
    study = Study(line_world())
    road, rail = "road-north", "rail-direct"
    sets = ([], [road], [rail], [road, rail])
    judged = study.judge([study.state(open=each, date=DAY) for each in sets])
    none, of_road, of_rail, both = judged.people_within_60.tolist()
    rows = found.table[found.table["figure"] == "people"].set_index("project_id")
    assert rows["share"][road] == pytest.approx((of_road - none + both - of_rail) / 2)
    assert rows["share"][rail] == pytest.approx((of_rail - none + both - of_road) / 2)
    assert rows["first_in"][rail] == of_rail - none
    assert rows["last_in"][rail] == both - of_road
    pair = found.pairs[found.pairs["figure"] == "people"]
    assert pair["synergy"].tolist() == pytest.approx([both - of_road - of_rail + none])


def test_shares_of_each_figure_add_up_to_what_all_bring(found: Attribution) -> None:
    added = found.table.groupby(["figure", "target_id"])["share"].sum()
    for row in found.totals.to_dict("records"):
        assert added[row["figure"], row["target_id"]] == pytest.approx(row["total"], abs=1e-9)
        assert row["exact"]
    assert set(found.totals["figure"]) == {"people", "watt_min", "potential", "met", "shortfall"}


def test_projects_are_named_as_in_scenario_files() -> None:
    by_name = attribute(line_world(), ["北高速", "!rail-direct"], date=DAY)
    assert by_name.table["project_id"].unique().tolist() == ["road-north"]
    with pytest.raises(InputError, match="can't be chosen"):
        attribute(line_world(), ["北高"], date=DAY)


def test_what_two_bring_together_is_said_by_what_is_better() -> None:
    pair = Text("甲", "A"), Text("乙", "B")
    assert "help each other" in pair_words("people", pair, 2000.0).en
    assert "overlap" in pair_words("people", pair, -2000.0).en
    assert "help each other" in pair_words("watt_min", pair, -0.5).en
    assert "0.50 min longer than apart" in pair_words("watt_min", pair, 0.5).en
    assert "help each other" in pair_words("shortfall", pair, -3.0).en
    assert not pair_words("watt_min", pair, 0.001)


def test_a_verdict_that_is_shared_out_is_said_to_be_an_index_of_power(found: Attribution) -> None:
    assert any("index of power" in each.en for each in attribution_notes(found))
    assert "<table" in found._repr_html_()
