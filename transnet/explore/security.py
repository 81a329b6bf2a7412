"""Who may ask the server, and what a page from it may do: before any question is read.

The server answers its own page and nobody else's. A page elsewhere can make a browser send requests
here (cross-site request forgery), or have its own name resolve to this machine (DNS rebinding): so
the Host must be ours, and what says that it comes from elsewhere is refused. A page from here runs
its own files only (Content Security Policy Level 3), for names in a network are others' text.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from transnet.base.language import said
from transnet.explore.refusals import RefusedError, refusal_of

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-cache"),  # what another version wrote is asked for anew
    (b"permissions-policy", b"geolocation=(), camera=(), microphone=()"),
)
LONGEST_QUERY, LONGEST_PATH, LARGEST_BODY = 16_384, 256, 262_144
_BODIES = {"application/json", "application/toml"}
_READS, _WRITES = {"GET", "HEAD"}, {"POST", "DELETE"}
_LOCAL = {"localhost", "127.0.0.1", "::1"}


class Guarded:
    """An application behind these rules.

    host  address that the server listens on; requests must name it, this machine, or an address in
          figures, which no foreign name can stand for
    """

    def __init__(self, app: App, host: str) -> None:
        self._app, self._names = app, _LOCAL | {host.lower().strip("[]")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say why not."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # no web sockets here
            return
        try:
            self._check(scope)
        except RefusedError as refusal:
            await _refuse(refusal, _guarding(send))
            return
        await self._app(scope, receive, _guarding(send))

    def _check(self, scope: Scope) -> None:
        headers = _headers(scope)
        if scope["method"] not in _READS | _WRITES:
            raise RefusedError(
                405, "bad_method", said("the server reads GET, POST and DELETE only")
            )
        if len(scope.get("query_string", b"")) > LONGEST_QUERY or len(scope["path"]) > LONGEST_PATH:
            raise RefusedError(
                414, "too_long", said("the address is too long"), said("undo some of its changes")
            )
        host = headers.get("host", "")
        if not self._is_ours(host):
            raise RefusedError(
                403,
                "foreign_host",
                said("the request names another host than this server"),
                said("open the address that the command printed"),
            )
        self._check_origin(scope, headers, host)
        if scope["method"] == "POST":
            _check_body(headers)

    def _is_ours(self, host: str) -> bool:
        name = "" if "," in host else _name_of(host)
        return name in self._names or _is_address(name)

    @staticmethod
    def _check_origin(scope: Scope, headers: dict[str, str], host: str) -> None:
        """Refuse what another page has sent; a link that leads to the page itself may be followed.

        Browsers say where a request comes from; programs such as curl say nothing, and may ask.
        """
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        foreign = origin is not None and origin != f"{scope.get('scheme', 'http')}://{host}"
        if site not in (None, "same-origin", "none"):
            is_link = headers.get("sec-fetch-mode") == "navigate" and scope["path"] == "/"
            foreign = foreign or not (is_link and scope["method"] == "GET")
        if foreign:
            raise RefusedError(
                403,
                "foreign_origin",
                said("the request comes from a page that isn't this server's"),
                said("open the address that the command printed"),
            )


def _check_body(headers: dict[str, str]) -> None:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _BODIES:
        raise RefusedError(
            415, "bad_type", said("a body must be application/json or application/toml")
        )
    length = headers.get("content-length", "")
    if length and (not length.isascii() or not length.isdigit() or len(length) > 9):
        raise RefusedError(400, "bad_length", said("the length of the body is no number"))
    if length and int(length) > LARGEST_BODY:
        raise too_large()


def too_large() -> RefusedError:
    """Return the refusal of a body that is too large."""
    return RefusedError(
        413,
        "too_large",
        said("the file is larger than {kib} KiB", kib=LARGEST_BODY // 1024),
        said("a scenario is a small file; give one of those"),
    )


def _headers(scope: Scope) -> dict[str, str]:
    """Return the headers by name; of one that stands there twice, both, so that it fits nothing."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _name_of(host: str) -> str:
    """Return a Host without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _guarding(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            known = {name.lower() for name, _ in message.get("headers", ())}
            more = [each for each in HEADERS if each[0] not in known]
            message = {**message, "headers": [*message.get("headers", ()), *more]}
        await send(message)

    return guarded


async def _refuse(refusal: RefusedError, send: Send) -> None:
    status, body = refusal_of(refusal)
    data = json.dumps(body, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(data)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": data})
