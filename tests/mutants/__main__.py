# ruff: noqa: T201, a script
"""Apply each mutant to a copy of the package and fail if the checks let it live.

    python -m tests.mutants

The checks run interpreted: a mutant then costs seconds, not the compiler's minute. One that never
ends counts as killed, and is named at the end.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutants.catalogue import MUTANTS, Mutant

ROOT = Path(__file__).parents[2]
LONGEST_S = 120


def main() -> int:
    """Return how many mutants live."""
    if _judge(None) != "passes":
        print("the checks fail without a mutant")
        return 1
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {pool.submit(_judge, mutant): mutant for mutant in MUTANTS}
        found: dict[str, list[str]] = {"passes": [], "fails": [], "never ends": []}
        for done, judged in enumerate(as_completed(running), start=1):
            file, old, new = running[judged]
            found[judged.result()].append(f"{file}: {old!r} -> {new!r}")
            print(f"{done} of {len(MUTANTS)}: {file}, {judged.result()}", flush=True)
    return _tell(found)


def _tell(found: dict[str, list[str]]) -> int:
    """Print what became of the mutants, by verdict; return how many live."""
    for each in found["never ends"]:
        print(f"killed because it never ended in {LONGEST_S} s: {each}")
    for each in found["passes"]:
        print(f"lives: {each}")
    killed = len(found["fails"]) + len(found["never ends"])
    print(f"{killed} of {len(MUTANTS)} mutants killed, {len(found['never ends'])} by never ending")
    return len(found["passes"])


def _judge(mutant: Mutant | None) -> str:
    with TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "transnet", Path(folder) / "transnet")
        shutil.copytree(ROOT / "tests", Path(folder) / "tests")
        if mutant is not None:
            _apply(Path(folder) / "transnet" / "kernels" / mutant[0], mutant)
        environment = {**os.environ, "PYTHONPATH": folder, "NUMBA_DISABLE_JIT": "1"}
        command = [sys.executable, "-m", "tests.mutants.judge"]
        try:
            done = subprocess.run(
                command,
                env=environment,
                cwd=folder,
                capture_output=True,
                timeout=LONGEST_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return "never ends"
        return "passes" if done.returncode == 0 else "fails"


def _apply(path: Path, mutant: Mutant) -> None:
    text = path.read_text(encoding="utf-8")
    if mutant[1] not in text:
        raise SystemExit(f"{mutant[0]} has no {mutant[1]!r} any more: mend the mutant")
    path.write_text(text.replace(mutant[1], mutant[2], 1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
