"""What a project requires opens along with it, and says so; what can't open is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.scenario.helpers import WORLD, applied, codes, errors
from tests.worlds import world_table
from transnet.base.errors import Notice, ScenarioError
from transnet.base.language import Language, in_words
from transnet.model.network import Network
from transnet.report.page.page import render_page
from transnet.scenario.edits import apply_edits
from transnet.scenario.file import Scenario
from transnet.scenario.openings import Close, Open
from transnet.study.known_trips import known_trips
from transnet.study.run import compare, run
from transnet.study.study import Study

_PROJECT = {
    "theme": "rail", "stage": "2030", "stage_basis": "drawn", "status_2022": "planned",
    "status": "planned", "source": "drawn by hand", "basis": "assumed", "confidence": "low",
}  # fmt: skip
LINE: dict[str, Any] = {"action": "open", "project": "line"}


def _network(**changed: dict[str, Any]) -> Network:
    """The line world with projects line, hub, yard, rival: by name, what differs in each."""
    rows = [
        {"project_id": name, "name_zh": zh, "name_en": en, **_PROJECT, **changed.get(name, {})}
        for name, zh, en in (
            ("line", "新线", "New line"), ("hub", "西站", "West station"),
            ("yard", "车场", "Yard"), ("rival", "旁线", "Other line"),
        )
    ]  # fmt: skip
    network = WORLD.replace_table("projects", world_table("projects", rows))
    for name in ("tracks", "services"):
        own = network[name]["project"].replace("rail-direct", "hub")
        network = network.replace_table(name, network[name].assign(project=own))
    return network


NEEDS = _network(line={"requires": "hub"})


def _open(network: Network) -> list[str]:
    return network["projects"].loc[network.open_rows("projects"), "project_id"].tolist()


def _told(notices: tuple[Notice, ...]) -> list[tuple[str, str, str]]:
    return [(each.code, each.severity, each.value) for each in notices]


CHINESE: Language = "zh"
ENGLISH: Language = "en"
ALONG = ("opened_along", "warning", "hub")


def test_what_is_required_opens_along_with_all_its_rows_and_says_so() -> None:
    edited = applied(LINE, network=NEEDS)
    assert _open(edited.after) == ["line", "hub"]
    assert edited.after.open_rows("tracks").all()
    assert not edited.before.open_rows("tracks").all()
    (notice,) = edited.notices
    assert _told(edited.notices) == [ALONG]
    zh, en = ("新线", "一并开通"), ("New line", "opens along")
    for language, words in ((CHINESE, zh), (ENGLISH, en)):
        told = in_words(notice.hint, language)
        assert all(word in told for word in words)
    both = applied({"action": "open", "project": ["line", "hub"]}, network=NEEDS)
    assert not both.notices
    pd.testing.assert_frame_equal(both.effects, edited.effects)


@pytest.mark.parametrize("first", [True, False])
def test_what_another_edit_opens_is_said_by_nobody(first: bool) -> None:
    other: dict[str, Any] = {"action": "open", "project": "hub"}
    order = (other, LINE) if first else (LINE, other)
    edited = applied(*order, network=NEEDS)
    assert _open(edited.after) == ["line", "hub"]
    assert not edited.notices
    own_rows: dict[str, Any] = {"action": "open", "id": "T3"}  # a row of the hub, by hand
    assert _told(applied(own_rows, LINE, network=NEEDS).notices)[0] == ALONG


def test_what_the_required_requires_opens_too() -> None:
    network = _network(line={"requires": "hub"}, hub={"requires": "yard"})
    edited = applied(LINE, network=network)
    assert _open(edited.after) == ["line", "hub", "yard"]
    assert [each.value.split()[0] for each in edited.notices] == ["hub", "yard"]
    assert "西站（hub）" in in_words(edited.notices[1].hint, "zh")


def test_what_is_open_by_its_day_is_left_alone() -> None:
    day = pd.Timestamp("2024-01-01")
    network = _network(
        line={"requires": "hub"},
        hub={"opened": "2024-01-01", "opened_basis": "found", "status": "open"},
    )
    assert network.open_rows("projects")[1], day
    assert not applied(LINE, network=network).notices


def test_a_circle_of_requirements_ends() -> None:
    network = _network(
        line={"requires": "hub"}, hub={"requires": "line"}, yard={"requires": "yard"}
    )
    assert _open(applied(LINE, network=network).after) == ["line", "hub"]
    assert _open(applied({"action": "open", "project": "yard"}, network=network).after) == ["yard"]


def test_what_is_kept_closed_on_purpose_stays_an_error() -> None:
    opened = {"opened": "2024-01-01", "opened_basis": "found", "status": "open"}
    network = _network(line={"requires": "hub"}, hub=opened)
    close: dict[str, Any] = {"action": "close", "project": "hub"}
    for order in ((close, LINE), (LINE, close)):
        (refused,) = errors(*order, network=network)
        assert (refused.code, refused.value) == ("missing_project", "line")
        assert refused.column == f"edit {order.index(LINE) + 1}, project"
        at = order.index(close) + 1
        assert refused.hint == (
            f"New line (line) requires West station (hub), which edit {at} keeps closed: take that "
            "out of there, or leave the first out"
        )
    assert (
        not applied(close, LINE, {"action": "open", "project": "hub"}, network=network)
        .after["projects"]
        .empty
    )
    # A pattern that leaves it out says so as plainly.
    (refused,) = errors({"action": "open", "project": ["*", "!h*"]}, network=NEEDS)
    assert "edit 1 keeps closed" in refused.hint
    without: dict[str, Any] = {"action": "open", "project": ["*", "!h*", "!line"]}
    assert not applied(without, network=NEEDS).notices


def test_closing_what_an_open_project_requires_is_warned_of() -> None:
    opened = {"opened": "2024-01-01", "opened_basis": "found", "status": "open"}
    network = _network(line={"requires": "hub", **opened}, hub=opened)
    close: dict[str, Any] = {"action": "close", "project": "hub"}
    edited = applied(close, network=network)
    assert _open(edited.after) == ["line"]
    (notice,) = [each for each in edited.notices if each.code == "left_without"]
    assert (notice.severity, notice.value) == ("warning", "line")
    zh, en = ("西站", "第 1 个 edit", "关闭"), ("West station", "edit 1", "closes")
    for language, words in ((CHINESE, zh), (ENGLISH, en)):
        told = in_words(notice.hint, language)
        assert all(word in told for word in ("hub", *words))
    both = applied({"action": "close", "project": ["line", "hub"]}, network=network)
    assert "left_without" not in [each.code for each in both.notices]
    # So it is told where nobody closed it: the tables open one without the other.
    alone = _network(line={"requires": "hub", **opened})
    (notice,) = applied({"action": "open", "project": "yard"}, network=alone).notices
    assert (notice.code, "isn't open on this day" in notice.hint) == ("left_without", True)


def test_closing_what_is_closed_already_is_an_error_of_its_own() -> None:
    close: dict[str, Any] = {"action": "close", "project": "hub"}
    assert codes(LINE, close, network=NEEDS) == [("no_effect", "edit 2")]


def test_what_was_cancelled_does_not_open_along() -> None:
    network = _network(line={"requires": "hub"}, hub={"status": "cancelled"})
    (refused,) = errors(LINE, network=network)
    assert (refused.code, refused.value) == ("missing_project", "line")
    assert "was cancelled" in refused.hint
    revived: dict[str, Any] = {"action": "open", "project": "hub", "status": "cancelled"}
    assert _open(applied(revived, LINE, network=network).after) == ["line", "hub"]


def test_what_no_table_lists_is_named() -> None:
    network = _network(line={"requires": "hubb"})
    (refused,) = errors(LINE, network=network)
    assert (refused.code, refused.value) == ("unknown_name", "hubb")


def test_rivals_are_refused_and_what_opened_along_is_explained() -> None:
    rivals = _network(line={"requires": "hub", "conflicts": "rival"}, hub={"conflicts": "yard"})
    (refused,) = errors({"action": "open", "project": ["line", "rival"]}, network=rivals)
    assert (refused.code, refused.value) == ("rival_project", "line")
    assert refused.hint == "New line (line) can't be open with Other line (rival): leave one out"
    (refused,) = errors({"action": "open", "project": ["line", "yard"]}, network=rivals)
    assert (refused.code, refused.value) == ("rival_project", "hub")
    assert refused.hint.endswith("leave one out; it opens because New line (line) requires it")


def test_every_entry_opens_it_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = Scenario.from_dict({"id": "s", "edit": [LINE]})
    result = run(scenario, network=NEEDS)
    assert ALONG in _told(result.notices)
    assert _open(result.after.model.network) == ["line", "hub"]
    (notice,) = [each for each in result.notices if each.code == "opened_along"]
    assert "西站" in render_page(result)
    assert "一并开通" in render_page(result)
    assert notice in compare([scenario], network=NEEDS).results[0].notices
    monkeypatch.setattr("transnet.study.known_trips.network_of", lambda _: NEEDS)
    assert notice in known_trips(scenario).notices


def test_a_state_of_a_study_opens_it_and_says_so() -> None:
    study = Study(NEEDS)
    states = [study.state(), study.state(open=["line"]), study.state(open=["line", "hub"])]
    found = study.judge(states)
    assert [_told(each) for each in found.notices] == [[], [ALONG], []]
    assert np.array_equal(found.value[1], found.value[2])
    with pytest.raises(ScenarioError, match="closed already"):
        study.judge(study.state(open=["line"], close=["hub"]))


def test_edits_made_in_code_are_alike() -> None:
    edited = apply_edits(NEEDS, [Open(project=("line",))], "mine")
    assert [each.table for each in edited.notices] == ["mine"]
    closed = apply_edits(NEEDS, [Open(project=("line",)), Close(project=("line",))]).after
    assert _open(closed) == []
