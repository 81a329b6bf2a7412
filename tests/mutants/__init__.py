"""Hand-written mutants of the hierarchy's kernels, and what must kill them."""
