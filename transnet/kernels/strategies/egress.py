"""How one gets to one destination from wherever a ride ends, as a search is given it."""

from __future__ import annotations

from typing import NamedTuple

from transnet.kernels._arrays import BoolArray, FloatArray, Int64Array


class Limits(NamedTuple):
    """From what cost on going on from a platform is of no use, int64[q] each; NEVER at most.

    board, leave, road  from boarding there on, and of going on after leaving there, by another
                 ride or by road
    """

    board: Int64Array
    leave: Int64Array
    road: Int64Array


class Egress(NamedTuple):
    """How one gets from each platform to the destination: int64[q] cost, float64[q] km by road.

    crow_km  float64[q], km to it as the crow flies
    near_km  float64[q], of platforms within reach how far from it rides from there may not end;
           inf for others
    first_km  float64[q], the same of first rides of those who live near; inf for none
    from_km, back_km, last_km  float64[q], likewise of rides to there for those of one origin: km
           from it, how far from it none may begin, and no last ride
    is_near  bool[o], whether an origin lies near
    leg_km  float64[o], longest way by road from each origin to its first ride; -1 for none
    is_bound  whether `from_km` and what follows it count
    ratio  longest way by road next to a ride over the km of the ride
    limits  what costs so much or more from a platform on is of no use
    """

    cost: Int64Array
    km: FloatArray
    crow_km: FloatArray
    near_km: FloatArray
    first_km: FloatArray
    from_km: FloatArray
    back_km: FloatArray
    last_km: FloatArray
    is_near: BoolArray
    leg_km: FloatArray
    is_bound: bool
    ratio: float
    limits: Limits
