"""How a command ends: a message and an exit code, whatever happened, and never a traceback.

0 done; 1 the input has errors, or something can't be read or written; 2 the command line is wrong;
130 interrupted (Ctrl-C), 143 told to end (SIGTERM), 129 the terminal is gone (SIGHUP).
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

import click

from transnet.base.errors import TransnetError
from transnet.base.language import in_words, said, speak
from transnet.cli.console import leave_settings_alone, make_streams_safe
from transnet.cli.language_choice import choose_language
from transnet.cli.shared import WANTS_JSON, print_json
from transnet.cli.signals import let_go_of_signals
from transnet.cli.spoken import SpokenGroup

_INTERRUPTED = 130
_SIGNALS = ("SIGTERM", "SIGHUP")


class EndingGroup(SpokenGroup):
    """A group whose commands end with a message, never with a traceback."""

    def main(self, *words: Any, **settings: Any) -> Any:
        """Run the command line on a console of any encoding, in the language asked for."""
        make_streams_safe()
        leave_settings_alone()
        given = words[0] if words else settings.get("args")
        choose_language(sys.argv[1:] if given is None else list(given))
        try:
            return super().main(*words, **settings)
        finally:
            speak(None)  # what else runs in this process has a language of its own

    def invoke(self, ctx: click.Context) -> None:
        """Run the command, and end as the module says."""
        notices: list[dict[str, str | int]] = []
        words: object
        try:
            let_go_of_signals()
            with _told_to_end():
                self._run(ctx)
                sys.stdout.flush()
                return
        except TransnetError as error:
            code, words = 1, error
            notices = [each.as_dict() for each in getattr(error, "notices", ())]
        except _ToldToEnd as end:
            code, words = end.code, said("stopped")
        except KeyboardInterrupt:
            code, words = _INTERRUPTED, said("interrupted")
        except BrokenPipeError:  # who read the output has enough of it
            code, words = 1, ""
        except OSError as error:
            from transnet.base.os_errors import os_error_message

            code, words = 1, os_error_message(error)
        except UnicodeEncodeError as error:
            if error.encoding != sys.getfilesystemencoding():
                raise
            name = error.object[error.start : error.end]
            code, words = 1, said("no file can be named {name!r} here: set PYTHONUTF8=1", name=name)
        except MemoryError:
            code, words = 1, said("there isn't enough memory for this; take a smaller region")
        if words and ctx.meta.get(WANTS_JSON):
            with suppress(OSError):
                print_json({"error": in_words(words).splitlines()[0], "notices": notices})
        _let_go(in_words(words))
        ctx.exit(code)

    def _run(self, ctx: click.Context) -> None:
        """Run the command; where it is asked for JSON, a wrong command line is told in it too."""
        words = [*ctx._protected_args, *ctx.args]
        try:
            super().invoke(ctx)
        except click.UsageError as error:
            if "--json" in words:
                with suppress(OSError):
                    print_json({"error": error.format_message(), "notices": []})
            raise


class _ToldToEnd(KeyboardInterrupt):
    """A signal that ends the process asked for it; what is half written is put right on the way."""

    def __init__(self, number: int) -> None:
        self.code = 128 + number
        super().__init__(number)


@contextmanager
def _told_to_end() -> Iterator[None]:
    """Let the signals that end a process be an error that everything cleans up after."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise _ToldToEnd(number)

    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        numbers = []  # Python lets no other thread set them
    ours = [each for each in numbers if signal.getsignal(each) is signal.SIG_DFL]
    for each in ours:
        signal.signal(each, end)
    try:
        yield
    finally:
        for each in ours:
            signal.signal(each, signal.SIG_DFL)


def _let_go(words: str) -> None:
    """Print the last words, and leave nothing in the streams that would fail when Python ends."""
    with suppress(OSError):
        if words:
            click.echo(words, err=True)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
