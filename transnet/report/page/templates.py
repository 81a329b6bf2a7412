"""The templates of all pages: one set of rules, and nothing that goes in unescaped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def rendered(template: str, context: Mapping[str, Any]) -> str:
    """Return a template of `report/templates` filled in; raises for a name that it isn't given."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("transnet.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(context)
