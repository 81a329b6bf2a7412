"""Parameters of a network with some of them replaced, as a draw or a sweep does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from transnet.errors import InputError, Notice, UnknownNameError
from transnet.graph.kinds import Mode
from transnet.model.network import Network
from transnet.units import FloatArray

Overrides = Mapping[tuple[str, str], float]


class Parameters:
    """Values by parameter and mode: a mode's own row before 'all', an override before its row.

    Raises UnknownNameError for an override of a row that the table doesn't have.
    """

    def __init__(self, network: Network, overrides: Overrides | None = None) -> None:
        table = network["parameters"]
        self._rows = set(zip(table["parameter"], table["mode"], strict=True))
        self._network = network
        self._overrides = dict(overrides or {})
        for name, mode in self._overrides:
            if (name, mode) not in self._rows:
                known = [f"{row[0]} ({row[1]})" for row in self._rows]
                raise UnknownNameError("parameter", f"{name} ({mode})", known)

    def __call__(self, name: str, mode: str = "all") -> float:
        """Return one value; raises UnknownNameError where neither the mode nor 'all' has a row."""
        key = (name, mode) if (name, mode) in self._rows else (name, "all")
        if key in self._overrides:
            return self._overrides[key]
        return self._network.parameter(name, mode)

    def has(self, name: str, mode: str = "all") -> bool:
        """Return whether the mode or 'all' has a row."""
        return bool({(name, mode), (name, "all")} & self._rows)

    def positive(self, name: str, mode: str = "all") -> float:
        """Return a value that something is divided by; raises InputError unless above 0."""
        value = self(name, mode)
        if not value > 0:
            text, hint = f"{name} ({mode}) = {value}", "must be above 0"
            notice = Notice("parameter_range", "error", "parameters", 0, "value", text, hint)
            raise InputError("a parameter can't be used", [notice])
        return value

    def by_mode(self, name: str, modes: Iterable[Mode], *, positive: bool = False) -> FloatArray:
        """Return f64[modes], the value of each mode in `Mode` order; 0 for modes left out."""
        values = np.zeros(len(Mode))
        for mode in modes:
            values[mode] = (self.positive if positive else self)(name, mode.label)
        return values
