"""Ids in, tables out: travel times, paths, people within reach."""
