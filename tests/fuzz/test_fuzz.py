"""A thousand hostile files, those that were found once, and the harness that would find more."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.fuzz.campaign import CASES_PER_CHILD, Limits, _after, _batches, campaign, keep, tasks_of
from tests.fuzz.readers import CANARY_CASES, FOUND, READERS, found_cases, lay_out
from transnet.io.network_folder import read_folder

CASES = 1_000


def test_only_typed_errors_come_out() -> None:
    outcome = campaign(tasks_of(CASES, seed=0), workers=1)
    said = [f"{each.reader} {each.seed}: {each.how}" for each in outcome.findings]
    assert not said, "\n".join(said)
    assert outcome.cases == CASES
    for name in READERS:
        done = {ending: outcome.endings[name, ending] for ending in ("read", "refused")}
        few = sum(done.values()) < 100  # GraphML is refused once in 20: 75 may be read all
        assert few or min(done.values()), f"{name}: {done}"


def test_what_was_found_stays_mended() -> None:
    once = [(name, -len(found_cases(name)), len(found_cases(name))) for name in READERS]
    outcome = campaign([task for task in once if task[2]], workers=1)
    said = [f"{found_cases(each.reader)[each.seed]}: {each.how}" for each in outcome.findings]
    assert not said, "\n".join(said)
    assert outcome.cases == sum(count for *_, count in once)
    assert {path.name for path in FOUND.iterdir()} <= set(READERS)


def test_the_harness_finds_every_way_to_fail(tmp_path: Path) -> None:
    limits = Limits(megabytes=512, seconds=1.0)
    outcome = campaign([("canary", 0, len(CANARY_CASES))], workers=1, limits=limits)
    found = {CANARY_CASES[each.seed]: each.last_line for each in outcome.findings}
    assert found == {
        "raise": "KeyError: 'untyped'",
        "warn": "RuntimeWarning: of numpy",
        "crash": "the child ended with SIGSEGV",
        "eat": "MemoryError",
        "spin": "the child ended with SIGPROF, over its time",
    }
    assert outcome.endings == Counter(
        {("canary", "read"): 2, ("canary", "refused"): 1, ("canary", "found"): 5}
    )
    crash = next(each for each in outcome.findings if "SIGSEGV" in each.how)
    assert (keep(crash, tmp_path) / "todo").read_text() == "crash"


def test_a_child_that_only_waits_is_ended() -> None:
    limits = Limits(seconds=60.0, patience=2.0)
    outcome = campaign([("canary", CANARY_CASES.index("spin"), 1)], workers=1, limits=limits)
    assert [each.last_line for each in outcome.findings] == ["the child ended with SIGKILL"]


def test_a_whole_run_has_its_cases_shared_as_promised() -> None:
    assert sum(reader.share for reader in READERS.values()) == 200_000
    assert READERS["check"].share >= 2_000
    assert READERS["run"].share >= 300
    assert READERS["compare"].share >= 300
    assert {"osm", "osm.gz", "osm.bz2", "osm.pbf"} <= set(READERS)
    for cases in (200_000, 2_000, 17, 1):
        tasks = tasks_of(cases, seed=3)
        assert sum(count for *_, count in tasks) >= cases
        assert all(first == 3 for _, first, _ in tasks)


def test_no_case_is_lost_between_children() -> None:
    tasks = [("a", 5, 4_100), ("b", 0, 30)]
    batches = list(_batches(tasks))
    assert all(sum(count for *_, count in batch) <= CASES_PER_CHILD for batch in batches)
    done = [
        (name, seed)
        for batch in batches
        for name, first, count in batch
        for seed in range(first, first + count)
    ]
    assert done == [("a", seed) for seed in range(5, 4_105)] + [("b", seed) for seed in range(30)]


@pytest.mark.parametrize(
    ("at", "left"),
    [
        (("a", 5), [("a", 6, 9), ("b", 0, 3)]),
        (("a", 14), [("b", 0, 3)]),
        (("b", 2), []),
    ],
)
def test_after_a_crash_the_rest_is_done(at: tuple[str, int], left: list[object]) -> None:
    assert _after([("a", 5, 10), ("b", 0, 3)], at) == left


@pytest.mark.parametrize("name", list(READERS))
def test_what_mutants_are_made_of_is_read(name: str, tmp_path: Path) -> None:
    for number, files in enumerate(READERS[name].bases()):
        folder = tmp_path / str(number)
        lay_out(files, folder)
        READERS[name].read(folder)


@pytest.mark.parametrize("name", list(READERS))
def test_a_seed_makes_the_same_mutant(name: str) -> None:
    reader = READERS[name]
    bases = list(reader.bases())
    assert reader.mutant("seed 1", bases) == reader.mutant("seed 1", bases)
    assert len({str(reader.mutant(f"seed {seed}", bases)) for seed in range(9)}) > 5


def test_the_fuzz_reaches_most_of_the_checks(tmp_path: Path) -> None:
    reader, seen, seed = READERS["check"], set[str](), 0
    bases = list(reader.bases())
    while len(seen) <= 45 and seed < 150:
        lay_out(reader.mutant(f"reach {seed}", bases), tmp_path)
        seen |= {each.code for each in read_folder(tmp_path)[1]}
        seed += 1
    assert len(seen) > 45
