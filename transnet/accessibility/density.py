"""Agglomeration: the effective density of jobs, and what a rise of it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from transnet.accessibility.inputs import at_least
from transnet.accessibility.location import Own, economic_potential
from transnet.accessibility.tables import bad_input, numbers_of, plain_series, prove_one_type
from transnet.base.language import said


@dataclass(frozen=True, slots=True)
class Sector:
    """How fast benefits of density fall with cost, and the elasticity of productivity to it."""

    decay: float
    elasticity: float


SECTORS: Final = {
    "manufacturing": Sector(1.0, 0.02),
    "construction": Sector(1.6, 0.03),
    "consumer_services": Sector(1.8, 0.02),
    "business_services": Sector(1.8, 0.08),
}
"""Rounded values for Britain of Graham, Gibbons and Martin (2009); others need their own."""


def effective_density(
    costs: pd.DataFrame,
    jobs: pd.Series,
    decay: float = 1.0,
    *,
    own: Own,
    cost: str = "travel_min",
) -> pd.Series:
    """Return the sum of jobs over cost**decay, the zone's own jobs among them, by origin.

    costs    generalised cost as a rule
    own      a zone's cost to itself, above 0; it decides much, so it has no default
    returns  jobs per unit of cost**decay

    Raises InputError as `economic_potential` does.
    Source: Graham, Gibbons and Martin, Transport Investment and the Distance Decay of
    Agglomeration Benefits (2009).

    >>> import pandas as pd
    >>> times = pd.DataFrame([[0, 20], [20, 0]], list("AB"), list("AB"))
    >>> effective_density(times, pd.Series({"A": 100, "B": 40}), own=10).to_dict()
    {'A': 12.0, 'B': 9.0}
    """
    return economic_potential(costs, jobs, decay, own=own, cost=cost)


def productivity_gain(before: pd.Series, after: pd.Series, elasticity: float) -> pd.Series:
    """Return the share by which productivity rises as effective density does, by zone.

    before, after  effective density by zone id, above 0
    elasticity     of productivity to effective density, such as SECTORS[...].elasticity

    Raises InputError for zones that differ and densities that aren't above 0.

    >>> import pandas as pd
    >>> productivity_gain(pd.Series({"A": 10.0}), pd.Series({"A": 20.0}), 0.02).round(5).to_dict()
    {'A': 0.01396}
    """
    before, after = plain_series(before, "before"), plain_series(after, "after")
    prove_one_type(before.index, after.index, "before", "after")
    if set(before.index) != set(after.index):
        raise bad_input(
            "after", "id", "", said("must hold the zones of before, once each"), "zones"
        )
    old = numbers_of(before, "before", "value")
    new = numbers_of(after.loc[before.index], "after", "value")
    if not (np.isfinite([old, new]).all() and (old > 0).all() and (new > 0).all()):
        raise bad_input("density", "value", "", said("must be finite and above 0"), "bad_value")
    return pd.Series((new / old) ** at_least(elasticity, "elasticity") - 1.0, before.index)
