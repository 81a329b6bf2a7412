"""Each error of the canonical validator has a notice here, as docs/gtfs-errors.md says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.io.gtfs.canonical_errors import AREAS, ERRORS, FAULTS_OF_ITS_OWN, OWN_LIMITS
from tests.io.gtfs.feeds import feed
from transnet.base.codes import codes
from transnet.io.gtfs.check_feed import check_gtfs

PAGE = Path(__file__).parents[3] / "docs" / "gtfs-errors.md"
WITHOUT_FAULT = {
    *("feed_part_not_read", "call_on_demand", "unused_stop", "headways_as_times"),
    *("times_filled_in", "service_never_runs", "trip_too_short", "feed_column_unread"),
}
ELSEWHERE_TOO = {"dangling_reference", "missing_value", "stop_without_place", "half_time"}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_there_has_its_notice_here(name: str, tmp_path: Path) -> None:
    code, changed = ERRORS[name]
    tables = {table: text for table, text in changed.items() if table != AREAS and "/" not in table}
    folder = feed(tmp_path / "feed", **tables)
    if AREAS in changed:
        (folder / AREAS).write_text(str(changed[AREAS]))
    for table in changed:
        if "/" in table:
            (folder / table).parent.mkdir()
            (folder / f"{table}.txt").write_text("x")
    found = check_gtfs(folder)
    told = {each.code for each in found}
    assert code in told, "\n".join(map(str, found))
    assert told - {code} <= WITHOUT_FAULT | ELSEWHERE_TOO, "\n".join(map(str, found))


def test_the_page_lists_all_of_them_with_their_severity() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| (?:`(\w+)`|[^|]+) \| (\w*) ?\|$", PAGE.read_text("utf-8"), re.M
    )
    assert {name for name, *_ in rows} == {*ERRORS, *OWN_LIMITS, *FAULTS_OF_ITS_OWN}
    assert len(rows) == len(ERRORS) + len(OWN_LIMITS) + len(FAULTS_OF_ITS_OWN)
    for name, code, severity in rows:
        if name in ERRORS:
            assert (code, severity) == (ERRORS[name][0], codes()[code].severity)
