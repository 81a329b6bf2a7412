"""Projects that open and nothing else come to what edits made one by one come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from tests.drawn import drawn
from transnet import load_network
from transnet.base.errors import Notice, ScenarioError
from transnet.model.checks.frequency_rules import flight_frequencies
from transnet.model.checks.rules import Draft
from transnet.model.network import Network
from transnet.scenario import edits, table_rules
from transnet.scenario.edits import apply_edits
from transnet.scenario.joint_openings import with_open_projects
from transnet.scenario.openings import Open
from transnet.scenario.table_rules import READ_BY
from transnet.study.project_effects import required_projects


@pytest.fixture(scope="module")
def network() -> Network:
    whole = load_network("shanxi-central")
    return whole.at(whole.info.known_until)


def _one_by_one(network: Network, names: Sequence[str]) -> edits.Edited | ScenarioError:
    try:
        return edits._applied(network, [Open(project=tuple(names))], "scenario", None)
    except ScenarioError as error:
        return error


def _with_measures(network: Network) -> list[str]:
    return sorted(set(network["measures"]["project"]))


@pytest.mark.parametrize("seed", range(drawn(12)))
def test_tables_and_words_are_those_of_edits_made_one_by_one(network: Network, seed: int) -> None:
    rng = np.random.default_rng(seed)
    ids, measured = network["projects"]["project_id"].tolist(), _with_measures(network)
    chosen = [*rng.choice(ids, rng.integers(1, 7)), *rng.choice(measured, rng.integers(0, 5))]
    names = list(dict.fromkeys(str(each) for each in chosen))
    needed = dict.fromkeys(name for each in names for name in required_projects(network, each))
    for asked in (names, list(dict.fromkeys([*needed, *names]))):
        edit = Open(project=tuple(asked))
        opened = with_open_projects(network, [edit])
        slow = _one_by_one(network, asked)
        if isinstance(slow, ScenarioError):
            assert opened is None
            with pytest.raises(ScenarioError) as caught:
                apply_edits(network, [edit])
            assert caught.value.notices == slow.notices
            continue
        found = apply_edits(network, [edit])
        assert found.notices == slow.notices
        for table in network.tables:
            assert found.after[table].equals(slow.after[table]), table
            assert (found.after[table].dtypes == slow.after[table].dtypes).all()
        assert found.effects.equals(slow.effects)
        assert all(found.before[name] is network[name] for name in network.tables)


def test_most_projects_go_the_quick_way(network: Network) -> None:
    projects = network["projects"]
    closed = projects[~network.open_rows("projects") & (projects["status"] != "cancelled")]
    free = closed[closed["requires"] == ""]["project_id"].tolist()
    quick = [each for each in free if with_open_projects(network, [Open(project=(each,))])]
    assert quick == free


@pytest.mark.parametrize(
    "edit",
    [
        Open(project=("rail-*",)),
        Open(project=("!hw-g108-upgrade",)),
        Open(project=("hw-g108-upgrade",), from_date="2030-01-01"),
        Open(project=("hw-g108-upgrade",), table="roads"),
        Open(project=("hw-g108-upgrad",)),
        Open(line=("G5",)),
    ],
)
def test_other_edits_go_the_general_way(network: Network, edit: Open) -> None:
    assert with_open_projects(network, [edit]) is None


def test_what_is_open_or_a_second_edit_goes_the_general_way(network: Network) -> None:
    opened = with_open_projects(network, [Open(project=("hw-g108-upgrade",))])
    assert opened is not None
    assert with_open_projects(opened, [Open(project=("hw-g108-upgrade",))]) is None
    both = [Open(project=("hw-g108-upgrade",)), Open(project=("hw-g209-upgrade",))]
    assert with_open_projects(network, both) is None


@pytest.mark.parametrize("beside", [[], ["hw-g108-upgrade"]])
def test_cells_that_a_rule_refuses_go_the_general_way(
    network: Network, monkeypatch: pytest.MonkeyPatch, beside: list[str]
) -> None:
    fresh = network.replace_table("projects", network["projects"])
    flights = network["measures"]["table"] == "flights"
    edit = Open(project=(str(network["measures"]["project"][flights].iloc[0]), *beside))
    assert with_open_projects(fresh, [edit]) is not None

    def refused(draft: Draft) -> Iterator[Notice]:
        rows = range(len(draft["flights"]))
        yield from (Notice("test_refused", "error", "flights", row + 2, "", "", "") for row in rows)

    def known(draft: Draft) -> Iterator[Notice]:
        """Find nothing in what isn't edited, or it wouldn't be new."""
        same = draft["flights"]["flights_per_day"].equals(network["flights"]["flights_per_day"])
        yield from () if same else refused(draft)

    rules = [
        replace(rule, find=known) if rule.find is flight_frequencies else rule
        for rule in table_rules._RULES
    ]
    monkeypatch.setattr(table_rules, "_RULES", tuple(rules))
    read_by = {**READ_BY, "flights": {**READ_BY["flights"], "flights_per_day": (known,)}}
    monkeypatch.setattr(table_rules, "READ_BY", read_by)
    again = network.replace_table("projects", network["projects"])
    assert with_open_projects(again, [edit]) is None
    with pytest.raises(ScenarioError):
        apply_edits(again, [edit])
