"""`transnet explore`: a network as a live map in the browser."""

from __future__ import annotations

import importlib.util
import ipaddress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from transnet.base.errors import InputError
from transnet.base.language import joined, said
from transnet.cli.spoken import SpokenCommand, one_network, tell, wrong_usage

if TYPE_CHECKING:
    from transnet.explore.city.city_files import CityFiles

_USUAL = "shanxi-central"
_NEEDED = ("orjson", "starlette", "uvicorn")


@click.command(cls=SpokenCommand)
@click.argument("network", nargs=-1)
@click.option("--network", "named", help="The NETWORK, as other commands name it.")
@click.option(
    "--streets",
    type=click.Path(),
    help="Streets of a city, such as city.osm.pbf: with feeds one walks on them.",
)
@click.option(
    "--places",
    type=click.Path(),
    help="CSV table of a city: lon, lat and columns of people, jobs or the like that are counted.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Where it listens: 8765, or a free one where that is taken, unless given.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address that it listens on; another one lets others in.",
)
@click.option("--browser/--no-browser", default=True, help="Open the page in the browser.")
def explore(network: tuple[str, ...], *, port: int | None, host: str, **how: Any) -> None:
    """Open a NETWORK as a live map: tick projects, and see who comes within the hour.

    Without one, shanxi-central. A city opens too, from feeds of GTFS or a file of streets: click a
    point, and see what is reached from there, by timetable or by road.

    It runs on this machine, asks nothing of any other, and ends by Ctrl-C.
    """
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise InputError(said('the explorer needs more packages: pip install "transnet[explore]"'))
    from transnet.explore.serve import address_of, listen, serve

    explored = _explored(network, how["named"], (how["streets"] or "", how["places"] or ""))
    listening = listen(host, port)
    address = address_of(listening)

    def began() -> None:
        tell(said("The map is at {address} (Ctrl-C ends it).", address=address))
        if not _is_loopback(listening.getsockname()[0]):
            tell(
                said(
                    "It listens on {host}: whoever reaches this machine can use it, and there is "
                    "no password.",
                    host=host,
                )
            )
        if how["browser"]:
            _open(address)

    serve(explored, listening, host, began)


def _explored(
    given: tuple[str, ...], named: str | None, beside: tuple[str, str]
) -> str | CityFiles:
    """Return the network or the files of a city; what isn't there is told before a page opens.

    beside  streets and places
    """
    from transnet.explore.city.city_files import city_files
    from transnet.io.catalog import network_folder

    city = None if named else city_files(given, *beside)
    if city is not None:
        if city.places:
            _tell_of_places(Path(city.places))
        return city
    if len(given) > 1:
        raise wrong_usage(said("one map takes one network: {names}", names=joined(given)))
    network = given[0] if given else None
    name = one_network(network, named) if network or named else _USUAL
    network_folder(name)
    return name


def _tell_of_places(path: Path) -> None:
    """Say what of a table of places is taken for what; raises InputError for one that is none."""
    from transnet.explore.city.city_places import read_city_places

    empty = read_city_places(path).empty
    if empty:
        tell(
            said(
                "{file}: empty cells of {columns} count as 0", file=path.name, columns=joined(empty)
            )
        )


def _is_loopback(host: str) -> bool:
    return ipaddress.ip_address(host.partition("%")[0]).is_loopback


def _open(address: str) -> None:
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
