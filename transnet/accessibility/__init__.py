"""Accessibility, location and equity: plain functions on costs, opportunities and people.

What walks a road network is imported when it is first used, for it brings routing along.
"""

from typing import TYPE_CHECKING, Any

from transnet.accessibility import decay
from transnet.accessibility.change import frontier, spill_over, winners_and_losers, zone_changes
from transnet.accessibility.competition import floating_catchment, spatial_availability
from transnet.accessibility.density import SECTORS, effective_density, productivity_gain
from transnet.accessibility.equity import (
    Theil,
    coefficient_of_variation,
    concentration_index,
    gini,
    lorenz_curve,
    palma_ratio,
    poverty,
    theil,
)
from transnet.accessibility.inputs import cost_matrix
from transnet.accessibility.location import (
    closeness,
    daily_accessibility,
    economic_potential,
    relative_efficiency,
    weighted_average_time,
)
from transnet.accessibility.logsum import for_each, logsum_cost
from transnet.accessibility.raam import RationalAccess, rational_access
from transnet.accessibility.reach import (
    balancing_cost,
    cost_to_nth,
    cumulative,
    cumulative_interval,
    gravity,
)

if TYPE_CHECKING:
    from transnet.accessibility.from_network import (
        accessibility_from_network,
        nearest_from_network,
        route_network,
        route_places,
    )
    from transnet.accessibility.routed_network import RoutedNetwork

__all__ = [
    "SECTORS",
    "RationalAccess",
    "RoutedNetwork",
    "Theil",
    "accessibility_from_network",
    "balancing_cost",
    "closeness",
    "coefficient_of_variation",
    "concentration_index",
    "cost_matrix",
    "cost_to_nth",
    "cumulative",
    "cumulative_interval",
    "daily_accessibility",
    "decay",
    "economic_potential",
    "effective_density",
    "floating_catchment",
    "for_each",
    "frontier",
    "gini",
    "gravity",
    "logsum_cost",
    "lorenz_curve",
    "nearest_from_network",
    "palma_ratio",
    "poverty",
    "productivity_gain",
    "rational_access",
    "relative_efficiency",
    "route_network",
    "route_places",
    "spatial_availability",
    "spill_over",
    "theil",
    "weighted_average_time",
    "winners_and_losers",
    "zone_changes",
]

_FROM_NETWORK = (
    "RoutedNetwork",
    "accessibility_from_network",
    "nearest_from_network",
    "route_network",
    "route_places",
)


def __getattr__(name: str) -> Any:
    if name not in _FROM_NETWORK:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from transnet.accessibility import from_network

    return getattr(from_network, name)
