"""Trips between places in one state: minutes, paths leg by leg, people within reach."""
