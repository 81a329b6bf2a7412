"""Targets that a scenario is judged by, by id, name or pattern."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import Notice, ScenarioError
from transnet.base.language import Message, said
from transnet.base.name_index import folded
from transnet.base.suggestion import LISTED, suggestion
from transnet.model.network import Network
from transnet.scenario.toml_places import Spots, at_spots


def choose_targets(
    network: Network, patterns: tuple[str, ...], file: str, spots: Spots | None = None
) -> pd.DataFrame:
    """Return the network's targets whose ids or names match one of some patterns; all for none.

    A network may have no targets: then nothing is judged, and `no_targets` says so.
    Raises ScenarioError for a pattern that matches nothing.
    """
    table = network["targets"]
    if not patterns:
        return table
    if notices := target_errors(network, patterns, file):
        words = said("{file}: some targets aren't known", file=file)
        if table.empty:
            words = said("{file}: there are no targets to choose from", file=file)
        raise ScenarioError(words, at_spots(notices, spots or {}))
    chosen = [any(_matches(names, pattern) for pattern in patterns) for names in _names(table)]
    return table[chosen].reset_index(drop=True)


def target_errors(network: Network, patterns: Sequence[str], file: str) -> list[Notice]:
    """Return an error for each pattern that no target's id or name matches."""
    table = network["targets"]
    if not patterns:
        return []
    if table.empty:
        hint = said(
            "{network} has no targets: leave the key out, or add targets.csv",
            network=network.info.network_id,
        )
        return [notice("unknown_name", file, 0, "targets", patterns[0], hint)]
    named = _names(table)
    names = {each[0]: each[1:] for each in named}
    return [
        notice("unknown_name", file, 0, "targets", pattern, _hint(pattern, names))
        for pattern in patterns
        if not any(_matches(each, pattern) for each in named)
    ]


def _hint(pattern: str, names: Mapping[str, Sequence[str]]) -> Message:
    """Return which targets may be meant, and where more than fit in a line are listed."""
    hint = suggestion(pattern, list(names), names)
    if len(names) <= LISTED:
        return hint
    return said("{hint}; to search: transnet list {kind} WORD", hint=hint, kind="targets")


def _names(table: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return id, Chinese and English name of each target."""
    columns = (table[name].tolist() for name in ("target_id", "name_zh", "name_en"))
    return [(str(key), str(zh), str(en)) for key, zh, en in zip(*columns, strict=True)]


def _matches(names: Sequence[str], pattern: str) -> bool:
    """Return whether a pattern matches a target's id, or is one of its names."""
    wanted = folded(pattern)
    return fnmatchcase(names[0], pattern) or (bool(wanted) and wanted in map(folded, names))
