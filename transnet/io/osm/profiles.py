"""Who uses the ways of an extract: cars, walkers or riders of bicycles, each by their own rules."""

from __future__ import annotations

from collections.abc import Mapping

from transnet.base.arrays import is_real
from transnet.base.errors import InputError
from transnet.base.given import word_given
from transnet.base.language import said
from transnet.io.osm.active_tags import (
    BICYCLE,
    WALK,
    active_candidate,
    active_node_rule,
    active_rule,
)
from transnet.io.osm.node_tags import NodeRule, node_rule
from transnet.io.osm.speeds import Remark, Tags
from transnet.io.osm.way_tags import OsmOptions, WayRule, is_candidate, road_rule, why_left_out

CAR = "car"
PROFILES = (CAR, WALK, BICYCLE)
_LEAST_KMH, _MOST_KMH = 1.0, 50.0


def check_profile(options: OsmOptions) -> None:
    """Raise UnknownNameError for a profile that isn't one, InputError for a speed that can't be."""
    word_given(options.profile, PROFILES, said("profile"))
    if options.speeds and options.profile != CAR:
        raise InputError(said("speeds by class are for cars; speed_kmh is for who walks or rides"))
    speed = options.speed_kmh
    if speed is None:
        return
    if options.profile == CAR:
        raise InputError(said("speed_kmh is for who walks or rides; cars take those of the roads"))
    if not is_real(speed) or not _LEAST_KMH <= float(speed) <= _MOST_KMH:
        raise InputError(
            said(
                "speed_kmh is from {least:g} to {most:g} km/h, not {value}",
                least=_LEAST_KMH,
                most=_MOST_KMH,
                value=repr(speed)[:80],
            )
        )


def rule_of_way(tags: Tags, options: OsmOptions) -> WayRule | None:
    """Return what the profile may do on a way; None where it may do nothing."""
    if options.profile == CAR:
        return road_rule(tags, options)
    return active_rule(tags, options)


def may_be_used(tags: Tags, options: OsmOptions) -> bool:
    """Return whether a way is of a class that the profile may use."""
    if options.profile == CAR:
        return is_candidate(tags)
    return active_candidate(tags, options.profile)


def leaves_out(tags: Tags, options: OsmOptions) -> Remark | None:
    """Return what keeps the profile off a way that isn't plainly closed to it."""
    why = why_left_out(tags)
    is_for_cars = why is not None and why[0] != "unknown_class"
    return None if is_for_cars and options.profile != CAR else why


def point_rule(tags: Tags, options: OsmOptions, seconds: Mapping[str, float]) -> NodeRule | None:
    """Return what a point means for the profile; None where it means nothing."""
    if options.profile == CAR:
        return node_rule(tags, seconds)
    return active_node_rule(tags, options.profile)
