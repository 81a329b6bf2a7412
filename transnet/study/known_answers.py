"""What states of a network amount to, kept on disk between runs by all that it comes of.

An answer is a pure function of the network's tables, the state, the targets, the code and the
versions of the libraries. Its name is a digest of all of these, so it can't be served stale; what
lies under the name is sealed (`base.store`), so it can't be served damaged. Whoever changes no cell
and no line of code finds what the last run found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from typing import Any, TypeVar

import pandas as pd

from transnet.base.cache import Cache, content_name
from transnet.base.code_digest import package_digest
from transnet.base.kept_values import Records, keep_value, kept_value
from transnet.base.plain_names import plain_name, table_name
from transnet.base.store import default_folder
from transnet.io.kept_tables import KeptTables
from transnet.model.network import Network
from transnet.study.lost_sets import LostSets
from transnet.study.network_state import NetworkState
from transnet.study.opened_sets import OpenedSets

_Value = TypeVar("_Value")

MOST_BYTES = 500_000_000
"""What all answers may take on disk; those that nobody asked for longest go."""
_LIBRARIES = ("numpy", "numba", "llvmlite", "pandas", "pyarrow", "scipy")
_NO_RECORDS: Records = {}


class KnownAnswers:
    """Answers on one network and its targets.

    network   with all that could ever be open, before any edit
    targets   rows of its targets table
    of        what a state stands for, where states that differ in name come to the same
    is_kept   False finds every answer anew, and keeps none
    """

    def __init__(
        self,
        network: Network,
        targets: pd.DataFrame,
        of: Callable[[NetworkState], NetworkState],
        *,
        is_kept: bool,
    ) -> None:
        self._network, self._targets, self._of = network, targets, of
        self._is_kept = is_kept

    def get(
        self,
        what: str,
        states: Sequence[NetworkState],
        make: Callable[[], _Value],
        *,
        by: object = (),
        records: Records = _NO_RECORDS,
    ) -> _Value:
        """Return an answer as it was found of the same by the same code, or find and keep it.

        what     name of the question
        states   that it is about
        make     finds it, from nothing but what the other arguments and the network say
        by       what else it hangs on, plain
        records  dataclasses that it is made of
        """
        name = self.name(what, states, by)
        known = self.find(name, records)
        if known is not None:
            found: _Value = known[0]
            return found
        made = make()
        self.keep(name, made, records)
        return made

    def get_each(
        self,
        what: str,
        states: Sequence[NetworkState],
        make: Callable[[list[NetworkState]], Sequence[_Value]],
        *,
        records: Records = _NO_RECORDS,
    ) -> list[_Value]:
        """Return an answer on each of some states; those that aren't kept are found together.

        make  finds them of the states that it is given, in their order
        """
        names = [self.name(what, [state], ()) for state in states]
        known = [self.find(name, records) for name in names]
        lacking = [at for at, found in enumerate(known) if found is None]
        made = make([states[at] for at in lacking]) if lacking else []
        for at, answer in zip(lacking, made, strict=True):
            self.keep(names[at], answer, records)
            known[at] = (answer,)
        return [found[0] for found in known if found is not None]

    def find(self, name: str, records: Records = _NO_RECORDS) -> tuple[Any] | None:
        """Return the answer of a name as the one item of a tuple; None where none is kept."""
        return kept_value(_cache(), name, records) if name else None

    def keep(self, name: str, answer: object, records: Records = _NO_RECORDS) -> None:
        """Keep an answer under its name; nothing under an empty one."""
        if name:
            keep_value(_cache(), name, answer, records)

    def name(self, what: str, states: Sequence[NetworkState], by: object) -> str:
        """Return the name of an answer; empty where none is kept, or can't be told from others."""
        if not self._is_kept:
            return ""
        try:
            if isinstance(states, OpenedSets | LostSets):
                asked = plain_name((states.plain, by))
            else:
                asked = plain_name(([_unnamed(self._of(state)) for state in states], by))
            return content_name("answer", what, *self._parts, asked)
        except TypeError:
            return ""

    @cached_property
    def _parts(self) -> tuple[str, ...]:
        """What all answers hang on. Raises TypeError for tables of other cells than plain ones."""
        network, layer = self._network, self._network.road_layer
        tables = [f"{name} {_table_name(network.tables, name)}" for name in network.tables]
        return (
            package_digest(*_LIBRARIES),
            plain_name(network.info),
            layer.content_hash if layer is not None else "",
            *tables,
            table_name(self._targets),
        )


def _unnamed(state: NetworkState) -> NetworkState:
    """Return a state without its names for messages."""
    reference = state.reference
    return replace(state, file="", reference=None if reference is None else _unnamed(reference))


def _table_name(tables: Mapping[str, pd.DataFrame], name: str) -> str:
    """Return the digest of a table, which need not be put together where it was kept with it."""
    if isinstance(tables, KeptTables):
        return tables.digest(name)
    return table_name(tables[name])


@cache
def _cache() -> Cache:
    return Cache(default_folder("answers"), most_bytes=MOST_BYTES)
