"""Every check of a network's tables, one file a subject."""
