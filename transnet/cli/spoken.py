"""Commands that speak the language asked for: `--lang` on each, help and click's own messages."""

from __future__ import annotations

import copy
import gettext
import inspect
import re
from functools import cache
from typing import Any

import click

from transnet.base.language import (
    CATALOGUES,
    LANGUAGES,
    Message,
    chinese_of,
    current_language,
    in_words,
    said,
)
from transnet.cli.help_text import CellFormatter

_HELP = "Show this message and exit."  # click's own, which it keeps in the language it met first
_EXAMPLES = {
    "network": "shanxi-central",
    "scenario": "xiongxin-hsr",
    "scenarios": "xiongxin-hsr",
    "path": "shanxi-central",
    "feed": "feed.zip",
}
"""What may stand for an argument, by its name."""
_EXAMPLES_OF = {
    "export": "shanxi-central --out network.gpkg",
    "gtfs edit": "feed.zip xiongxin-hsr --out edited.zip",
    "gtfs write": "xiongxin-hsr trains.zip",
    "new": "my-island",
    "isochrones": "xiongxin-hsr --from 太原 --minutes 30,60 --to reached.gpkg",
    "points convert": "points.csv points-wgs84.csv --crs gcj-02",
    "roads convert": "roads.gpkg roads.geojson",
    "roads import": "shanxi.osm.pbf --out roads --country CN --speeds speeds.csv",
    "roads run": "bridge.toml --out bridge",
    "roads reach": "roads.gpkg --from 112.55,37.87",
    "stage": "shanxi-central --project 'rail-*' --budget 200",
    "tables export": "shanxi-central net.xlsx",
    "tables import": "net.xlsx my-network",
}
"""What may follow a command of which arguments alone tell too little."""
_CAPITALS = re.compile(r"[A-Z][A-Z_ ]+[A-Z]")


def tell(text: object, *, err: bool = False) -> None:
    """Print a text in the language asked for."""
    click.echo(in_words(text), err=err)


def wrong_usage(message: Message) -> click.UsageError:
    """Return the error of a command line that can't be followed."""
    return click.UsageError(in_words(message))


def one_network(*named: str | None) -> str:
    """Return the one network that is named; raises UsageError for none or several."""
    found = [each for each in named if each is not None]
    if len(found) != 1:
        raise wrong_usage(said("name one NETWORK, such as shanxi-central or the path of a folder"))
    return found[0]


def wrong_value(message: Message, option: str | None = None) -> click.BadParameter:
    """Return the error of an option's value."""
    return click.BadParameter(in_words(message), param_hint=option)


class _Context(click.Context):
    def make_formatter(self) -> click.HelpFormatter:
        """Return the formatter of help: click's own counts a Chinese character as one column."""
        if current_language() == "en":
            return super().make_formatter()
        return CellFormatter(width=self.terminal_width, max_width=self.max_content_width)


class SpokenCommand(click.Command):
    """A command with --lang, whose help is in the language asked for."""

    context_class = _Context

    def __init__(self, *words: Any, **settings: Any) -> None:
        super().__init__(*words, **settings)
        self.params.append(_language_option())
        self._in_chinese: dict[int, click.Parameter] = {}

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the command line; click's errors are told with an example."""
        try:
            return super().parse_args(ctx, args)
        except click.MissingParameter as error:
            if error.param is None:
                raise
            raise _missing(error.param, ctx) from None
        except click.BadParameter as error:
            if current_language() == "en":
                raise
            listed = error.message.replace("', '", "'、'")  # click sets commas in any language
            raise click.BadParameter(listed, error.ctx, error.param, error.param_hint) from None

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the parameters, in Chinese where that is spoken: the same ones at each call."""
        params = super().get_params(ctx)
        if current_language() == "en":
            return params
        for each in params:
            self._in_chinese.setdefault(id(each), _chinese(each, ctx))
        return [self._in_chinese[id(each)] for each in params]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return --help with its own help in the language asked for now, not first."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _HELP if current_language() == "en" else _clicks_chinese().gettext(_HELP)
        return option

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        spoken = copy.copy(self)
        spoken.help = _in_words(self.help)
        click.Command.format_help_text(spoken, ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence of the help."""
        if current_language() == "en":
            return super().get_short_help_str(limit)
        return _in_words(self.help).partition("\n")[0].partition("。")[0]

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what stands after the command's name in its usage line."""
        pieces = super().collect_usage_pieces(ctx)
        spoken = {str(each): each for each in (said("[OPTIONS]"), said("COMMAND [ARGS]..."))}
        return [in_words(spoken.get(piece, piece)) for piece in pieces]


class SpokenGroup(SpokenCommand, click.Group):
    """A group whose commands have --lang."""

    command_class = SpokenCommand


def _missing(lacking: click.Parameter, ctx: click.Context) -> click.UsageError:
    """Return the error of an argument or option that isn't given, with a command that has it."""
    required = [each for each in ctx.command.params if each.required]
    own = ctx.command_path.removeprefix(ctx.find_root().command_path).strip()
    words = [_EXAMPLES.get(str(each.name), "") for each in required]
    if own in _EXAMPLES_OF:
        words = [_EXAMPLES_OF[own]]
    told = said("{name} is missing", name=lacking.make_metavar(ctx).strip("."))
    if isinstance(lacking, click.Option):
        told = said("the option {name} is missing", name=lacking.opts[0])
    if all(words):
        command = " ".join([ctx.command_path, *words])
        told = said("{told}; for one: {command}", told=told, command=command)
    return click.UsageError(in_words(told), ctx)


@cache
def _clicks_chinese() -> gettext.GNUTranslations:
    """Return the catalogue of click's own texts."""
    with (CATALOGUES / "zh" / "LC_MESSAGES" / "click.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def _language_option() -> click.Option:
    return click.Option(
        ["--lang"],
        type=click.Choice(LANGUAGES),
        expose_value=False,
        is_eager=True,
        help="Language of all that is said; by TRANSNET_LANG or the locale unless given.",
    )


def _chinese(parameter: click.Parameter, ctx: click.Context) -> click.Parameter:
    """Return a parameter with its help and what stands for its value in Chinese."""
    spoken = copy.copy(parameter)
    if isinstance(spoken, click.Option):
        spoken.help = _in_words(spoken.help)
    if not getattr(parameter, "is_flag", False):
        shown = parameter.make_metavar(ctx)
        if isinstance(parameter, click.Argument) or _CAPITALS.fullmatch(shown):
            spoken.metavar = _CAPITALS.sub(lambda found: chinese_of(found[0]), shown)
    return spoken


def metavars(command: click.Command) -> set[str]:
    """Return what stands for the values of a command's parameters, for the catalogue."""
    ctx = click.Context(command)
    valued = [each for each in command.params if not getattr(each, "is_flag", False)]
    shown = {each.make_metavar(ctx): isinstance(each, click.Argument) for each in valued}
    found = set()
    for text, whole in shown.items():
        if whole or _CAPITALS.fullmatch(text):
            found |= set(_CAPITALS.findall(text))
    return found


def _in_words(text: str | None) -> str:
    clean = inspect.cleandoc(text or "")
    return clean if current_language() == "en" else chinese_of(clean)
