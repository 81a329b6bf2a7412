"""How firm answers are: targets and trips again with the inputs at their low and high ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from transnet.decision.belt_doubts import belts_table
from transnet.decision.doubts import journeys_table, met_table, targets_table
from transnet.decision.outcomes import Outcome, Outcomes, StateOutcome
from transnet.decision.scenario_asked import network_to_vary, scenario_asked
from transnet.scenario.file import Scenario
from transnet.scenario.service_plans import PLANS, Plan
from transnet.study.belts import BELT_FIGURES, belt_readings
from transnet.study.compiled import CompiledNetwork
from transnet.study.input_ends import AT_STATIONS, ENDS, HEADWAYS, End, input_names, input_rows
from transnet.study.network_state import NetworkState
from transnet.study.sensitivity_tables import Sensitivity

if TYPE_CHECKING:
    from transnet.base.progress import Progress
    from transnet.model.network import Network
    from transnet.study.evaluate import Evaluation
    from transnet.study.result import Result

_AT_A_TIME = 4  # what is made side by side before the next is told of
_States = tuple[NetworkState, NetworkState]
_Task = tuple[str, End | Plan, Callable[[], _States | None]]
AT_STATIONS_GROUP = "at_stations"
"""What the parameters of stations and waits are called where they are varied as one."""
SERVICE_PLAN = "service_plan"


def sensitivity(
    scenario: Scenario | str | Path,
    *,
    network: Network | None = None,
    alone: bool = True,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Judge a scenario, and time its trips, with its inputs at both ends.

    Parameters have their ends in parameters.csv, headways of services that aren't open in
    services.csv, measures in measures.csv, the peak in congestion.csv: all of them together at
    either end, and each on its own; of a parameter with several rows each row too. What the
    scenario's edits set stays. Where it opens a line with several service plans, these are varied
    too.

    network   used in place of the network that the scenario names
    alone     False varies on their own the headways, and the parameters of stations and waits as
              one group, in place of every input, which takes most of the time
    executor  that judges, as `Study` takes it; None for threads of its own
    progress  called with (what is varied, steps done, steps)
    Raises what `transnet.run` raises, and ScenarioError for a network without targets.
    """
    chosen = scenario_asked(scenario)
    base, targets = network_to_vary(chosen, network)
    study = CompiledNetwork(base, targets=targets, executor=executor)
    outcomes = Outcomes(study, chosen, study.states_of(chosen))
    return _told(outcomes, _found(outcomes, progress, alone=alone))


def result_sensitivity(result: Result) -> Sensitivity:
    """Return the sensitivity of a result in its bounded form, `sensitivity(alone=False)`."""
    known = Outcome(_known(result.before), _known(result.after))
    outcomes = Outcomes(result.study, result.scenario, result.states, known)
    found = result.known("sensitivity", lambda: _found(outcomes, None, alone=False))
    return _told(outcomes, found)


def _known(state: Evaluation) -> StateOutcome:
    """Return what a run found of a state."""
    verdicts = state.verdicts[["met", "value"]]
    return StateOutcome(
        verdicts["met"].to_numpy(np.bool_),
        verdicts["value"].to_numpy(np.float64),
        state.minutes(),
        belt_readings(state)[list(BELT_FIGURES)].to_numpy(np.float64),
    )


def _told(outcomes: Outcomes, found: Mapping[str, Any]) -> Sensitivity:
    """Return an answer of its parts that are kept, and of those that aren't plain."""
    return Sensitivity(
        scenario=outcomes.scenario,
        network=outcomes.study.network,
        plans=outcomes.plans,
        notices=outcomes.notices,
        **found,
    )


def _found(outcomes: Outcomes, progress: Progress | None, *, alone: bool) -> dict[str, Any]:
    """Return what is found of a scenario's answers: parts of `Sensitivity`, all plain."""
    network = outcomes.study.network
    every = input_names(network)
    groups = {name: [name] for name in (*every, *input_rows(network))}
    groups = groups if alone else _groups(every)
    tasks: list[_Task] = [
        (name, end, partial(outcomes.states_at, names, end))
        for name, names in {"": every, **groups}.items()
        for end in ENDS
    ]
    if outcomes.plans:
        tasks += [(SERVICE_PLAN, plan, partial(outcomes.states_with_plan, plan)) for plan in PLANS]
    usual = outcomes.usual
    found: dict[tuple[str, End | Plan], Outcome] = {}
    for first in range(0, len(tasks), _AT_A_TIME):
        some = tasks[first : first + _AT_A_TIME]
        for done, (name, _, _) in enumerate(some, first):
            if progress:
                progress(name or "all", done, len(tasks))
        asked = [(name, end, states()) for name, end, states in some]
        varied_now = [(name, end, states) for name, end, states in asked if states is not None]
        made = outcomes.of([states for _, _, states in varied_now])
        found.update(zip(((name, end) for name, end, _ in varied_now), made, strict=True))
    ends = {end: found["", end] for end in ENDS}
    plans = {plan: found[SERVICE_PLAN, plan] for plan in PLANS if (SERVICE_PLAN, plan) in found}
    varied = [(name, outcome) for (name, _), outcome in found.items()]
    own = {name for names in groups.values() for name in names}
    return {
        "table": targets_table(outcomes.study.targets, usual, ends, varied),
        "met": met_table(outcomes.study.targets, [usual, *found.values()]),
        "journeys": journeys_table(network, usual, plans, varied),
        "belts": belts_table(network, usual, ((*key, outcome) for key, outcome in found.items())),
        "varied": (*groups, *([SERVICE_PLAN] if plans else [])),
        "left": tuple(name for name in every if name not in own),
        "leaders": tuple(dict.fromkeys(map(outcomes.leader, (usual, *found.values())))),
    }


def _groups(every: Sequence[str]) -> dict[str, list[str]]:
    """Return what the bounded form varies on its own: headways, and times in stations as one."""
    groups = {
        HEADWAYS: [name for name in every if name == HEADWAYS],
        AT_STATIONS_GROUP: [name for name in every if name in AT_STATIONS],
    }
    return {name: names for name, names in groups.items() if names}
