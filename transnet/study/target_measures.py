"""What a target may measure."""

from __future__ import annotations

MEASURES = (
    "in_train", "in_train_town", "door_to_door", "people_share", "access_share", "truck_time",
)  # fmt: skip
RIDE_MEASURES = ("in_train", "in_train_town")
PEOPLE_MEASURES = ("people_share", "access_share")
PAIR_MEASURES = tuple(name for name in MEASURES if name not in PEOPLE_MEASURES)
