"""Results for people to read: in words, in the terminal, on a page, on maps."""
