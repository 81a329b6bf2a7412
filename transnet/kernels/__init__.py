"""Compiled loops: arrays in, arrays out; they prove nothing about their input."""
