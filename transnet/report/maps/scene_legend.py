"""The legend of a map of a network: what is drawn on it, and nothing else."""

from __future__ import annotations

from transnet.io.outlines import county_outlines
from transnet.report.maps.basemap import PEOPLE, drawn_kinds
from transnet.report.maps.legend import Entry, network_entries, people_entries
from transnet.report.maps.paint import Scene, unit_people


def scene_legend(scene: Scene, circles: str = PEOPLE) -> list[Entry]:
    """Return the rows of a scene's network, its changes, and its circles in a colour."""
    changes = scene.changes
    return network_entries(
        scene.letters,
        drawn_kinds(scene.network, scene.frame),
        opened=bool(changes.opened),
        altered=bool(changes.altered),
        closed=bool(changes.closed),
        outlined=county_outlines(scene.network) is not None,
    ) + people_entries(scene.letters, unit_people(scene.network), circles)
