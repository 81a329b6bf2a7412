"""Figures of counties as one: means over their residents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from transnet.model.residents import residents_of
from transnet.study.wanted import place_ends

if TYPE_CHECKING:
    from transnet.base.units import FloatArray
    from transnet.model.network import Network
    from transnet.study.outcome import Outcome


def resident_shares(network: Network) -> FloatArray:
    """Return each county's share of all residents, in the order of an outcome."""
    inside = place_ends(network).inside
    residents = np.nan_to_num(residents_of(network)[inside])
    shares: FloatArray = residents / residents.sum()
    return shares


def watt_min(outcome: Outcome, shares: FloatArray) -> FloatArray:
    """Return the mean minutes to all places, weighted by their people, over the residents, of s.

    shares  as `resident_shares`, float64[k], or float64[s, k] where they differ by state
    It is inf where residents don't reach one of the places.
    """
    return resident_means(np.where(shares > 0, outcome.average_time_min, 0.0), shares)


def resident_means(values: FloatArray, shares: FloatArray) -> FloatArray:
    """Return the means of values of counties, float64[s, k], over their residents; so `shares`."""
    if shares.ndim == 1:
        return values @ shares
    by_state: FloatArray = np.einsum("sk,sk->s", values, shares)
    return by_state
