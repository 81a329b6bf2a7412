"""Results in words, in Chinese and in English."""
