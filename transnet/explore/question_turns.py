"""Who waits for whom: questions in their turn, one answer for all who ask the same at once."""

from __future__ import annotations

import asyncio
import os
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

from starlette.responses import Response

from transnet.base.errors import TransnetError
from transnet.explore.explorer import told_as_json

if TYPE_CHECKING:
    from transnet.explore.exports import File

_JSON = "application/json"
_FRESH = {"cache-control": "no-store"}
GONE = 499
"""What is written down for a client that went away before it was answered; nobody reads it."""


class Client(Protocol):
    """Who asks, as far as it matters here."""

    async def is_disconnected(self) -> bool:
        """Whether it went away."""


class _Question:
    """A question that waits or is being answered, and who wants to know."""

    def __init__(self) -> None:
        self.clients: list[Client] = []
        self.answer: asyncio.Task[Response]

    async def is_wanted(self) -> bool:
        for client in self.clients:  # one that comes meanwhile too
            if not await client.is_disconnected():
                return True
        return False


class Turns:
    """Questions that take time, answered in the order in which they came.

    As many at once as there are cores. What nobody waits for any more isn't worked out, and who
    asks what is being answered waits for that answer.
    """

    def __init__(self, threads: int | None = None) -> None:
        count = threads or max(2, os.cpu_count() or 1)
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="explore")
        self._free = asyncio.Semaphore(count)  # wakes who has waited longest
        self._asked: dict[str, _Question] = {}

    async def answer(
        self, client: Client, find: Callable[[], bytes | File], key: str = ""
    ) -> Response:
        """Return what a function finds, in one of the threads; errors as JSON.

        key  the same for questions of one answer; '' for one that is like no other
        """
        question = self._asked.get(key) if key else None
        if question is None:
            question = _Question()
            question.answer = asyncio.create_task(self._in_turn(question, find, key))
            if key:
                self._asked[key] = question
                question.answer.add_done_callback(lambda _: self._asked.pop(key, None))
        question.clients.append(client)
        found = await asyncio.shield(question.answer)
        return Response(found.body, found.status_code, dict(found.headers))

    async def _in_turn(
        self, question: _Question, find: Callable[[], bytes | File], key: str
    ) -> Response:
        async with self._free:
            if not await question.is_wanted():
                self._asked.pop(key, None)  # whoever asks from now on is another question
                return Response(status_code=GONE)
            try:
                found = await asyncio.get_running_loop().run_in_executor(self._pool, find)
            except Exception as error:
                return refused(error)
        if isinstance(found, bytes):
            return as_json(found)
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
    return as_json(told, status)


def as_json(data: bytes, status: int = 200) -> Response:
    """Return JSON as an answer that no browser keeps."""
    return Response(data, status, media_type=_JSON, headers=_FRESH)
