"""What is open after and not before, in one line, and beside another scenario."""

from __future__ import annotations

from collections.abc import Callable

from transnet.report.page.page import render_page
from transnet.report.words.opened_projects import opened_projects
from transnet.report.words.what_opens import listed, opens_beside, what_opens
from transnet.report.words.words import Text, same
from transnet.study.result import Result

Make = Callable[..., Result]


def test_projects_of_the_scenario_are_named(opened: Result) -> None:
    (project,) = opened_projects(opened)
    assert (project.project_id, project.day) == ("rail-direct", "")
    said = what_opens(opened, 5)
    assert said.en == f"opened by the scenario: {project.name.en}"
    assert said.zh == f"情景开通：{project.name.zh}"
    assert said.en in render_page(opened)


def test_projects_of_the_tables_have_their_day(make_result: Make, opened: Result) -> None:
    network = opened.network
    projects = network["projects"].copy()
    row = projects["project_id"] == "rail-direct"
    projects["opened"] = projects["opened"].where(~row, "2024-06-30")
    tables = network.replace_table("projects", projects.astype(network["projects"].dtypes))
    dated = make_result(network=tables, base="2024-01-01", date="2024-12-31")
    (project,) = opened_projects(dated)
    assert project.day == "2024-06-30"
    assert what_opens(dated, 5).en == f"opened since by the tables: {project.name.en} (2024-06-30)"


def test_a_project_without_a_day_opens_with_its_rows(make_result: Make, opened: Result) -> None:
    network = opened.network
    tracks = network["tracks"]
    own = tracks["project"] == "rail-direct"
    dated = tracks.assign(opened=tracks["opened"].where(~own, "2024-06-30"))
    tables = network.replace_table("tracks", dated.astype(tracks.dtypes))
    late = make_result(network=tables, base="2024-01-01", date="2024-12-31", id="late")
    early = make_result(network=tables, base="2024-01-01", date="2024-03-31", id="early")
    (project,) = opened_projects(late)
    assert (project.project_id, project.day) == ("rail-direct", "2024-06-30")
    said = opens_beside(early, late, same("early"), 3)
    assert said.en == f"open, and not in early: {project.name.en}"


def test_what_closes_is_named_by_its_line(closed: Result) -> None:
    said = what_opens(closed, 5)
    assert said.en.startswith("closed: First (")
    assert said.zh.startswith("关闭：")
    assert opened_projects(closed) == []


def test_nothing_is_said_where_nothing_opens(unchanged: Result) -> None:
    assert not what_opens(unchanged, 5)


def test_one_scenario_beside_another(opened: Result, unchanged: Result) -> None:
    (project,) = opened_projects(opened)
    more = opens_beside(unchanged, opened, same("1"), 3)
    assert more == Text(f"比 1 多开通：{project.name.zh}", f"open, and not in 1: {project.name.en}")
    fewer = opens_beside(opened, unchanged, same("1"), 3)
    assert fewer.en == f"not open, unlike in 1: {project.name.en}"
    alike = opens_beside(opened, opened, same("1"), 3)
    assert alike.en == "beside 1 nothing opens and nothing is set"


def test_names_beyond_the_first_are_counted() -> None:
    names = [same(name) for name in "ABCD"]
    assert listed(names, 4).en == "A, B, C, D"
    assert listed(names, 2) == Text("A、B，另有 2 个", "A, B and 2 more")
    assert listed(names, 4).zh == "A、B、C、D"
