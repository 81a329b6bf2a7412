"""Networks of which few inputs have ends, so that varying each one by one takes little."""

from __future__ import annotations

from transnet.model.network import Network


def only(network: Network, *names: str) -> Network:
    """Return a network with ends for some parameters, the others as certain as their values."""
    table = network["parameters"]
    ranged = table["parameter"].isin(names)
    ends = {end: table[end].where(ranged, table["value"]) for end in ("low", "high")}
    return network.replace_table("parameters", table.assign(**ends))
