"""What is said of a scenario, whatever is asked of it: its days, its streets, its edits."""

from __future__ import annotations

from transnet.errors import Notice
from transnet.scenario.config import Scenario, day_notices
from transnet.scenario.edits import Edited
from transnet.scenario.streets import layer_notices


def base_notices(scenario: Scenario, edited: Edited) -> tuple[Notice, ...]:
    """Return what is said of the network and its days, edits left aside."""
    return (*day_notices(scenario, edited.before.info), *layer_notices(edited.after))


def scenario_notices(scenario: Scenario, edited: Edited) -> tuple[Notice, ...]:
    """Return all of it, each once."""
    return tuple(dict.fromkeys((*base_notices(scenario, edited), *edited.notices)))
