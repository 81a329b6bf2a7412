"""What of a network's files was read otherwise than it is written, after a command's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from transnet.model.network import Network


def read_otherwise(network: Network) -> dict[str, list[dict[str, str | int]]]:
    """Return the notices for JSON, under their key; nothing where all is read as it stands."""
    found = [each.as_dict() for each in network.readings]
    return {"notices": found} if found else {}


def tell_readings(network: Network, *, wrote: bool = False) -> None:
    """Print the notices on the error stream, so that what was asked for stays apart.

    wrote  whether the command wrote something all the same
    """
    if network.readings:
        from transnet.report.terminal.notices import notices_text

        click.echo(notices_text(network.readings, wrote=wrote), err=True)
