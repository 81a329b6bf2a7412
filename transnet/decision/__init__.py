"""What to decide by: how firm verdicts are, and efficiency against equity."""
