"""Maps drawn by another process while this one goes on.

This file imports next to nothing, so that the other one can get ready from the first moment on.
"""

from __future__ import annotations

import os
import pickle  # what one process of ours tells the other over a pipe that nobody else holds
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from transnet.base.other_python import cores, serving_output, start_serving

if TYPE_CHECKING:
    import subprocess

    from transnet.report.maps.painter import Drawn, DrawnMaps, MapJob, Painter


@contextmanager
def painter_apart(*, at_once: bool = True) -> Iterator[Painter]:
    """Give a painter in another process, which is gone in the end.

    It draws one result. What it can't draw, for whatever reason, is drawn here; so it is where
    there is one core only.

    at_once  whether it gets ready now, and not when something is to be drawn, which may be never
    """
    if cores() < 2:
        yield _here
        return
    apart = _Apart()
    if at_once:
        apart.get_ready()
    try:
        yield apart.begin
    finally:
        apart.end()


def _here(job: MapJob) -> Drawn:
    from transnet.report.maps.painter import paint_here

    return paint_here(job)


class _Apart:
    """A process that draws what it is told."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._answer = b""
        self._talking: threading.Thread | None = None

    def get_ready(self) -> None:
        """Start the process, if one can be started."""
        self._process = start_serving(__name__)

    def begin(self, job: MapJob) -> Drawn:
        """Tell the process what to draw, and don't wait for it."""
        if self._process is None:
            self.get_ready()
        if self._process is None:
            return _here(job)
        asked = pickle.dumps(job, protocol=pickle.HIGHEST_PROTOCOL)
        talk = self._talking = threading.Thread(
            target=self._talk, args=(self._process, asked), daemon=True
        )
        talk.start()

        def drawn() -> DrawnMaps:
            from transnet.report.maps.painter import DrawnMaps, draw

            talk.join()
            with suppress(EOFError, pickle.UnpicklingError):
                found = pickle.loads(self._answer)  # noqa: S301
                if isinstance(found, DrawnMaps):
                    return found
            return draw(job)

        return drawn

    def end(self) -> None:
        """End the process, whatever it is at."""
        if self._process is None:
            return
        self._process.kill()
        if self._talking is None:
            self._process.communicate()
        else:
            self._talking.join()
            self._process.wait()

    def _talk(self, process: subprocess.Popen[bytes], asked: bytes) -> None:
        with suppress(OSError, ValueError):  # it has ended, or we have
            self._answer = process.communicate(asked)[0]


def serve() -> None:
    """Draw what the process that started this one tells; end with it, and without a word."""
    answer = os.fdopen(serving_output(), "wb")
    _get_ready()
    from transnet.report.maps.painter import draw

    with suppress(EOFError, OSError):
        drawn = draw(pickle.load(sys.stdin.buffer))  # noqa: S301
        with answer:
            pickle.dump(drawn, answer, protocol=pickle.HIGHEST_PROTOCOL)
    os._exit(0)


def _get_ready() -> None:
    """Import what drawing takes, and look for fonts, while the result is being worked out."""
    from io import BytesIO

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from transnet.report.maps.fonts import lettering

    lettering()
    figure = Figure(figsize=(1, 1))
    FigureCanvasAgg(figure)
    figure.add_subplot().contourf([[0, 1], [1, 0]])
    for ending in ("png", "svg"):
        figure.savefig(BytesIO(), format=ending)
