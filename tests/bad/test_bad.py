"""Every notice has a bad file that gives it, where it says, and a near miss that doesn't."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus import Case, cases
from transnet.base.codes import codes

BAD, NEAR = cases("bad"), cases("near")


def _name(case: Case) -> str:
    return f"{case.code}-{case.path.stem}"


@pytest.mark.parametrize("case", BAD, ids=_name)
def test_bad_case_gives_its_notice_at_the_cell(case: Case, tmp_path: Path) -> None:
    found = case.notices(tmp_path)
    where = [[each.table, each.row, each.column] for each in found if each.code == case.code]
    assert case.changes["expect"] in where, "\n".join(map(str, found))
    assert all(each.hint for each in found)


@pytest.mark.parametrize("case", NEAR, ids=_name)
def test_near_miss_does_not(case: Case, tmp_path: Path) -> None:
    assert case.code not in {each.code for each in case.notices(tmp_path)}


def test_every_code_of_a_network_folder_has_both() -> None:
    of_folders = {each.code for each in codes().values() if each.is_of_network}
    assert len(of_folders) > 125
    assert {case.code for case in BAD} == of_folders
    assert {case.code for case in NEAR} == of_folders


def test_the_corpus_is_as_large_as_we_say() -> None:
    assert len(BAD) + len(NEAR) >= 150
