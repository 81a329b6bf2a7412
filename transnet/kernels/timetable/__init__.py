"""Searches on timetables: a whole departure window by rows of marks, single trips by labels."""
