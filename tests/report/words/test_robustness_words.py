"""What is said of draws: what isn't drawn, and how many inputs decide nothing."""

from __future__ import annotations

from tests.decision.narrow import only
from tests.worlds import line_world
from transnet.decision.robustness import robust
from transnet.report.words.robustness_words import robustness_notes
from transnet.scenario.file import Scenario


def test_notes_say_what_is_not_drawn_and_how_many_inputs_decide_nothing() -> None:
    """Parking and the day on which the road opens decide; nobody flies, whatever it takes."""
    world = only(line_world("2024-12-31"), "parking_min", "entry_min", "exit_min")
    table = world["parameters"]
    ranged = table["low"] < table["high"]
    flown = table["parameter"].isin(["entry_min", "exit_min"]) & (table["mode"] != "air")
    ends = {end: table[end].where(~(ranged & flown), table["value"]) for end in ("low", "high")}
    world = world.replace_table("parameters", table.assign(**ends))
    scenario = Scenario.from_dict({"id": "s", "date": "2024-12-31", "targets": ["plan-door"]})
    found = robust(scenario, years=[2026], draws=256, network=world)
    assert {"parking_min", "delay_years"} < set(found.inputs["input"])
    idle = len(found.inputs) - 2
    told = [note.en for note in robustness_notes(found)]
    assert f"{idle} of the {idle + 2} inputs decide none of these figures" in " ".join(told)
    assert "Not drawn: population" in " ".join(told)
