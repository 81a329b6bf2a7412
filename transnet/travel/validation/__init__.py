"""The model against what was observed, and holes in its tables."""
