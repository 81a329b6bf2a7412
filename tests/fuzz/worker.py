"""A child that does cases and says which one it is at, so that one that kills it is known.

Called by the campaign: python -m tests.fuzz.worker MEGABYTES SECONDS FOLDER READER FIRST COUNT ...
Writes to its standard output, a line each: `start READER SEED`, then `done READER SEED KIND`, where
KIND is read or refused, or `found READER SEED` and a traceback as JSON.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
import traceback
import warnings
from pathlib import Path

from tests.fuzz.inputs import Files
from tests.fuzz.readers import Reader, case_of, lay_out, reader_of
from transnet.base.errors import TransnetError


def main(arguments: list[str]) -> None:
    """Do the cases that the arguments name."""
    megabytes, seconds = int(arguments[0]), float(arguments[1])
    # What libraries print must not come between our lines.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    folder, tasks = Path(arguments[2]), arguments[3:]
    for start in range(0, len(tasks), 3):
        name, first, count = tasks[start], int(tasks[start + 1]), int(tasks[start + 2])
        reader = reader_of(name)
        bases = list(reader.bases())
        _limit(megabytes)
        for seed in range(first, first + count):
            print("start", name, seed, file=out, flush=True)
            files = case_of(name, seed, bases)
            word, how = one_case(reader, files, folder / "case", seconds)
            print(word, name, seed, how, file=out, flush=True)


def one_case(reader: Reader, files: Files, folder: Path, seconds: float) -> tuple[str, str]:
    """Lay a case out, read it, and return `done` or `found` and how it ended."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    lay_out(files, folder)
    # Time of the processor, not of the clock: a busy machine makes no finding. SIGPROF kills.
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", ResourceWarning)
            reader.read(folder)
    except TransnetError as error:
        str(error).encode("utf-8")
        return "done", "refused"
    except BaseException:  # whatever else comes out is what is looked for
        return "found", json.dumps(traceback.format_exc()[-4000:])
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return "done", "read"


def _limit(megabytes: int) -> None:
    """Let the process take so much more address space than it has now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    most = pages * resource.getpagesize() + megabytes * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(sys.argv[1:])
