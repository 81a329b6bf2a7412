"""Kinds of nodes and arcs, modes, and the leg of a trip that each kind of arc belongs to."""

from __future__ import annotations

from enum import IntEnum
from typing import Literal

from transnet.base.errors import UnknownNameError
from transnet.base.language import said

Impedance = Literal["time", "money", "generalised_cost", "co2"]
"""What trips can be chosen by."""

ModeSet = Literal["best", "drive", "public", "rail", "carfree", "in_train"]
BETWEEN_PLACES: tuple[ModeSet, ...] = ("best", "drive", "public", "rail", "carfree")
"""Ways of travelling from door to door: in the train one only gets from station to station."""


class Mode(IntEnum):
    """Modes that one boards; the lower-case name is the one in tables and parameters."""

    EMU = 0
    CONVENTIONAL = 1
    METRO = 2
    AIR = 3
    COACH = 4
    BUS = 5

    @property
    def label(self) -> str:
        """The mode as tables and node keys spell it."""
        return self.name.lower()


def mode_of(label: str) -> Mode:
    """Return the mode of a lower-case name; raises UnknownNameError with the nearest ones."""
    labels = {mode.label: mode for mode in Mode}
    if label not in labels:
        raise UnknownNameError(said("mode"), label, labels)
    return labels[label]


TRAIN_MODES = (Mode.EMU, Mode.CONVENTIONAL)
"""Modes that count as trains: what an in-train reading may ride."""

ROAD_MODES = (Mode.COACH, Mode.BUS)
"""Modes that run on the road, at times that the stops table gives."""

WALK, BUS_OR_CYCLE = "walk", "bus/cycle"
"""How one goes to a stop without a car: on foot, or by city bus or cycle."""


class NodeKind(IntEnum):
    """What a node is. Two road layers keep a drive apart from access, ride and egress."""

    DOOR_OUT = 0
    DOOR_IN = 1
    ACCESS_ROAD = 2
    EGRESS_ROAD = 3
    STOP_IN = 4
    STOP_OUT = 5
    DEP = 6
    ARR = 7

    @property
    def prefix(self) -> str:
        """First part of the keys of such nodes, as in 'place_out:140106'."""
        return _PREFIXES[self]


_PREFIXES = {
    NodeKind.DOOR_OUT: "place_out",
    NodeKind.DOOR_IN: "place_in",
    NodeKind.ACCESS_ROAD: "access_road",
    NodeKind.EGRESS_ROAD: "egress_road",
    NodeKind.STOP_IN: "in",
    NodeKind.STOP_OUT: "out",
    NodeKind.DEP: "dep",
    NodeKind.ARR: "arr",
}


class ArcKind(IntEnum):
    """What an arc is; in brackets the table that `Topology.arc_row` counts in.

    DEPART door_out -> access_road (places)
    DRIVE access_road -> access_road (roads)
    PARK access_road -> door_in (places)
    ACCESS access_road -> stop_in (access)
    BOARD stop_in -> dep (stops of the topology)
    RIDE dep -> arr (ride pairs)
    TRANSFER_AT_STOP arr -> dep of one stop (stops)
    ALIGHT arr -> stop_out (stops)
    TRANSFER_WALK stop_out -> stop_in (transfers)
    EGRESS stop_out -> egress_road (access)
    TAXI egress_road -> egress_road (roads)
    ARRIVE egress_road -> door_in (places)
    STREET access_road -> access_road (pairs of tied nodes, from the first to each, from the second
    to each, and so on): fastest way over the streets of a road layer
    STREET_TAXI egress_road -> egress_road (the same pairs)
    """

    DEPART = 0
    DRIVE = 1
    PARK = 2
    ACCESS = 3
    BOARD = 4
    RIDE = 5
    TRANSFER_AT_STOP = 6
    ALIGHT = 7
    TRANSFER_WALK = 8
    EGRESS = 9
    TAXI = 10
    ARRIVE = 11
    STREET = 12
    STREET_TAXI = 13


STREET_KINDS = (ArcKind.STREET, ArcKind.STREET_TAXI)
"""Arcs over the streets of a road layer."""
