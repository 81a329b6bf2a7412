"""Parameters of a network with some of them replaced, as a draw or a sweep does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Real
from typing import Any

import numpy as np

from transnet.base.collector import refusal
from transnet.base.errors import UnknownNameError
from transnet.base.language import said
from transnet.base.units import FloatArray
from transnet.model.network import Network
from transnet.model.parameters import require_in_range
from transnet.supply.kinds import Mode

Overrides = Mapping[tuple[str, str], float]


class Parameters:
    """Values by parameter and mode: a mode's own row before 'all', an override before its row.

    Raises UnknownNameError for an override of a row that the table doesn't have, InputError for one
    that is no number or out of the parameter's range.
    """

    def __init__(self, network: Network, overrides: Overrides | None = None) -> None:
        self._rows = network.parameter_values
        self._network = network
        self._overrides = as_overrides(overrides)
        for (name, mode), value in self._overrides.items():
            if (name, mode) not in self._rows:
                known = [f"{row[0]} ({row[1]})" for row in self._rows]
                raise UnknownNameError(said("parameter"), f"{name} ({mode})", known)
            require_in_range(name, mode, value)

    def __call__(self, name: str, mode: str = "all") -> float:
        """Return one value; raises UnknownNameError where neither the mode nor 'all' has a row."""
        key = (name, mode) if (name, mode) in self._rows else (name, "all")
        if key in self._overrides:
            return self._overrides[key]
        return self._network.parameter(name, mode)

    @property
    def by(self) -> tuple[Any, ...]:
        """What tells them apart: the network's values, as one object, and what replaces some."""
        return self._rows, *sorted(self._overrides.items())

    @property
    def rows(self) -> frozenset[tuple[str, str]]:
        """The (parameter, mode) pairs that the table has a row for."""
        return frozenset(self._rows)

    def has(self, name: str, mode: str = "all") -> bool:
        """Return whether the mode or 'all' has a row."""
        return (name, mode) in self._rows or (name, "all") in self._rows

    def by_mode(self, name: str, modes: Iterable[Mode]) -> FloatArray:
        """Return f64[modes], the value of each mode in `Mode` order; 0 for modes left out."""
        values = np.zeros(len(Mode))
        for mode in modes:
            values[mode] = self(name, mode.label)
        return values


def as_overrides(overrides: Overrides | None) -> dict[tuple[str, str], float]:
    """Return overrides as numbers by (parameter, mode), or raise InputError."""
    hint = said('write numbers by parameter and mode: {("parking_min", "all"): 5}')
    found: dict[tuple[str, str], float] = {}
    given = {} if overrides is None else overrides
    for key, value in given.items() if isinstance(given, Mapping) else [((), given)]:
        pair = isinstance(key, tuple) and len(key) == 2 and all(isinstance(w, str) for w in key)
        if not pair or isinstance(value, bool | np.bool_) or not isinstance(value, Real):
            text = f"{key!r}: {value!r}"[:80]
            raise refusal(
                said("parameters can't be replaced"), "wrong_type", "parameters", hint, text
            )
        found[key[0], key[1]] = float(value)
    return found


def with_parameters(network: Network, overrides: Overrides) -> Network:
    """Return a network with parameters replaced in its table, so that all that reads it sees them.

    Raises what `Parameters` raises.
    """
    if not overrides:
        return network
    Parameters(network, overrides)
    values = network["parameters"]["value"].to_numpy(np.float64, copy=True)
    for row, key in enumerate(network.parameter_keys):
        values[row] = overrides.get(key, values[row])
    return network.replace_columns("parameters", {"value": values})


def least_departures(parameters: Parameters) -> float:
    """Return how often a day a service runs at least that is there on an ordinary day."""
    name = "least_departures_per_day"
    return parameters(name) if parameters.has(name) else 0.0
