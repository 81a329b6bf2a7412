"""Numba kernels: arrays in, arrays out; no other imports of ours."""
