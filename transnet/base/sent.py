"""What work rests on, on its way to who does it: itself to a thread, to others by its digest.

A network is large beside a piece of work on it. So its content, a pickle as executors make them,
goes into the sealed cache under its digest, and a piece of work carries the digest alone. Who has
never met it opens it from the cache, which may lie in a folder that all machines share, and keeps
it. Where the cache hasn't got it the content is handed over whole, once to each process.

A pickle is code: so what comes out of the cache is held against the digest that came by the
executor's own pipe before it is opened.
"""

from __future__ import annotations

import hashlib
import pickle  # what one process of an executor tells the other, as executors do
import weakref
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from threading import RLock
from typing import Any, Generic, TypeVar

from transnet.base.code_digest import our_code
from transnet.base.collector import refusal
from transnet.base.language import said
from transnet.base.private_folders import cache_root
from transnet.base.store import Store, default_folder

_Value = TypeVar("_Value")

_MOST_HERE = 4
_MOST_BYTES = 8 << 30
_SMALL_BYTES = 1 << 16  # goes along with each piece of work
_lock = RLock()
_packed: dict[int, tuple[str, bytes | None]] = {}
_here: OrderedDict[str, Any] = OrderedDict()


class Sent(Generic[_Value]):
    """A value on its way to who works on it.

    value  None where this process hasn't got it
    came   digest, code and content that it came with: who passes it on passes them on, as Dask's
           scheduler does, which takes tasks apart on their way
    """

    def __init__(self, value: _Value | None, *, came: tuple[str, str, bytes] | None = None) -> None:
        self.value, self._came = value, came

    def __reduce__(self) -> tuple[Callable[..., Sent[Any]], tuple[str, str, bytes]]:
        if self._came is not None:
            return _arrived, self._came
        digest, content = _pack(self.value)
        small = content if content is not None and len(content) <= _SMALL_BYTES else b""
        return _arrived, (digest, our_code(), small)

    @property
    def digest(self) -> str:
        """Digest of the content."""
        return self._came[0] if self._came is not None else _pack(self.value)[0]

    def whole(self) -> bytes:
        """Return the content, for a process that can't open it from its cache."""
        digest, content = _pack(self.value)
        if content is None:
            content = _opened(digest)
        if content is None:  # somebody emptied the cache
            with _lock:
                _packed.pop(id(self.value), None)
            _, content = _pack(self.value, in_cache=False)
        return content or b""

    def raise_if_foreign(self) -> None:
        """Raise InputError where the value comes from another transnet than that here."""
        if self._came is not None and self._came[1] != our_code():
            hint = said(
                "{asking} asks and {working} works here; install one version on all machines",
                asking=self._came[1],
                working=our_code(),
            )
            told = said("two versions of transnet can't share their work")
            raise refusal(told, "two_versions", "executor", hint)


def keep_here(content: bytes) -> tuple[str, Any]:
    """Keep a value in this process; returns the digest of its content, and the value."""
    with _lock:
        digest = hashlib.sha256(content).hexdigest()
        if digest not in _here:
            _keep(digest, pickle.loads(content))  # noqa: S301, as the executor's own pipe
        return digest, _here[digest]


def _arrived(digest: str, code: str, content: bytes) -> Sent[Any]:
    """Return the value of a digest as this process knows it or its cache does; none if neither."""
    came = (digest, code, content)
    if code != our_code():
        return Sent(None, came=came)
    with _lock:
        if digest in _here:
            _here.move_to_end(digest)
            return Sent(_here[digest], came=came)
        found = content or _opened(digest)
        if found is None:
            return Sent(None, came=came)
        try:
            value = pickle.loads(found)  # noqa: S301, held against a digest of the executor's pipe
        except Exception:  # what is raised here would break a pool of processes; it is tried again
            return Sent(None, came=(digest, code, b""))
        if not content:  # what comes along each time needn't push out what is large
            _keep(digest, value)
        return Sent(value, came=came)


def _keep(digest: str, value: Any) -> None:
    while len(_here) >= _MOST_HERE:
        _here.popitem(last=False)
    _here[digest] = value


def _pack(value: Any, *, in_cache: bool = True) -> tuple[str, bytes | None]:
    """Return the digest of a value's content, and the content unless the cache has it."""
    with _lock:
        known = _packed.get(id(value))
        if known is None:
            content = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
            digest = hashlib.sha256(content).hexdigest()
            is_kept = in_cache and len(content) > _SMALL_BYTES and _put(digest, content)
            known = _packed[id(value)] = (digest, None if is_kept else content)
            weakref.finalize(value, _packed.pop, id(value), None).atexit = False
        return known


def _store() -> Store:
    return Store(default_folder("sent"), cache_root(), (".sent",), _MOST_BYTES)


def _put(digest: str, content: bytes) -> bool:
    with suppress(OSError), _store().writing(f"{digest}.sent") as stream:
        stream.write(content)
        return True
    return False


def _opened(digest: str) -> bytes | None:
    """Return a content that the cache has, once it is proved to be that of the digest."""
    content = _store().read(f"{digest}.sent", lambda stream: stream.read())
    if content is None or hashlib.sha256(content).hexdigest() != digest:
        return None
    return content
