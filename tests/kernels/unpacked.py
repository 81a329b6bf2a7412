"""Unpacks a path on a line of two arcs, and says whether the kernel came from the cache.

Each time in a fork that has compiled nothing yet: a new process would first import Numba, which
takes longer than all the rest. A line of standard input holds the cache's folder and a file for
what is printed and one for errors; the answer is the fork's exit code.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from transnet.kernels.search import tree_paths as paths

Unpack = Callable[[Path], tuple[str, str, int]]
_LINE = np.array([-1, 0, 1], np.int32), np.array([0, 1], np.int32)


def unpack(target: int = 2) -> None:
    """Print the path to a node, and how many kernels came from the cache."""
    path, stats = paths.unpack_path(*_LINE, target), paths._unpack_path.stats
    print(path.tolist(), sum(stats.cache_hits.values()))  # noqa: T201


@contextmanager
def unpacking(folder: Path, environment: Mapping[str, str]) -> Iterator[Unpack]:
    """Yield what unpacks a path with a cache: what it printed, its errors and its exit code."""
    said, errors = folder / "said", folder / "errors"
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tests.kernels.unpacked"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as forking:
        asked, answers = forking.stdin, forking.stdout
        assert asked is not None
        assert answers is not None

        def unpacked(cache: Path) -> tuple[str, str, int]:
            asked.write(json.dumps([str(cache), str(said), str(errors)]) + "\n")
            asked.flush()
            code = int(answers.readline())
            return said.read_text("utf-8"), errors.read_text("utf-8"), code

        yield unpacked
        asked.close()


def _forked(cache: str, said: str, errors: str) -> int:
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        os.environ["TRANSNET_CACHE_DIR"] = cache
        for stream, path in ((1, said), (2, errors)):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
        unpack()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    for line in sys.stdin:
        print(_forked(*json.loads(line)), flush=True)  # noqa: T201
