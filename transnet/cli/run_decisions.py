"""Decisions beside a run: `--decision 'stage --budget 60'`, the command as it is typed alone."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from transnet.base.language import joined, said
from transnet.base.progress import Progress, ignore_progress
from transnet.cli.decision_commands import attribute, find_attribution, find_staging, stage
from transnet.cli.diagnose_command import diagnose, find_diagnosis
from transnet.cli.resilience_command import find_resilience, resilience
from transnet.cli.robust_command import find_robustness, robust
from transnet.cli.scan_command import find_scan, scan
from transnet.cli.shared import going_on_later
from transnet.cli.spoken import SpokenCommand, wrong_usage

if TYPE_CHECKING:
    from transnet.scenario.file import Scenario

Find = Callable[["Scenario", Progress], Any]
_COMMANDS: dict[str, tuple[click.Command, Callable[..., Any]]] = {
    "diagnose": (diagnose, find_diagnosis),
    "attribute": (attribute, find_attribution),
    "robust": (robust, find_robustness),
    "stage": (stage, find_staging),
    "resilience": (resilience, find_resilience),
    "scan": (scan, find_scan),
}
_OF_OUTPUT = frozenset({"out", "page", "force", "as_json", "lang"})
"""Options of these commands that the run has itself."""

decision_option = click.option(
    "--decision",
    "decisions",
    multiple=True,
    metavar="'NAME OPTIONS'",
    help="Answer a question too, as a section of the page: diagnose, attribute, robust, stage, "
    "resilience or scan, with its own options in quotes: 'stage --budget 60'. Again for several.",
)


def decisions_asked(texts: Sequence[str]) -> list[Find]:
    """Return what finds each decision of a scenario; raises UsageError for one that isn't known."""
    return [_asked(text) for text in texts]


def found_decisions(
    asked: Sequence[Find], scenario: Scenario, progress: Progress | None
) -> list[Any]:
    """Return the answers; who stops it loses nothing that is finished."""
    with going_on_later():
        return [find(scenario, progress or ignore_progress) for find in asked]


def _asked(text: str) -> Find:
    name, *words = _words(text) or [""]
    if name not in _COMMANDS:
        known = joined(_COMMANDS)
        raise wrong_usage(said("--decision {text}: one of {known}", text=text, known=known))
    command, find = _COMMANDS[name]
    options: list[click.Parameter] = [
        each for each in command.params if isinstance(each, click.Option)
    ]
    alone = _OptionsAlone(name, params=options, add_help_option=False)
    with alone.make_context(name, words, parent=click.get_current_context()) as own:
        how = dict(own.params)

    def found(scenario: Scenario, progress: Progress) -> Any:
        return find(scenario, how, progress)

    return found


class _OptionsAlone(SpokenCommand):
    """The options of a command, without what a command of its own has beside them."""

    def __init__(self, *words: Any, **settings: Any) -> None:
        super().__init__(*words, **settings)
        self.params = [each for each in self.params if each.name not in _OF_OUTPUT]


def _words(text: str) -> list[str]:
    """Part a command line; a backslash is part of a path, not an escape."""
    parts = shlex.shlex(text, posix=True, punctuation_chars=False)
    parts.whitespace_split, parts.escape, parts.commenters = True, "", ""
    try:
        return list(parts)
    except ValueError:
        raise wrong_usage(
            said("--decision {text}: a quotation mark isn't closed", text=text)
        ) from None
