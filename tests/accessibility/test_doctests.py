"""Every example in the docstrings runs, and every public function has one."""

from __future__ import annotations

import doctest
import inspect
from importlib import import_module
from pkgutil import iter_modules

import pytest

from transnet import accessibility

MODULES = sorted(module.name for module in iter_modules(accessibility.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    module = import_module(f"{accessibility.__name__}.{name}")
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("name", accessibility.__all__)
def test_every_public_function_has_an_example(name: str) -> None:
    found = getattr(accessibility, name)
    if inspect.isfunction(found):
        assert ">>>" in (found.__doc__ or "")
