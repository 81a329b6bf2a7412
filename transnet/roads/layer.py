"""A road layer: every street of a region, in place of a network's strategic roads."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.errors import Notice
from transnet.base.shown import Shown
from transnet.roads.graph import BoolArray, RoadGraph, largest_component
from transnet.roads.snapping import SnappedPoints, tie_points

_CLASS_OF: Mapping[str, str] = {
    "motorway": "motorway",
    "motorway_link": "motorway",
    "trunk": "trunk",
    "trunk_link": "trunk",
    "primary": "primary",
    "primary_link": "primary",
}
_OTHER_CLASS = "urban"
FERRY = "ferry"


def speed_class(road_class: str) -> str:
    """Return the class of a network's roads whose speed factor a road of the layer takes.

    Links go with their road, everything below primary is urban; a ferry keeps its own time, and
    its class.
    """
    return FERRY if road_class == FERRY else _CLASS_OF.get(road_class, _OTHER_CLASS)


@dataclass(frozen=True, eq=False)
class RoadLayer(Shown):
    """Streets that replace the strategic roads open on the layer's day.

    name      of its folder
    folder    where it was read
    when      day that the streets are mapped at
    basis     how far its times can be trusted, a word of the basis columns
    replaced  road_id -> design speed (km/h) of the rows whose place the streets take
    state     the same arcs as a scenario has them: closed, at another speed, or open where they are
              new, which are closed in `graph`; None: as they are in `graph`
    rerouted_access  rows of the access table as they were before they led to a street; None for
              none
    notices   what was found in reading and joining it

    Two layers are equal when streets, day, basis and replaced rows are.
    """

    graph: RoadGraph
    name: str
    folder: Path
    when: date
    basis: str = "found"
    replaced: Mapping[str, float] = field(default_factory=dict)
    state: RoadGraph | None = None
    rerouted_access: pd.DataFrame | None = None
    notices: tuple[Notice, ...] = ()
    _known_ties: dict[bytes, SnappedPoints] = field(default_factory=dict, repr=False)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RoadLayer):
            return NotImplemented
        return self.content_hash == other.content_hash

    def __hash__(self) -> int:
        return hash(self.content_hash)

    def __repr__(self) -> str:
        return f"<RoadLayer {self.name} of {self.when.isoformat()}: {self.graph!r}>"

    @cached_property
    def in_main(self) -> BoolArray:
        """Nodes of the largest part in which each node reaches each other one, bool[n]."""
        return largest_component(self.graph)

    @property
    def streets(self) -> RoadGraph:
        """The streets in the state that a scenario gives them."""
        return self.graph if self.state is None else self.state

    def in_state(self, before: RoadGraph, after: RoadGraph) -> RoadLayer:
        """Return the layer of streets before and after changes; graphs of the same arcs."""
        ties = self._known_ties if before is self.graph else {}
        return replace(self, graph=before, state=after, _known_ties=ties)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over what `structure_hash` tells, and the state that a scenario makes of it."""
        if self.state is None:
            return self.structure_hash
        digest = hashlib.sha256(self.structure_hash.encode())
        digest.update(np.ascontiguousarray(self.state.time_ms).data)
        return digest.hexdigest()

    @cached_property
    def structure_hash(self) -> str:
        """SHA-256 over the streets, the day, the basis and the rows that are replaced."""
        rows = sorted(self.replaced.items())
        digest = hashlib.sha256(repr((self.when, self.basis, rows)).encode())
        for name, values in self.graph.arrays().items():
            digest.update(name.encode())
            if values.dtype == object:
                digest.update("\x1f".join(map(str, values.tolist())).encode())
            else:
                digest.update(np.ascontiguousarray(values).data)
        return digest.hexdigest()

    @cached_property
    def speed_classes(self) -> npt.NDArray[np.object_]:
        """Class whose speed factor each arc takes, object[m] of str."""
        classes, of_arc = np.unique(self.graph.road_class.astype(str), return_inverse=True)
        taken = np.array([speed_class(each) for each in classes.tolist()], dtype=object)
        return taken[of_arc]

    def ties(self, lon: npt.ArrayLike, lat: npt.ArrayLike, limit_km: float) -> SnappedPoints:
        """Return where points meet the streets of the largest part; see `tie_points`."""
        points = (np.asarray(lon, np.float64), np.asarray(lat, np.float64))
        key = b"".join(each.tobytes() for each in (*points, np.float64(limit_km)))
        if key not in self._known_ties:
            self._known_ties[key] = tie_points(self.graph, *points, limit_km, inside=self.in_main)
        return self._known_ties[key]
