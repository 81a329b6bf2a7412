"""Digests of what networks hold, by which results say what they were made of."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from transnet.model.schema import tables as schema_tables

if TYPE_CHECKING:
    import pandas as pd

    from transnet.roads.layer import RoadLayer


class _Holding(Protocol):
    """What a network holds."""

    @property
    def info(self) -> object: ...
    @property
    def tables(self) -> Mapping[str, pd.DataFrame]: ...
    @property
    def road_layer(self) -> RoadLayer | None: ...


def content_hashes(*networks: _Holding) -> list[str]:
    """Return `Network.content_hash` of each network; tables that several share are read once."""
    digests = [hashlib.sha256(repr(network.info).encode()) for network in networks]
    for name in schema_tables():
        known: dict[int, bytes] = {}
        for network, digest in zip(networks, digests, strict=True):
            if name in network.tables:
                table = network.tables[name]
                if id(table) not in known:
                    known[id(table)] = table.to_csv(index=False).encode()
                digest.update(name.encode())
                digest.update(known[id(table)])
    for network, digest in zip(networks, digests, strict=True):
        if network.road_layer is not None:
            digest.update(network.road_layer.content_hash.encode())
    return [digest.hexdigest() for digest in digests]
