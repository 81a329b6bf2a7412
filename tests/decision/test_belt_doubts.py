"""Figures of belts that turn between the ends of the inputs."""

from __future__ import annotations

import pandas as pd

from tests.decision.narrow import only
from tests.study.test_belts import belts_world
from tests.worlds import line_world
from transnet.decision.belt_doubts import AS_IT_IS, TRIAL_COLUMNS, turning_belts
from transnet.decision.sensitivity import sensitivity
from transnet.scenario.file import Scenario
from transnet.study.belts import BELT_FIGURES, belt_readings
from transnet.study.input_ends import ENDS, vary
from transnet.study.run import run

OPEN = {"action": "open", "project": "road-north"}
SCENARIO = Scenario.from_dict({"id": "s", "date": "2024-12-31", "edit": [OPEN]})


def test_trials_are_the_belts_of_the_varied_tables() -> None:
    network = only(belts_world(line_world("2024-12-31")), "speed_factor")
    found = sensitivity(SCENARIO, network=network, alone=True).belts
    assert tuple(found.columns) == TRIAL_COLUMNS
    for name, end in [(AS_IT_IS, ""), *(("speed_factor[trunk]", end) for end in ENDS)]:
        varied = vary(network, {name: end}) if name else network
        result = run(SCENARIO, network=varied)
        rows = found[(found["input"] == name) & (found["end"] == end)].set_index("group_id")
        for state, prefix in ((result.before, "before_"), (result.after, "")):
            table = belt_readings(state).set_index("group_id")
            assert list(rows.index) == list(table.index)
            for figure in BELT_FIGURES:
                assert rows[f"{prefix}{figure}"].tolist() == table[figure].tolist()


def _trials(people: dict[str, float], before: float = 0.0) -> pd.DataFrame:
    """Trials of one belt: people within the hour by input, all else the same."""
    rows = [
        (name, "slow" if name else "", "belt", 30.0, 20.0, count, 31.0, 20.0, before)
        for name, count in people.items()
    ]
    return pd.DataFrame(rows, columns=list(TRIAL_COLUMNS))


def test_a_figure_turns_where_it_is_nothing_or_gains_otherwise() -> None:
    turning = turning_belts(_trials({"": 0.0, "speed_factor": 91_544.0, "all": 5.0}))
    assert turning.to_numpy().tolist() == [["belt", "people_within_60", "speed_factor"]]
    assert turning_belts(_trials({"": 7.0, "all": 0.0}))["turned_by"].tolist() == [""]
    assert turning_belts(_trials({"": 7.0, "entry_min": 9.0})).empty
    # More than before in the one, less in the other; neither is nothing.
    lost = turning_belts(_trials({"": 7.0, "entry_min": 9.0}, before=8.0))
    assert lost["turned_by"].tolist() == ["entry_min"]


def test_gains_may_be_counted_from_another_scenario() -> None:
    trials, first = _trials({"": 7.0, "entry_min": 9.0}), _trials({"": 6.0, "entry_min": 9.0})
    assert turning_belts(trials).empty
    assert turning_belts(trials, first)["turned_by"].tolist() == ["entry_min"]
    # What the first was not varied by leaves it as it is.
    plans = _trials({"": 7.0, "service_plan": 5.0})
    assert turning_belts(plans, first)["turned_by"].tolist() == ["service_plan"]
