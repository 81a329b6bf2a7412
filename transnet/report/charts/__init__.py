"""Charts of what decisions found."""
