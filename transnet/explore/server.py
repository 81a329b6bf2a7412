"""The server: its routes, and the page's files."""

from __future__ import annotations

import mimetypes
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from transnet.base.language import said
from transnet.explore.city.city_explorer import CityExplorer
from transnet.explore.explorer import Explorer
from transnet.explore.question_turns import GONE, Turns, as_json, refused
from transnet.explore.refusals import RefusedError
from transnet.explore.security import LARGEST_BODY, App, Guarded, too_large

STATIC = Path(__file__).parent / "static"
if TYPE_CHECKING:
    from transnet.explore.exports import File

Handler = Callable[[Request], Awaitable[Response]]


def application(
    explorer: Explorer | CityExplorer,
    host: str = "127.0.0.1",
    *,
    began: Callable[[], None] | None = None,
) -> App:
    """Return the application of a network, or a city, that is explored.

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
        if isinstance(explorer, Explorer):
            explorer.decisions.close()

    routes: list[BaseRoute] = [
        *_routes(explorer, turns, beside),
        *(_network_routes(explorer, turns, beside) if isinstance(explorer, Explorer) else []),
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


def _routes(explorer: Explorer | CityExplorer, turns: Turns, beside: Turns) -> list[BaseRoute]:
    """Return the routes of the questions that every page asks.

    beside  of those that take many times a click's, one at a time: clicks don't wait for them
    """

    async def ready(_: Request) -> Response:
        from transnet.explore.encode import encoded

        return as_json(encoded(explorer.ready))

    return [
        Route("/api/ready", ready),
        Route("/api/network", _asking(lambda _: explorer.network, turns)),
        Route("/api/state", _asking(explorer.state, turns)),
        Route("/api/journey", _asking(explorer.journey, turns)),
        Route("/api/export", _asking(explorer.export, beside)),
    ]


def _asking(find: Callable[[str], bytes | File], turns: Turns) -> Handler:
    async def handle(request: Request) -> Response:
        query = _query(request)
        return await turns.answer(request, lambda: find(query), f"{request.url.path}?{query}")

    return handle


def _network_routes(explorer: Explorer, turns: Turns, beside: Turns) -> list[BaseRoute]:
    """Return the routes of the questions that are asked of networks alone."""

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
        Route("/api/reach", _asking(explorer.reach, beside)),
        Route("/api/edges", _asking(explorer.edges, beside)),
        Route("/api/text", _asking(explorer.text, turns)),
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
        return as_json(encoded(job.told), job.status)

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


def _query(request: Request) -> str:
    return bytes(request.scope.get("query_string", b"")).decode("utf-8", "replace")


async def _unknown(_: Request, __: Exception | None = None) -> Response:
    return refused(RefusedError(404, "not_found", said("there is nothing at this address")))


async def _gone(_: Request, __: Exception) -> Response:
    return Response(status_code=GONE)


async def _failed(_: Request, error: Exception) -> Response:
    return refused(error)
