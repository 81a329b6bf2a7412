"""Each error of the canonical validator has a notice here, as docs/gtfs-errors.md says."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.io.gtfs.canonical_errors import AREAS, ERRORS, FAULTS_OF_ITS_OWN, OWN_LIMITS
from tests.io.gtfs.feeds import feed, zipped
from transnet.base.codes import codes
from transnet.io.gtfs.check_feed import check_gtfs

PAGE = Path(__file__).parents[3] / "docs" / "gtfs-errors.md"
WITHOUT_FAULT = {
    *("feed_part_not_read", "call_on_demand", "unused_stop", "headways_as_times"),
    *("times_filled_in", "service_never_runs", "trip_too_short", "feed_column_unread"),
}
ELSEWHERE_TOO = {"dangling_reference", "missing_value", "stop_without_place", "half_time"}


# Under another name, or not at all, in gtfs-guru 1.0.0, which is the canonical validator in Rust.
OTHERWISE_IN_GURU = {
    *("duplicate_geo_json_key", "fare_product_with_multiple_default_rider_categories"),
    *("fare_transfer_rule_duration_limit_type_without_duration_limit", "missing_required_element"),
    *("fare_transfer_rule_missing_transfer_count", "forbidden_shape_dist_traveled"),
    *("geo_json_duplicated_element", "invalid_input_files_in_subfolder", "invalid_language_code"),
    *("invalid_phone_number", "missing_level_id", "missing_prior_day_booking_field_value"),
    *("missing_stop_times_record", "overlapping_zone_and_pickup_drop_off_window"),
    *("u_r_i_syntax_error", "unsupported_geometry_type"),
}


def _feed(name: str, path: Path) -> Path:
    """Return the feed that has an error."""
    changed = ERRORS[name][1]
    tables = {table: text for table, text in changed.items() if table != AREAS and "/" not in table}
    folder = feed(path, **tables)
    if AREAS in changed:
        (folder / AREAS).write_text(str(changed[AREAS]))
    for table in changed:
        if "/" in table:
            (folder / table).parent.mkdir()
            (folder / f"{table}.txt").write_text("x")
    return folder


@pytest.mark.skipif(not find_spec("gtfs_guru"), reason="gtfs-guru isn't installed")
@pytest.mark.parametrize("name", ERRORS)
def test_another_validator_finds_the_error_in_its_feed(name: str, tmp_path: Path) -> None:
    import gtfs_guru

    path = zipped(_feed(name, tmp_path / "feed"), tmp_path / "feed.zip")
    told = {each.code for each in gtfs_guru.validate(str(path)).notices if each.severity == "ERROR"}
    assert (name in told) != (name in OTHERWISE_IN_GURU), told


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_there_has_its_notice_here(name: str, tmp_path: Path) -> None:
    code, folder = ERRORS[name][0], _feed(name, tmp_path / "feed")
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
