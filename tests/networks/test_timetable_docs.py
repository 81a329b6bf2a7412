"""What the pages on timetables show can be done with the trains of Shanxi."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from transnet.io.network_folder import load_network
from transnet.scenario.file import Scenario
from transnet.scenario.timetable_changes import timetable_after
from transnet.timetable.edits.timetable_edits import TIMETABLE_ACTION_WORDS, TIMETABLE_ACTIONS
from transnet.timetable.network_trains import network_timetable

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS / "timetables.md", DOCS / "zh" / "timetables.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_the_scenario_of_the_page_is_made(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    block = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)[0]
    before = network_timetable(load_network("shanxi-central"))
    made = timetable_after(Scenario.from_dict(tomllib.loads(block)), before).timetable
    new = {*made.trip_ids.tolist()} - {*before.trip_ids.tolist()}
    assert len(new) > 90
    assert {each.partition("@")[0] for each in new} == {"X1", "X1-back"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_the_page_has_every_action_and_key(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for action, kind in TIMETABLE_ACTIONS.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{action}`"))
        if page.parent.name == "zh":
            assert any(word in row for word in TIMETABLE_ACTION_WORDS[action])
        missing = [key for key in kind.__dataclass_fields__ if not re.search(rf"\b{key}\b", text)]
        assert missing == []
