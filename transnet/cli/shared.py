"""What the commands share: the JSON switch, plain output and the progress bar."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from transnet.base.language import said
from transnet.base.progress import Progress, ignore_progress
from transnet.cli.spoken import tell

if TYPE_CHECKING:
    from transnet.model.network import Network
    from transnet.scenario.file import Scenario

WANTS_JSON = "transnet.json"
"""Key of `click.Context.meta`: whether what is printed is JSON, errors too."""
_BETWEEN = str.maketrans("", "", "-_ ")
_ALSO_CALLED = {
    "4326": "WGS-84",
    "WGS84": "WGS-84",
    "4490": "CGCS2000",
    "CGCS2000": "CGCS2000",
    "GCJ02": "GCJ-02",
    "BD09": "BD-09",
}


def _remember(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> bool:
    ctx.meta[WANTS_JSON] = wanted
    return wanted


class _Coordinates(click.Choice[str]):
    """Names of coordinates, which may be written as in GIS too: 4490, EPSG:4326, WGS84."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        plain = value.upper().removeprefix("EPSG:").translate(_BETWEEN)
        return super().convert(_ALSO_CALLED.get(plain, value), param, ctx)


json_option = click.option(
    "--json",
    "as_json",
    is_flag=True,
    is_eager=True,
    callback=_remember,
    help="Print JSON instead of tables.",
)
crs_option = click.option(
    "--crs",
    type=_Coordinates(["WGS-84", "CGCS2000", "GCJ-02", "BD-09"], case_sensitive=False),
    help="Coordinates of the points: GPS and OpenStreetMap, Amap and Tencent, or Baidu.",
)
seed_option = click.option(
    "--seed", type=int, default=0, show_default=True, help="Seed of the draw."
)
page_option = click.option(
    "--page",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that gets the answer as a page with its picture, and its tables as CSV.",
)
force_option = click.option("--force", is_flag=True, help="Replace files that are there already.")


def taken(how: dict[str, Any]) -> dict[str, Any]:
    """Take what `answer` needs to show an answer out of a command's options."""
    return {name: how.pop(name) for name in ("page", "force", "as_json")}


def answer(
    find: Callable[[Progress], object], *, page: Path | None, force: bool, as_json: bool
) -> None:
    """Find a decision's answer, with a bar where somebody looks, write its page if asked, print it.

    page  folder of the page; None for none
    """
    if page is not None:
        from transnet.report.page.decision_page import check_decision_folder

        check_decision_folder(page, click.get_current_context().info_name or "", force=force)
    with progress_of(not as_json) as progress, going_on_later():
        found = find(progress or ignore_progress)
    if page is not None:
        from transnet.report.page.decision_page import write_decision

        written = write_decision(found, page, force=force)
    if as_json:
        from transnet.report.terminal.decision_json import answer_json

        print_json(answer_json(found))
        return
    from transnet.report.sections.of_answer import kind_of
    from transnet.report.terminal.section_tables import print_section

    print_section(kind_of(found).section(found))
    if page is not None:
        tell(str(written[0]))


def network_or_scenario(source: str) -> Network | Scenario:
    """Return the scenario of a name or file, or else the network."""
    from transnet.io.catalog import is_scenario

    if is_scenario(source) or source.endswith(".toml"):
        from transnet.scenario.file import read_scenario

        return read_scenario(source)
    from transnet.io.network_folder import load_network

    return load_network(source)


@contextmanager
def going_on_later() -> Iterator[None]:
    """Say to who stops it that nothing is lost."""
    try:
        yield
    except KeyboardInterrupt:
        tell(said("What is finished is kept: the same command goes on from there."), err=True)
        raise


def print_json(value: object) -> None:
    """Print a value as JSON, in which unreachable is already null."""
    print_json_text(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def print_json_text(text: str) -> None:
    """Print JSON so that nothing is lost: what the stream can't hold is escaped."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = "".join(mark if mark.isascii() else json.dumps(mark)[1:-1] for mark in text)
    click.echo(text)


def progress_of(wanted: bool) -> AbstractContextManager[Progress | None]:
    """Give a progress bar on the terminal's error stream, and nothing where nobody looks."""
    if not wanted or not sys.stderr.isatty():
        return nullcontext()
    from transnet.report.terminal.result_tables import progress_bar

    return progress_bar()
