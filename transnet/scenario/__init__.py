"""Edits, targets, evaluation."""
