"""`transnet run` and `transnet compare`: scenarios judged, printed and written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from transnet.base.language import MapLanguage, Message, Text, joined, said
from transnet.cli.run_decisions import Find, decision_option, decisions_asked, found_decisions
from transnet.cli.shared import (
    crs_option,
    force_option,
    json_option,
    print_json,
    print_json_text,
    progress_of,
)
from transnet.cli.spoken import SpokenCommand, tell, wrong_usage

if TYPE_CHECKING:
    from transnet.base.progress import Progress
    from transnet.model.datum import Datum
    from transnet.scenario.file import Scenario
    from transnet.study.compared_results import Comparison
    from transnet.study.ranking import Ranking


@click.command(cls=SpokenCommand)
@click.argument("scenarios", nargs=-1, required=True)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("results"),
    show_default=True,
    help="Folder that gets a folder with the results.",
)
@click.option(
    "--points",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your own population points (CSV: id, lon, lat, people) in place of the counties' spread.",
)
@crs_option
@click.option(
    "--sensitivity",
    is_flag=True,
    help="Judge targets and trips with each input at its low and high end, and all together.",
)
@click.option(
    "--timetable",
    is_flag=True,
    help="Judge scenarios on their timetables too, morning and evening, and say who can commute.",
)
@decision_option
@click.option(
    "--no-files", is_flag=True, help="Judge and print, and write nothing: the quickest answer."
)
@click.option(
    "--xlsx", is_flag=True, help="Write the tables as one workbook for a spreadsheet, too."
)
@click.option(
    "--map-lang",
    type=click.Choice(["zh", "en", "both"]),
    default="both",
    show_default=True,
    help="Letter the maps in Chinese, in English or in both.",
)
@click.option(
    "--ranked",
    is_flag=True,
    help="Beside several SCENARIOS: rank the projects that open in them, on the page and as CSV.",
)
@force_option
@json_option
def run(
    scenarios: tuple[str, ...],
    out: Path,
    points: Path | None,
    crs: Datum | None,
    *,
    map_lang: MapLanguage,
    force: bool,
    **switches: Any,
) -> None:
    """Run SCENARIOS (files or names) and write the results.

    One prints the verdicts before and after, and writes tables, maps, a GeoPackage and report.html.
    Several are set side by side in one table and one page. What an earlier run wrote is replaced;
    other files under the same names only with --force. With --no-files the same is printed, and
    nothing is drawn or written.
    """
    as_json = switches["as_json"]
    if crs is not None and points is None:
        raise wrong_usage(said("--crs says in which coordinates --points are, and there are none"))
    if switches["no_files"]:
        writing = "out", "force", "xlsx", "map_lang", "ranked", "decisions"
        _refuse_beside(said("--no-files writes nothing"), *writing)
    if switches["sensitivity"]:
        told = said("--sensitivity writes nothing and knows the network's people")
        others = (
            "out", "points", "crs", "force", "xlsx", "map_lang", "ranked", "timetable", "decisions",
        )  # fmt: skip
        _refuse_beside(told, *others)
        _sensitivity(scenarios, as_json=as_json)
        return
    if len(scenarios) == 1:
        _refuse_beside(said("one scenario has no page that they could stand on"), "ranked")
    else:
        _refuse_beside(said("several scenarios have no decisions beside them"), "decisions")
    if points is not None:
        _refuse_beside(said("decisions know the network's people"), "decisions")
    found = decisions_asked(switches["decisions"])
    files = _Place(out, force, switches["xlsx"], switches["ranked"], map_lang, found)
    place = None if switches["no_files"] else files
    asked = _People(points, crs, switches["timetable"])
    if len(scenarios) > 1:
        _run_several(scenarios, place, asked, as_json=as_json)
    else:
        _run_one(scenarios[0], place, asked, as_json=as_json)


def _refuse_beside(told: Message, *options: str) -> None:
    """Raise UsageError for options that another one would take no notice of."""
    ctx = click.get_current_context()
    default = click.core.ParameterSource.DEFAULT
    given = [name for name in options if ctx.get_parameter_source(name) is not default]
    if given:
        spoken = {str(each.name): each.opts[0] for each in ctx.command.params}
        named = joined(spoken[name] for name in given)
        raise wrong_usage(said("{told}: no {options}", told=told, options=named))


class _People(NamedTuple):
    """Where people live, if not where the network says, and whether a run asks the timetable."""

    points: Path | None = None
    crs: Datum | None = None
    timetable: bool = False

    @property
    def of_run(self) -> dict[str, Any]:
        """How scenarios are run."""
        return {"points": self.points, "points_crs": self.crs, "timetable": self.timetable}


class _Place(NamedTuple):
    """Where results go, over what files, whether as a workbook too, and with projects ranked.

    map_lang  what the maps are lettered in
    decisions find what the page answers besides
    """

    out: Path
    force: bool
    xlsx: bool
    ranked: bool
    map_lang: MapLanguage
    decisions: list[Find]

    @property
    def how(self) -> dict[str, bool]:
        """How the files are written, as the writers take it."""
        return {"force": self.force, "xlsx": self.xlsx}


def _run_one(name: str, place: _Place | None, points: _People, *, as_json: bool) -> None:
    if place is None:
        _judge_one(name, points, as_json=as_json)
        return
    from transnet.report.write import is_newer
    from transnet.scenario.file import read_scenario

    scenario = read_scenario(name)
    if not scenario.outputs.maps:
        _refuse_beside(said("{file} asks for no maps", file=scenario.file), "map_lang")
    if scenario.dates:  # a column for each of its days
        _refuse_beside(said("several days have no decisions beside them"), "decisions")
        _run_several((name,), place, points, as_json=as_json, folder=scenario.id)
    else:
        known = not points[0] and is_newer(place.out / scenario.id, name, scenario.network)
        at_once = scenario.outputs.maps and not known
        _write_one(scenario, place, points, as_json=as_json, at_once=at_once)


def _write_one(
    scenario: Scenario, place: _Place, points: _People, *, as_json: bool, at_once: bool
) -> None:
    """Run a scenario of one day, write its results and print them.

    at_once  whether the painter of its maps gets ready now, since there is likely much to draw
    """
    from transnet.report.maps.painter_apart import painter_apart
    from transnet.report.write import check_result_folder, write_painted
    from transnet.study.run import run as run_scenario

    folder = place.out / scenario.id
    check_result_folder(folder, scenario, timetable=points.timetable, **place.how)
    with painter_apart(at_once=at_once) as painter, progress_of(not as_json) as progress:
        from transnet.report.maps.painter import Painting

        result = run_scenario(scenario, **points.of_run, progress=progress, keep=True)
        painting = Painting(painter, place.map_lang, keep=True)
        answers = found_decisions(place.decisions, scenario, progress)
        how: dict[str, Any] = {**place.how, "decisions": answers, "progress": progress}
        written = write_painted(result, folder, painting, **how)
    if as_json:
        print_json_text(written.summary.rstrip("\n"))
    else:
        from transnet.report.terminal.result_tables import print_result

        print_result(result, written.paths)
        for notice in written.map_notices:
            tell(notice)
        for each in answers:
            _print_decision(each)


def _print_decision(answer: Any) -> None:
    from transnet.report.sections.of_answer import kind_of
    from transnet.report.terminal.section_tables import print_section

    section = kind_of(answer).section(answer)
    tell("")
    tell(section.title)
    print_section(section)


def _judge_one(name: str, points: _People, *, as_json: bool) -> None:
    """Run a scenario and write nothing."""
    from transnet.scenario.file import read_scenario, without_files
    from transnet.study.run import run as run_scenario

    scenario = without_files(read_scenario(name))
    if scenario.dates:
        _run_several((name,), None, points, as_json=as_json)
        return
    with progress_of(not as_json) as progress:
        result = run_scenario(scenario, **points.of_run, progress=progress, keep=True)
    if as_json:
        from transnet.report.write import summary

        print_json(summary(result))
    else:
        from transnet.report.terminal.result_tables import print_result

        print_result(result, [])


def _run_several(
    scenarios: tuple[str, ...],
    place: _Place | None,
    points: _People,
    *,
    as_json: bool,
    folder: str = "comparison",
) -> None:
    if place is None:
        _compare(scenarios, points, as_json=as_json)
        return
    from transnet.io.folder import check_folder
    from transnet.report.page.comparison import COMPARISON_FILES, write_comparison
    from transnet.study.run import compare as compare_scenarios

    _refuse_beside(said("scenarios side by side have no maps"), "map_lang")
    into = place.out / folder
    names = [*COMPARISON_FILES, *(["tables.xlsx"] if place.xlsx else [])]
    check_folder(into, names, force=place.force)
    with progress_of(not as_json) as progress:
        comparison = compare_scenarios(
            list(scenarios), **points.of_run, progress=progress, keep=True
        )
        ranking = _ranked(comparison, progress) if place.ranked else None
    paths = write_comparison(comparison, into, ranking=ranking, **place.how)
    if as_json:
        print_json(comparison.as_dict())
    else:
        from transnet.report.terminal.comparison_table import print_comparison

        print_comparison(comparison)
        tell("\n".join(str(path) for path in paths))


def _ranked(comparison: Comparison, progress: Progress | None) -> Ranking:
    """Rank the projects that open in some scenario; raises UsageError for several networks."""
    from transnet.report.page.comparison import opened_in
    from transnet.scenario.file import network_of
    from transnet.study.ranking import rank_projects

    scenarios = [result.scenario for result in comparison.results]
    if len({each.network for each in scenarios}) > 1:
        raise wrong_usage(said("--ranked takes scenarios of one network"))
    projects = opened_in(comparison.results)
    return rank_projects(network_of(scenarios[0]), projects=projects, progress=progress)


def _sensitivity(scenarios: tuple[str, ...], *, as_json: bool) -> None:
    from transnet.decision.sensitivity import sensitivity
    from transnet.report.terminal.sensitivity_table import print_sensitivity

    found = []
    for scenario in scenarios:
        with progress_of(not as_json) as progress:
            found.append(sensitivity(scenario, progress=progress))
    if as_json:
        print_json([each.as_dict() for each in found])
    else:
        for each in found:
            tell(f"{each.scenario.id}  {Text(each.scenario.name_zh, each.scenario.name_en)}")
            print_sensitivity(each)


@click.command(cls=SpokenCommand)
@click.argument("scenarios", nargs=-1, required=True)
@click.option(
    "--xlsx",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Workbook for a spreadsheet that gets the tables.",
)
@click.option("--ranked", is_flag=True, help="Rank the projects that open in some of them, too.")
@force_option
@json_option
def compare(
    scenarios: tuple[str, ...], xlsx: Path | None, *, ranked: bool, force: bool, as_json: bool
) -> None:
    """Set any number of SCENARIOS side by side, one column each."""
    if xlsx is not None:
        from transnet.io.outputs import check_outputs

        if xlsx.suffix.lower() != ".xlsx":
            raise wrong_usage(said("--xlsx names a workbook: let its name end in .xlsx"))
        check_outputs([xlsx], force=force)
    elif force:
        raise wrong_usage(said("--force replaces a workbook: it goes with --xlsx"))
    book = _Book(xlsx, force, ranked)
    _compare(scenarios, _People(), as_json=as_json, book=book)


class _Book(NamedTuple):
    """A workbook that a comparison goes to, over which file, and with projects ranked."""

    path: Path | None = None
    force: bool = False
    ranked: bool = False


_NO_BOOK = _Book()


def _compare(
    scenarios: tuple[str, ...], points: _People, *, as_json: bool, book: _Book = _NO_BOOK
) -> None:
    from transnet.study.run import compare as compare_scenarios

    with progress_of(not as_json) as progress:
        comparison = compare_scenarios(
            list(scenarios), **points.of_run, progress=progress, keep=True
        )
        ranking = _ranked(comparison, progress) if book.ranked else None
    if book.path is not None:
        from transnet.io.outputs import write_outputs
        from transnet.report.page.comparison import comparison_tables
        from transnet.report.result_workbook import comparison_workbook

        tables = comparison_tables(comparison, ranking)
        made = comparison_workbook(comparison, tables, ranking)
        write_outputs({book.path: made}, force=book.force)
    if as_json:
        print_json(comparison.as_dict() | _ranking_json(ranking))
        return
    from transnet.report.terminal.comparison_table import print_comparison

    print_comparison(comparison)
    if ranking is not None:
        from transnet.report.terminal.ranking_table import print_ranking

        print_ranking(ranking)
    if book.path is not None:
        click.echo(str(book.path))


def _ranking_json(ranking: Ranking | None) -> dict[str, Any]:
    if ranking is None:
        return {}
    from transnet.report.terminal.ranking_table import ranking_json

    return {"ranking": ranking_json(ranking)}
