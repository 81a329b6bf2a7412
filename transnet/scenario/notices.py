"""What is said of a scenario, whatever is asked of it: its days, its streets, its edits."""

from __future__ import annotations

from transnet.analysis.sources import weak_rows
from transnet.analysis.travel import TravelModel
from transnet.errors import Notice
from transnet.graph.congestion import TABLE as CONGESTION
from transnet.scenario.config import Scenario, day_notices
from transnet.scenario.edits import Edited
from transnet.scenario.streets import layer_notices


def base_notices(scenario: Scenario, edited: Edited) -> tuple[Notice, ...]:
    """Return what is said of the network and its days, edits left aside."""
    return (*day_notices(scenario, edited.before.info), *layer_notices(edited.after))


def scenario_notices(scenario: Scenario, edited: Edited) -> tuple[Notice, ...]:
    """Return all of it, each once."""
    return tuple(dict.fromkeys((*base_notices(scenario, edited), *edited.notices)))


def traffic_notices(model: TravelModel) -> tuple[Notice, ...]:
    """Return a warning that trips are those of the weekday peak, and what that rests on."""
    if model.traffic != "peak":
        return ()
    weak = weak_rows(model.network, CONGESTION)
    hint = f"roads are as in the morning peak of a working day; {weak.sum()} of {len(weak)} factors"
    hint += f" in {CONGESTION}.csv are recalled or assumed; trains, buses and coaches run on time"
    return (Notice("weekday_peak", "warning", "traffic", 0, "", "peak", hint),)
