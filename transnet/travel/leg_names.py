"""What the legs of trips, and trips themselves, are named by."""

from __future__ import annotations

from transnet.supply.kinds import BUS_OR_CYCLE, WALK

LEGS = ("access", "station", "wait", "ride", "transfer", "egress", "drive")
"""Legs of a trip; a trip is either a drive (without a car, all the way by bus, by cycle or on foot)
or made of the others. `station` is the way from the
kerb to the platform at the start, and back at the end."""

MEANS = ("air", "rail", "metro", "bus")
"""Means that a trip is named by, the farthest-reaching first."""

TRIP_MODES = ("", "drive", *MEANS, WALK, BUS_OR_CYCLE)
"""What a trip may be named by; empty where there is no way, and to the place itself."""
