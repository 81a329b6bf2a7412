"""Scenarios over a road layer: what it is called in results, and edits that it can't carry out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from transnet.base.codes import notice
from transnet.base.errors import Notice, ScenarioError
from transnet.base.language import said
from transnet.model.called_rows import called, row_names
from transnet.model.network import Network
from transnet.scenario.changes import difference

if TYPE_CHECKING:
    from transnet.scenario.edits import Edited
    from transnet.supply.topology import Topology

_CARRIED = frozenset({"opened", "closed", "design_speed_kmh", "status", "opened_basis"})


def layer_notices(network: Network) -> tuple[Notice, ...]:
    """Return what was found in joining the network's road layer, if it has one."""
    return () if network.road_layer is None else network.road_layer.notices


def layer_manifest(network: Network) -> Mapping[str, str]:
    """Return the name, day and hash of the network's road layer, if it has one."""
    layer = network.road_layer
    if layer is None:
        return {}
    return {
        "road_layer": layer.name,
        "road_layer_date": layer.when.isoformat(),
        "road_layer_sha256": layer.content_hash,
    }


def refuse_lost_edits(topology: Topology, edited: Edited, file: str) -> None:
    """Raise ScenarioError for an edit of a replaced road that changes nothing on the streets.

    Streets take over when a road is open, and its speed: not its length or class, and nothing of a
    road that isn't found among them.
    """
    streets = topology.streets
    if streets is None:
        return
    notices = []
    for effect in difference(edited.given, edited.after, "roads").to_dict("records"):
        road_id, column = str(effect["row_id"]), str(effect["column"])
        if road_id not in streets.layer.replaced:
            continue
        hint = None
        if column in ("length_km", "road_class", "oneway", "from_node", "to_node"):
            hint = said(
                "streets replace this road and have their own; edit when it is open or its speed"
            )
        elif column in _CARRIED and road_id in streets.not_found:
            hint = said(
                "isn't found among the streets: {not_found}; name nearer ends",
                not_found=streets.not_found[road_id],
            )
        if hint:
            name = called(road_id, row_names(effect))
            notices.append(notice("lost_edit", file, 0, column, name, hint))
    if notices:
        raise ScenarioError(
            said("{file}: the streets can't carry out its edits", file=file), notices
        )


def lost_roads(network: Network) -> list[Notice]:
    """Return a warning for each road that the streets replace but that isn't found among them.

    Nothing is lost while such a road stays as it is, since the streets carry its traffic: but a
    scenario can't close it or change its speed.
    """
    from transnet.supply.streets import compile_streets

    streets = compile_streets(network)
    if streets is None:
        return []
    roads = network["roads"].reset_index(drop=True)
    found = []
    for row, road in enumerate(roads.to_dict("records")):
        why = streets.not_found.get(str(road["road_id"]))
        if why is not None:
            hint = said(
                "isn't found among the streets: {why}; name nearer ends, or no scenario edits it",
                why=why,
            )
            name = called(road["road_id"], row_names(road))
            found.append(notice("lost_road", "roads", row + 2, "road_id", name, hint))
    return found
