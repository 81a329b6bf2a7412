"""Hostile files by the thousand: every reader, `check` and `run` against mutants of small inputs.

`make fuzz` runs 200,000 of them, the tests 1,000. Each case is a reader and a seed, so any can be
run again: `python -m tests.fuzz --reader gmns --seed 4711 --cases 1`.
"""
