"""A client without a socket: requests as an application takes them (ASGI), and its answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from transnet.explore.security import App

HOST = "127.0.0.1:8765"
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Answer:
    """A status, headers by name, and the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    app: App,
    address: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
) -> Answer:
    """Return the answer to a request for an address, path and query."""
    asked = _ask(app, address, method, {"host": HOST, **(headers or {})}, body)
    return apart(asked)


def apart(asked: Coroutine[Any, Any, _Value]) -> _Value:
    """Return what a coroutine does, in a thread of its own: a browser may hold this one's loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asked).result()


async def _ask(
    app: App, address: str, method: str, headers: Mapping[str, str], body: bytes
) -> Answer:
    path, _, query = address.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
        "root_path": "", "server": ("127.0.0.1", 8765), "client": ("127.0.0.1", 50000),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    sent: list[Any] = []
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        if waiting:
            return waiting.pop(0)
        await asyncio.sleep(3600)  # as a client that waits for its answer
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = sent[0]
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    whole = b"".join(each.get("body", b"") for each in sent[1:])
    return Answer(start["status"], told, whole)
