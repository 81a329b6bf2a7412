"""Scenarios run and judged: states of a network, verdicts, results."""
