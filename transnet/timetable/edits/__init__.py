"""Edits on timetables: lines and trips added, taken out, led elsewhere, or run at other times."""
