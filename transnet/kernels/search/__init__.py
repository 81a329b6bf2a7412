"""Searches from one place: Dijkstra's, a calendar of buckets, and their paths."""
