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
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from transnet.base.errors import TransnetError
from transnet.base.language import said
from transnet.explore.explorer import Explorer, told_as_json
from transnet.explore.refusals import RefusedError
from transnet.explore.security import LARGEST_BODY, App, Guarded, too_large

STATIC = Path(__file__).parent / "static"
_JSON = "application/json"
_FRESH = {"cache-control": "no-store"}
_GONE = 499
"""What is written down for a client that went away before it was answered; nobody reads it."""
if TYPE_CHECKING:
    from transnet.explore.exports import File

Handler = Callable[[Request], Awaitable[Response]]


class Turns:
    """Questions that take time, answered in the order in which they came.

    As many at once as there are cores. Of a client that went away nothing is worked out.
    """

    def __init__(self, threads: int | None = None) -> None:
        count = threads or max(2, os.cpu_count() or 1)
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="explore")
        self._free = asyncio.Semaphore(count)  # wakes who has waited longest

    async def answer(self, request: Request, find: Callable[[], bytes | File]) -> Response:
        """Return what a function finds, in one of the threads; errors as JSON."""
        async with self._free:
            if await request.is_disconnected():
                return Response(status_code=_GONE)
            loop = asyncio.get_running_loop()
            try:
                found = await loop.run_in_executor(self._pool, find)
            except Exception as error:
                return refused(error)
        if isinstance(found, bytes):
            return _json(found)
        named = {**_FRESH, "content-disposition": f'attachment; filename="{found.name}"'}
        return Response(found.content, media_type=found.media, headers=named)

    def close(self) -> None:
        """Let what is being worked out end, and begin nothing else."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def refused(error: Exception) -> Response:
    """Return the answer that says an error; what nobody raised on purpose is printed here."""
    if not isinstance(error, TransnetError | MemoryError | RecursionError):
        traceback.print_exception(error, file=sys.stderr)
    status, told = told_as_json(error)
    return _json(told, status)


def application(
    explorer: Explorer, host: str = "127.0.0.1", *, began: Callable[[], None] | None = None
) -> App:
    """Return the application of a network that is explored.

    host   address that it listens on
    began  called when it starts: then it loads the network itself; None where who calls does
    """
    turns, beside = Turns(), Turns(threads=1)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        if began is not None:
            began()
            Thread(target=explorer.load, daemon=True).start()
        yield
        turns.close()
        beside.close()
        explorer.decisions.close()

    routes: list[BaseRoute] = [
        *_routes(explorer, turns, beside),
        Route("/api/{rest:path}", _unknown, methods=["GET", "POST", "DELETE"]),
    ]
    mimetypes.add_type("text/javascript", ".mjs")
    routes.append(Mount("/", StaticFiles(directory=STATIC, html=True)))
    app = Starlette(routes=routes, lifespan=lifespan)
    app.add_exception_handler(404, _unknown)
    app.add_exception_handler(405, _unknown)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _failed)
    return Guarded(app, host)


def _routes(explorer: Explorer, turns: Turns, beside: Turns) -> list[BaseRoute]:
    """Return the routes of the questions that the page asks.

    beside  of those that take many times a click's, one at a time: clicks don't wait for them
    """

    def asking(find: Callable[[str], bytes | File], where: Turns = turns) -> Handler:
        async def handle(request: Request) -> Response:
            query = _query(request)
            return await where.answer(request, lambda: find(query))

        return handle

    async def ready(_: Request) -> Response:
        from transnet.explore.encode import encoded

        return _json(encoded(explorer.ready))

    async def upload(request: Request) -> Response:
        try:
            data = await _body(request)
        except RefusedError as error:
            return refused(error)
        return await turns.answer(request, lambda: explorer.upload(data))

    async def decide(request: Request) -> Response:
        kind, query = request.path_params["name"], _query(request)
        return await turns.answer(request, lambda: explorer.decide(kind, query))

    return [
        Route("/api/ready", ready),
        Route("/api/network", asking(lambda _: explorer.network)),
        Route("/api/state", asking(explorer.state)),
        Route("/api/reach", asking(explorer.reach, beside)),
        Route("/api/journey", asking(explorer.journey)),
        Route("/api/text", asking(explorer.text)),
        Route("/api/export", asking(explorer.export, beside)),
        Route("/api/scenario", upload, methods=["POST"]),
        Route("/api/decisions/{name}", decide, methods=["POST"]),
        Route("/api/decisions/{name}", _progress(explorer), methods=["GET", "DELETE"]),
    ]


def _progress(explorer: Explorer) -> Handler:
    async def handle(request: Request) -> Response:
        from transnet.explore.encode import encoded

        held, name = explorer.decisions, request.path_params["name"]
        try:
            job = held.call_off(name) if request.method == "DELETE" else held.job(name)
        except RefusedError as error:
            return refused(error)
        return _json(encoded(job.told), job.status)

    return handle


async def _body(request: Request) -> bytes:
    """Return a request's body, read no further than it may be long."""
    parts, length = [], 0
    async for part in request.stream():
        length += len(part)
        if length > LARGEST_BODY:
            raise too_large()
        parts.append(part)
    return b"".join(parts)


def _json(data: bytes, status: int = 200) -> Response:
    return Response(data, status, media_type=_JSON, headers=_FRESH)


def _query(request: Request) -> str:
    return bytes(request.scope.get("query_string", b"")).decode("utf-8", "replace")


async def _unknown(_: Request, __: Exception | None = None) -> Response:
    return refused(RefusedError(404, "not_found", said("there is nothing at this address")))


async def _gone(_: Request, __: Exception) -> Response:
    return Response(status_code=_GONE)


async def _failed(_: Request, error: Exception) -> Response:
    return refused(error)
