"""Optimal strategies: what to board, and what trips then take."""
