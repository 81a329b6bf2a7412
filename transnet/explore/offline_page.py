"""What `explore()` of a network, a study or a result returns: the live map as a page of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from transnet.base.given import given, is_list, path_given, wrong_type
from transnet.base.language import Message, Text, both, in_words, said, text_of
from transnet.io.outputs import write_outputs
from transnet.scenario.requirements import listed_projects, open_projects
from transnet.study.network_state import NetworkState, scenario_of

if TYPE_CHECKING:
    from transnet.explore.embedded_answers import Compared, Extent
    from transnet.model.network import Network
    from transnet.study.compiled import CompiledNetwork
    from transnet.study.result import Result

HEIGHT_PX = 760
_UNTIMED = "none"
_MEGABYTE = 1e6


@dataclass(frozen=True, repr=False)
class ExplorerPage:
    """The explorer's page with its answers in it: it needs no server, no network and no other file.

    html   the page, as a browser opens it
    title  what it is of
    """

    html: str
    title: Text

    def __repr__(self) -> str:
        size = len(self.html.encode()) / _MEGABYTE
        return f"<ExplorerPage of {self.title.en}: {size:.1f} MB, .save(path) writes it>"

    def _repr_html_(self) -> str:
        title = escape(in_words(self.title))
        return (
            f'<iframe title="{title}" width="100%" height="{HEIGHT_PX}" frameborder="0" '
            f'sandbox="allow-scripts allow-downloads" srcdoc="{escape(self.html)}"></iframe>'
        )

    def save(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the page as a file that a browser opens, and return its path.

        force  replace a file that is there
        Raises InputError where one is there, or it can't be written.
        """
        (written,) = write_outputs({path_given(path): self.html.encode()}, force=force)
        return written


def explore_network(network: Network, scenarios: Sequence[Any] = ()) -> ExplorerPage:
    """Return what `Network.explore` does."""
    from transnet.explore.embedded_answers import Compared
    from transnet.scenario.file import Scenario, read_scenario
    from transnet.study.study import Study

    study = Study(network)
    remedy = said("a list of names or paths of scenario files, or of scenarios")
    each_given = _listed(scenarios, "scenarios", remedy)
    asked = [each if isinstance(each, Scenario) else read_scenario(each) for each in each_given]
    states = [
        Compared(Text(each.name_zh, each.name_en), each, *study.states_of(each)) for each in asked
    ]
    return _page(study, [_as_it_is(study), *(states or _stages(study))])


def explore_study(study: CompiledNetwork, states: Sequence[NetworkState] = ()) -> ExplorerPage:
    """Return what `Study.explore` does."""
    from transnet.explore.embedded_answers import Compared

    remedy = said("study.state gives one")
    each_given = _listed(states, "states", said("a list of what study.state gives"))
    asked = [given(each, NetworkState, "state", remedy) for each in each_given]
    told = [
        Compared(
            text_of(both("state {number}", number=number)),
            scenario_of(each, study.network, each.date),
            _unedited(each),
            each,
        )
        for number, each in enumerate(asked, start=1)
    ]
    return _page(study, [_as_it_is(study), *(told or _stages(study))])


def explore_result(result: Result) -> ExplorerPage:
    """Return what `Result.explore` does."""
    study = result.study.with_targets(result.targets)
    return _page(study, [_compared(result)], Text(result.scenario.name_zh, result.scenario.name_en))


def map_of_result(result: Result) -> str:
    """Return the live map of a result as a part of its report, compressed (gzip) and in base64.

    It looks from the core, at trips as they are taken.
    """
    from transnet.explore.embedded_answers import USUAL, Extent
    from transnet.explore.page_file import packed_text

    study, core = result.study, result.network.info.core_place_id
    extent = Extent([core], [USUAL], is_part=True)
    return packed_text(_page(study, [_compared(result)], extent=extent).html.encode())


def _listed(values: object, name: str, remedy: Message) -> list[Any]:
    if is_list(values) and not isinstance(values, str):
        return list(values)
    raise wrong_type(values, name, remedy)


def _compared(result: Result) -> Compared:
    from transnet.explore.embedded_answers import Compared

    scenario = result.scenario
    return Compared(Text(scenario.name_zh, scenario.name_en), scenario, *result.states)


def _page(
    study: CompiledNetwork,
    states: Sequence[Compared],
    title: Text | None = None,
    extent: Extent | None = None,
) -> ExplorerPage:
    from transnet.explore.embedded_answers import READINGS, Extent, embedded
    from transnet.explore.page_file import page_of

    info = study.network.info
    named = title or Text(info.name_zh, info.name_en)
    extent = extent or Extent(_origins(study.network), list(READINGS))
    return ExplorerPage(page_of(embedded(study, states, extent), in_words(named)), named)


def _origins(network: Network) -> list[str]:
    """Return the core, and the seats of the other cities."""
    seats = network["cities"]["seat_place_id"].astype(str).tolist()
    known = set(network.place_ids)
    return list(dict.fromkeys([network.info.core_place_id, *filter(known.__contains__, seats)]))


def _unedited(state: NetworkState) -> NetworkState:
    return NetworkState(state.date, traffic=state.traffic)


def _as_it_is(study: CompiledNetwork) -> Compared:
    from transnet.explore.embedded_answers import Compared

    now = study.state()
    return Compared(
        both("the network as it is"), scenario_of(now, study.network, now.date), now, now
    )


def _stages(study: CompiledNetwork) -> Iterator[Compared]:
    """Yield the stages of a plan, each with those before it; none where no project has one."""
    from transnet.explore.embedded_answers import Compared

    network = study.network.at(study.network.info.known_until)
    if "projects" not in network.tables:
        return
    stage_of = dict(
        zip(*(network["projects"][each] for each in ("project_id", "stage")), strict=True)
    )
    for stage in sorted({str(each) for each in stage_of.values()} - {_UNTIMED}):
        wanted = {name for name, each in stage_of.items() if each != _UNTIMED and each <= stage}
        state = study.state(open=_compatible(network, wanted))
        name = text_of(
            both(
                "the plan by {stage}" if stage.isdigit() else "projects up to stage {stage}",
                stage=stage,
            )
        )
        yield Compared(name, scenario_of(state, study.network, state.date), _unedited(state), state)


def _compatible(network: Network, wanted: set[str]) -> list[str]:
    """Return the projects wanted that aren't open, without those whose rival is or comes before."""
    taken, found = open_projects(network), list[str]()
    listed = listed_projects(network)
    against: dict[str, set[str]] = {each.project: set(each.conflicts) for each in listed}
    for name, others in list(against.items()):
        for other in others:
            against.setdefault(other, set()).add(name)
    for name in (each.project for each in listed if not each.is_dead):
        if name in wanted - taken and not against[name] & taken:
            taken = taken | {name}
            found.append(name)
    return found
