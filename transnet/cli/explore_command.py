"""`transnet explore`: a network as a live map in the browser."""

from __future__ import annotations

import importlib.util
import ipaddress

import click

from transnet.base.errors import InputError
from transnet.base.language import said
from transnet.cli.spoken import SpokenCommand, one_network, tell

_NEEDED = ("orjson", "starlette", "uvicorn")


@click.command(cls=SpokenCommand)
@click.argument("network", required=False)
@click.option("--network", "named", help="The NETWORK, as other commands name it.")
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
def explore(
    network: str | None, *, named: str | None, port: int | None, host: str, browser: bool
) -> None:
    """Open a NETWORK as a live map: tick projects, and see who comes within the hour.

    It runs on this machine, asks nothing of any other, and ends by Ctrl-C.
    """
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise InputError(said('the explorer needs more packages: pip install "transnet[explore]"'))
    from transnet.explore.serve import address_of, listen, serve
    from transnet.io.catalog import network_folder

    network = one_network(network, named) if network or named else "shanxi-central"
    network_folder(network)  # a name that isn't known is told before a page opens
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
        if browser:
            _open(address)

    serve(network, listening, host, began)


def _is_loopback(host: str) -> bool:
    return ipaddress.ip_address(host.partition("%")[0]).is_loopback


def _open(address: str) -> None:
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
