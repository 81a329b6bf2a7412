"""The explorer of a small city, served while the tests of a file look at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.explore.city.small_city import small_city
from transnet.explore.serve import served
from transnet.explore.server import application


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    explorer = small_city(tmp_path_factory.mktemp("city"))
    with served(application(explorer)) as (host, port):
        yield f"http://{host}:{port}/"
