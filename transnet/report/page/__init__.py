"""The page of a result, and that of a comparison."""
