"""Days and states that agree."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.model.checks.rules import INFO_FILE, Draft, Rule, flagged
from transnet.model.schema import tables

_FIRST_DAY, _LAST_DAY = np.datetime64("1800-01-01"), np.datetime64("2100-12-31")

DATED = tuple(name for name, table in tables().items() if "opened" in table.columns)


def row_days(draft: Draft, table: str) -> Iterator[Notice]:
    """Yield rows whose days contradict each other or their state."""
    frame = draft[table]
    opened, closed = frame["opened"], frame["closed"]
    status = frame["status"]
    early = (closed <= opened).to_numpy()
    hint = said("a row is closed from this day on, so it must come after opened")
    yield from flagged("closed_before_opened", (table, "closed"), frame, early, hint)
    loose = (opened.notna() & (frame["opened_basis"] == "")).to_numpy()
    hint = said("say how the day is known")
    yield from flagged("date_without_basis", (table, "opened_basis"), frame, loose, hint)
    gone = ((status == "cancelled") & opened.notna()).to_numpy()
    hint = said("cancelled, yet it opens: empty opened")
    yield from flagged("cancelled_but_opens", (table, "opened"), frame, gone, hint)


def far_days(draft: Draft, table: str) -> Iterator[Notice]:
    """Yield days before there were roads to count from, or after all plans."""
    frame = draft[table]
    for column in ("opened", "closed"):
        days = frame[column].to_numpy()
        far = (days < _FIRST_DAY) | (days > _LAST_DAY)
        hint = said(
            "expected {first_day} to {last_day}: is the year right?",
            first_day=_FIRST_DAY,
            last_day=_LAST_DAY,
        )
        yield from flagged("far_date", (table, column), frame, far, hint)


def row_days_today(draft: Draft, table: str) -> Iterator[Notice]:
    """Yield rows whose state doesn't fit the last day that sources cover."""
    if not draft.info:
        return
    frame = draft[table]
    today = np.datetime64(draft.info.known_until)
    opened, status = frame["opened"], frame["status"]
    ahead = status.isin(["building", "planned", "study"])
    past = (ahead & (opened <= today)).to_numpy()
    hint = said(
        "this is before known_until {known_until}: has it opened?",
        known_until=draft.info.known_until,
    )
    yield from flagged("planned_in_past", (table, "opened"), frame, past, hint)
    future = ((status == "open") & (opened > today)).to_numpy()
    hint = said(
        "it is open, but only after known_until {known_until}", known_until=draft.info.known_until
    )
    yield from flagged("open_in_future", (table, "opened"), frame, future, hint)


def network_days(draft: Draft) -> Iterator[Notice]:
    """Yield days of the network as a whole that are out of order."""
    if draft.info and draft.info.base_date > draft.info.known_until:
        hint = said("it must not come before base_date {base_date}", base_date=draft.info.base_date)
        value = draft.info.known_until.isoformat()
        yield notice("date_order", INFO_FILE, 0, "known_until", value, hint)


RULES = (
    *(Rule((table,), partial(far_days, table=table)) for table in DATED),
    *(Rule((table,), partial(row_days, table=table)) for table in DATED),
    *(Rule((table,), partial(row_days_today, table=table)) for table in DATED),
    Rule((), network_days),
)
