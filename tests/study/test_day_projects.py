"""Projects of a day as bits: who may open with whom, and who belongs to a base."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from tests.many_projects import WORLD
from transnet.study.day_projects import DayProjects


def _day(**cells: dict[str, str]) -> DayProjects:
    projects = WORLD["projects"].copy()
    for column, values in cells.items():
        own: pd.Series[str] = projects["project_id"].map(values)
        projects[column] = own.where(own.notna(), projects[column])
    return DayProjects(WORLD.replace_table("projects", projects))


def test_projects_open_with_what_they_require_and_without_rivals() -> None:
    day = _day(conflicts={"gates": "frequent"})
    alone, pair = day.together(["rail-direct"]), day.together(["direct-often", "rail-direct"])
    assert alone
    assert pair
    assert alone & pair == alone
    assert day.names(pair) == ["direct-often", "rail-direct"]
    assert day.together([]) == 0
    assert day.together(["direct-often"]) is None
    assert day.together(["gates", "frequent"]) is None
    assert day.together(["frequent", "gates"]) is None
    assert day.together(["*"]) is None
    assert day.together(["nowhere"]) is None


def test_what_requires_something_that_is_gone_never_opens() -> None:
    day = _day(requires={"gates": "frequent"}, status={"frequent": "cancelled"})
    assert day.together(["frequent"]) is None
    assert day.together(["gates"]) is None


def test_a_base_has_what_sets_parameters_and_what_changes_the_same_cells() -> None:
    day = _day(requires={"parking": "gates", "gates": "road-north"})
    names = ("parking", "gates", "road-north", "frequent", "more-frequent")
    for size in range(len(names) + 1):
        for each in combinations(names, size):
            own = day.together(each)
            if own is not None:
                expected = {"parking", "gates", "road-north"} if "parking" in each else set()
                assert set(day.names(day.fixed(own))) == expected
