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
    few = robust(scenario, years=[2026], draws=128, network=world)  # too few to find out first
    assert {"parking_min", "delay_years"} < set(few.inputs["input"])
    idle = len(few.inputs) - 2
    told = " ".join(note.en for note in robustness_notes(few))
    assert f"{idle} of the {idle + 2} inputs decide none of these figures" in told
    assert "Residents are not drawn" in told
    found = robust(scenario, years=[2026], draws=256, network=world)
    assert set(found.inputs["input"]) == {"parking_min", "delay_years"}
    assert set(found.still) == set(few.inputs["input"]) - set(found.inputs["input"])
    told = " ".join(note.en for note in robustness_notes(found))
    assert "0 of the 2 inputs decide none" in told
    assert "they move no figure" in told
