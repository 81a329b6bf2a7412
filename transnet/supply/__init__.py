"""Network tables to graph arrays."""
