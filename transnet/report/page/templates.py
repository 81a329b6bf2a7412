"""The templates of all pages: one set of rules, and nothing that goes in unescaped."""

from __future__ import annotations

import base64
import hashlib
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Any

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2 import __version__ as jinja_version
from jinja2.bccache import Bucket

from transnet.base.language import current_language
from transnet.base.private_folders import cache_root
from transnet.base.store import Store, default_folder


def rendered(template: str, context: Mapping[str, Any]) -> str:
    """Return a template of `report/templates` filled in; raises for a name that it isn't given.

    A page in two languages opens in the one that is spoken here.
    """
    language = {"zh": "zh-CN", "en": "en"}[current_language()]
    return _environment().get_template(template).render(context, language=language)


def data_uri(svg: str) -> str:
    """Return an image of its own, so that ids of one drawing don't meet those of another."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("transnet.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=KeptTemplates(),
    )


class KeptTemplates(BytecodeCache):
    """Keeps compiled templates in a folder that nobody else can write, named by their text."""

    def __init__(self) -> None:
        self._store = Store(default_folder("pages"), cache_root(), (".page",))

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept of a template's text; what isn't sound is made again."""
        self._store.read(_entry(bucket), bucket.load_bytecode)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template; if the disk refuses, do without."""
        with suppress(OSError), self._store.writing(_entry(bucket)) as file:
            bucket.write_bytecode(file)


def _entry(bucket: Bucket) -> str:
    rules = bucket.environment
    options = (rules.autoescape, rules.trim_blocks, rules.lstrip_blocks)
    made_by = (jinja_version, sys.hexversion, options, bucket.key, bucket.checksum)
    return f"{hashlib.sha256(repr(made_by).encode()).hexdigest()[:32]}.page"
