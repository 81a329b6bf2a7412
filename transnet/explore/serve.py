"""Serving a network that is explored, until somebody stops it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from transnet.base.errors import InputError, TransnetError
from transnet.base.language import said

if TYPE_CHECKING:
    import uvicorn

    from transnet.explore.city.city_files import CityFiles
    from transnet.explore.security import App

PORT = 8765
_WAITING = 128
_MOST_OPEN = 256
_ENDS_S = 10.0


def listen(host: str, port: int | None) -> socket.socket:
    """Return a socket that listens at an address.

    port  None for 8765, or any that is free where that is taken; 0 for any
    Raises InputError for an address that can't be listened at.
    """
    wanted = [PORT, 0] if port is None else [port]
    told = ""
    for each in wanted:
        try:
            return _bound(host, each)
        except OSError as error:
            told = error.strerror or str(error)
    raise InputError(
        said(
            "the server can't listen at {host}:{port} ({told}): choose another --port or --host",
            host=host,
            port=wanted[0],
            told=told,
        )
    )


def _bound(host: str, port: int) -> socket.socket:
    kind, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    found = socket.socket(kind, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(place)
        found.listen(_WAITING)
    except OSError:
        found.close()
        raise
    return found


def address_of(listening: socket.socket) -> str:
    """Return the address that a browser opens to come to a socket of this machine."""
    host, port = listening.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104, every address of the machine: a browser needs one
        host = "127.0.0.1"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serve(
    network: str | CityFiles, listening: socket.socket, host: str, began: Callable[[], None]
) -> None:
    """Serve a network, or a city, until a signal ends it.

    network  name or path, or the files of a city
    host     that the socket was asked to listen at
    began    called once the server answers
    Raises what kept the network or the city from being read; then nothing is served any more.
    """
    from transnet.explore.city.city_explorer import CityExplorer
    from transnet.explore.explorer import Explorer
    from transnet.explore.server import application

    explored = Explorer(network) if isinstance(network, str) else CityExplorer(network)
    running = _server(application(explored, host, began=began))
    failed: list[TransnetError] = []

    def end_where_nothing_is_read() -> None:
        if (error := explored.failure()) is not None:
            failed.append(error)
            running.should_exit = True

    threading.Thread(target=end_where_nothing_is_read, daemon=True).start()
    running.run(sockets=[listening])
    if failed:
        raise failed[0]


@contextmanager
def served(app: App) -> Iterator[tuple[str, int]]:
    """Serve an application beside what else goes on, at a free port of this machine.

    Yields the host and the port, and ends the server afterwards.
    """
    listening = listen("127.0.0.1", 0)
    running = _server(app)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    try:
        yield listening.getsockname()[:2]
    finally:
        running.should_exit = True
        thread.join(_ENDS_S)


def _server(app: App) -> uvicorn.Server:
    import uvicorn

    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="error",
            access_log=False,
            server_header=False,
            ws="none",
            limit_concurrency=_MOST_OPEN,
            timeout_graceful_shutdown=1,
        )
    )
