"""Mutants: hand-written ones of the kernels, drawn ones of everything else, and what kills them."""
