"""What `transnet path` says beside a trip: why it takes longer, and what turns it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from transnet.base.language import Text, said
from transnet.cli.spoken import wrong_usage

if TYPE_CHECKING:
    from transnet.base.errors import Notice
    from transnet.decision.trip_doubts import TripDoubts
    from transnet.study.known_trips import KnownTrips
    from transnet.study.network_state import NetworkState
    from transnet.supply.kinds import ModeSet
    from transnet.travel.trip_path import Path


@dataclass(frozen=True)
class Beside:
    """A trip that a command shows, of some scenario.

    trips   of the state that it goes in
    wanted  whether its doubts are asked for
    """

    trips: KnownTrips
    using: ModeSet
    trip: Path
    wanted: bool

    @property
    def applies(self) -> bool:
        """Whether the trip is one between two places of least time."""
        return (
            self.trip.using != "in_train"
            and self.trip.impedance == "time"
            and self.trip.origin.id != self.trip.destination.id
        )

    def longer(self) -> list[Notice]:
        """Say where the scenario makes the trip longer and yet better."""
        from transnet.report.words.longer_trip import longer_notices
        from transnet.study.asked_trip import AskedTrip

        if not self.applies:
            return []
        trips = self.trips
        early, late = trips.states
        if not late.edits and early.date == late.date:
            return []
        asked = AskedTrip(trips.scenario, trips.study, trips.states, self._ends, self.using)
        ends = self.trip.ends
        return longer_notices(asked.way(early), asked.way(late), ends, _between(early, late))

    def doubts(self) -> TripDoubts | None:
        """Return what turns the trip, where it is asked for; UsageError where nothing can."""
        if not self.wanted:
            return None
        from transnet.decision.trip_doubts import trip_doubts

        if not self.applies:
            told = said("--doubts tries trips of least time between two places: this is none")
            raise wrong_usage(told)
        return trip_doubts(
            self.trips.scenario,
            *self._ends,
            before=self.trips.is_before,
            using=self.using,
            traffic=self.trips.state.traffic,
        )

    @property
    def _ends(self) -> tuple[str, str]:
        return self.trip.origin.id, self.trip.destination.id


def _between(early: NetworkState, late: NetworkState) -> Text:
    """Say which states a trip is held against each other in: a path shows only the later."""
    if early.date == late.date:
        return Text("情景前后", "without the scenario and with it")
    return Text(f"{early.date} 至 {late.date}", f"from {early.date} to {late.date}")
