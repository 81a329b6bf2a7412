"""Timetables: trips that call at stops at seconds of a day, and when one can be where by them."""
