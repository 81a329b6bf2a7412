"""Every check of a network's tables, run together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.model.checks import (
    claim_rules,
    congestion_rules,
    cost_rules,
    date_rules,
    frequency_rules,
    id_rules,
    parameter_rules,
    people_rules,
    place_rules,
    plan_rules,
    project_rules,
    rail_rules,
    range_rules,
    road_rules,
    target_rules,
    time_rules,
    unit_rules,
)
from transnet.model.checks.notice_order import in_order
from transnet.model.checks.rules import Draft, Rule
from transnet.model.network import Network, NetworkInfo
from transnet.model.schema import tables

NEEDED_TABLES = tuple(name for name, table in tables().items() if table.needed)
"""Tables that a network can't do without; the others may be missing and then are empty."""


def empty_tables(draft: Draft) -> Iterator[Notice]:
    """Yield tables without rows that every network needs rows in, and a network of one node."""
    for name in NEEDED_TABLES:
        if draft[name].empty:
            yield notice("empty_table", name, 0, "", "", said("every network needs rows in it"))
    if len(draft["nodes"]) == 1:
        yield notice("single_node", "nodes", 2, "node_id", "", said("one node has nowhere to go"))


RULES: tuple[Rule, ...] = (
    *id_rules.RULES,
    *road_rules.RULES,
    *rail_rules.RULES,
    *unit_rules.RULES,
    *time_rules.RULES,
    *claim_rules.RULES,
    *frequency_rules.RULES,
    *place_rules.RULES,
    *people_rules.RULES,
    *date_rules.RULES,
    *parameter_rules.RULES,
    *range_rules.RULES,
    *project_rules.RULES,
    *cost_rules.RULES,
    *plan_rules.RULES,
    *target_rules.RULES,
    *congestion_rules.RULES,
    Rule(NEEDED_TABLES, empty_tables),
)


def check_network(network: Network) -> list[Notice]:
    """Return everything that the rules find in a network, in the order of tables and rows."""
    return check_tables(network.tables, network.info, frozenset(tables()))


def check_tables(
    frames: Mapping[str, pd.DataFrame], info: NetworkInfo | None, sound: frozenset[str]
) -> list[Notice]:
    """Return everything that the rules find in typed tables.

    sound  names of tables whose rows are all there; a rule that needs another isn't run, since
           it would blame the rows that refer to the lost ones
    """
    draft = Draft(frames, info, sound)
    fitting = [rule for rule in RULES if sound.issuperset(rule.needs)]
    # Any number that a double holds is a cell: what comes of it may be infinite, and is compared.
    with np.errstate(all="ignore"):
        found = [each for rule in fitting for each in rule.find(draft)]
    return in_order(found)
