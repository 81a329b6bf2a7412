"""The server: routes, who waits for whom, and the page's files."""

from __future__ import annotations

import asyncio
import mimetypes
import os
import sys
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from transnet.base.errors import TransnetError
from transnet.base.language import said
from transnet.explore.explorer import Explorer, told_as_json
from transnet.explore.refusals import RefusedError
from transnet.explore.security import App, Guarded

STATIC = Path(__file__).parent / "static"
_JSON = "application/json"
_GONE = 499
"""What is written down for a client that went away before it was answered; nobody reads it."""
Handler = Callable[[Request], Awaitable[Response]]


class Turns:
    """Questions that take time, answered in the order in which they came.

    As many at once as there are cores. Of a client that went away nothing is worked out.
    """

    def __init__(self, threads: int | None = None) -> None:
        count = threads or max(2, os.cpu_count() or 1)
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="explore")
        self._free = asyncio.Semaphore(count)  # wakes who has waited longest

    async def answer(self, request: Request, find: Callable[[], bytes], media: str) -> Response:
        """Return what a function finds, in one of the threads; errors as JSON."""
        async with self._free:
            if await request.is_disconnected():
                return Response(status_code=_GONE)
            loop = asyncio.get_running_loop()
            try:
                found = await loop.run_in_executor(self._pool, find)
            except Exception as error:
                return refused(error)
        return Response(found, media_type=media, headers={"cache-control": "no-store"})

    def close(self) -> None:
        """Let what is being worked out end, and begin nothing else."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def refused(error: Exception) -> Response:
    """Return the answer that says an error; what nobody raised on purpose is printed here."""
    if not isinstance(error, TransnetError | MemoryError | RecursionError):
        traceback.print_exception(error, file=sys.stderr)
    status, told = told_as_json(error)
    return Response(told, status, media_type=_JSON, headers={"cache-control": "no-store"})


def application(
    explorer: Explorer, host: str = "127.0.0.1", *, began: Callable[[], None] | None = None
) -> App:
    """Return the application of a network that is explored.

    host   address that it listens on
    began  called when it starts: then it loads the network itself; None where who calls does
    """
    turns = Turns()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        if began is not None:
            began()
            Thread(target=explorer.load, daemon=True).start()
        yield
        turns.close()

    async def ready(_: Request) -> Response:
        from transnet.explore.encode import encoded

        return Response(encoded(explorer.ready), media_type=_JSON)

    def asking(find: Callable[[str], bytes]) -> Handler:
        async def handle(request: Request) -> Response:
            query = _query(request)
            return await turns.answer(request, lambda: find(query), _JSON)

        return handle

    routes: list[BaseRoute] = [
        Route("/api/ready", ready),
        Route("/api/network", asking(lambda _: explorer.network)),
        Route("/api/state", asking(explorer.state)),
        Route("/api/reach", asking(explorer.reach)),
        Route("/api/{rest:path}", _unknown, methods=["GET", "POST", "DELETE"]),
    ]
    if STATIC.is_dir():
        mimetypes.add_type("text/javascript", ".mjs")
        routes.append(Mount("/", StaticFiles(directory=STATIC, html=True)))
    app = Starlette(routes=routes, lifespan=lifespan)
    app.add_exception_handler(404, _unknown)
    app.add_exception_handler(405, _unknown)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _failed)
    return Guarded(app, host)


def _query(request: Request) -> str:
    return bytes(request.scope.get("query_string", b"")).decode("ascii", "replace")


async def _unknown(_: Request, __: Exception | None = None) -> Response:
    return refused(RefusedError(404, "not_found", said("there is nothing at this address")))


async def _gone(_: Request, __: Exception) -> Response:
    return Response(status_code=_GONE)


async def _failed(_: Request, error: Exception) -> Response:
    return refused(error)
