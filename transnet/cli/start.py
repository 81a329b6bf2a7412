"""The first moments of the command: a signal that ends it does so with a message from the start on.

This module imports next to nothing: what it can't hold is what comes before it.
"""

from __future__ import annotations

import sys

from transnet.cli.signals import hold_signals


def main() -> None:
    """Run the command line."""
    hold_signals()
    from transnet.cli.language_choice import choose_language

    choose_language(sys.argv[1:])
    from transnet.cli.main import main as command

    command()
