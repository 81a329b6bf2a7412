"""The first moments of the command: a signal that ends it does so with a message from the start on.

This module imports next to nothing: what it can't hold is what comes before it.
"""

from __future__ import annotations

import gc
import sys

from transnet.cli.signals import hold_signals

_NEW_OBJECTS_PER_COLLECTION = 400_000


def main() -> None:
    """Run the command line."""
    hold_signals()
    # By default Python looks for cycles after every 700 new objects: a tenth of a command's time
    # goes into walking over what the libraries are made of, which stays anyway.
    gc.set_threshold(_NEW_OBJECTS_PER_COLLECTION)
    from transnet.cli.language_choice import choose_language

    choose_language(sys.argv[1:])
    from transnet.cli.main import main as command

    try:
        command()
    finally:
        # When it ends, Python looks for cycles again and again while it takes the libraries apart:
        # a fifth of a short command. What was to be put right has been by now.
        gc.freeze()
