"""Edits that open and close rows on the scenario's day."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

import numpy as np

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.base.written import as_written
from transnet.model.network import BoolArray, Network
from transnet.scenario.changes import Change, Resolved
from transnet.scenario.project_measures import measure_changes
from transnet.scenario.select import (
    Selection,
    ends_of,
    services_over,
    services_without_closed_track,
    split_ids,
)

NO_ROW = said("no row meets all the conditions")
_DAYS = {"from_date", "to_date"}
_NO_DAY = np.datetime64("NaT", "s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Open(Selection):
    """Open rows from the scenario's day on.

    A project opens all its rows and makes its measures. A line opens its tracks, and with those
    that were closed the stations along them and the services that then run on open tracks only.
    Cancelled rows open only where `status` or `id` names them.
    """

    action: ClassVar[str] = "open"

    @property
    def only_projects(self) -> bool:
        """Whether nothing but projects is named, and no days."""
        others = (getattr(self, name) for name in _BESIDE_PROJECTS)
        return bool(self.project) and self.within_km is None and not any(others)

    def resolve(self, network: Network, findings: Notices) -> Resolved:
        """Return the dates to set; nothing selected or all open already is an error."""
        selected = self.rows(network, findings)
        if self.line and "tracks" in selected:
            selected |= _along_line(network, selected)
        changes: list[Change] = []
        cancelled = 0
        for table, mask in selected.items():
            chosen = mask & ~network.open_rows(table)
            if not (self.status or self.id):
                dead = chosen & network.made_of(_cancelled, (table, "status"), by=(table,))
                cancelled += int(dead.sum())
                chosen &= ~dead
            changes += open_changes(network, table, chosen)
            if table == "projects":
                opened = network[table]["project_id"].to_numpy()[chosen]
                changes += measure_changes(network, opened, findings)
        if not changes and not findings.errors:
            hint = said("every selected row is open already: leave the edit out")
            if cancelled:
                hint = said(
                    'the row selected is cancelled; add status = ["cancelled"]'
                    if cancelled == 1
                    else '{count} selected rows are cancelled; add status = ["cancelled"]',
                    count=cancelled,
                )
            elif not selected:
                hint = NO_ROW
            findings.add("no_effect", hint, value=describe(self))
        return Resolved(changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(Selection):
    """Close rows from the scenario's day on; services over a closed track stop there.

    A line closes but for the tracks that another open line shares (`shared_with`): trains of the
    other line go on there. What a project changed in rows of others stays.
    """

    action: ClassVar[str] = "close"

    def resolve(self, network: Network, findings: Notices) -> Resolved:
        """Return the dates to set; nothing selected or all closed already is an error."""
        selected = self.rows(network, findings)
        if self.line and not self.id and "tracks" in selected:
            selected["tracks"] = selected["tracks"] & ~_kept_by_others(network, selected["tracks"])
        changes = []
        for table, mask in selected.items():
            rows = np.flatnonzero(mask & network.open_rows(table))
            if len(rows):
                changes.append(
                    Change(table, "closed", rows, [np.datetime64(network.when)] * len(rows))
                )
        if not changes and not findings.errors:
            hint = NO_ROW
            if selected:
                hint = said("every selected row is closed already: leave the edit out")
            findings.add("no_effect", hint, value=describe(self))
        return Resolved(changes)


def _cancelled(network: Network, table: str) -> BoolArray:
    """Return which rows of a table are cancelled, bool[rows]."""
    cancelled: BoolArray = (network[table]["status"] == "cancelled").to_numpy(dtype=np.bool_)
    return cancelled


_BESIDE_PROJECTS = [each.name for each in fields(Open) if each.name not in ("project", "within_km")]


def _kept_by_others(network: Network, closing: BoolArray) -> BoolArray:
    """Return tracks that are the same rails as an open one that isn't to close, bool[tracks]."""
    tracks = network["tracks"]
    stays = set(tracks.loc[network.open_rows("tracks") & ~closing, "track_id"])
    return np.array([not stays.isdisjoint(split_ids(cell)) for cell in tracks["shared_with"]])


def describe(selection: Selection) -> str:
    """Return a selection as one line of text, for messages."""
    parts = []
    for field in fields(Selection):
        value = getattr(selection, field.name)
        if value and field.name not in _DAYS:
            texts = isinstance(value, tuple) and all(isinstance(each, str) for each in value)
            text = ", ".join(value) if texts else as_written(value)
            parts.append(f"{field.name} {text}")
    return "; ".join(parts)


def _along_line(network: Network, selected: dict[str, BoolArray]) -> dict[str, BoolArray]:
    """Stations and services that open with a line's closed tracks: those never open before."""
    tracks = selected["tracks"] & ~network.open_rows("tracks")
    stations = network["stations"]
    on_line = stations["station_id"].isin(ends_of(network, tracks)).to_numpy()
    passenger = (stations["kind"] != "freight").to_numpy()
    runs = services_without_closed_track(network, network.open_rows("tracks") | tracks)
    found = {
        "stations": on_line & passenger & _never_open(network, "stations"),
        "services": services_over(network, tracks) & runs & _never_open(network, "services"),
    }
    return {table: mask | selected.get(table, mask) for table, mask in found.items() if mask.any()}


def _never_open(network: Network, table: str) -> BoolArray:
    """Rows that hadn't opened by the network's day; those closed since stay out."""
    opened = network.column(table, "opened")
    mask: BoolArray = np.isnat(opened) | (opened > np.datetime64(network.when))
    return mask


def open_changes(network: Network, table: str, chosen: BoolArray) -> list[Change]:
    """Return the dates that open some closed rows on the network's day."""
    late = np.flatnonzero(chosen & _never_open(network, table))
    closed = network.column(table, "closed")
    gone = np.flatnonzero(chosen & (closed <= np.datetime64(network.when)))
    changes = []
    if len(late):
        day = np.datetime64(network.when)
        changes.append(Change(table, "opened", late, [day] * len(late)))
        changes.append(Change(table, "opened_basis", late, ["assumed"] * len(late)))
    if len(gone):
        changes.append(Change(table, "closed", gone, [_NO_DAY] * len(gone)))
    return changes
