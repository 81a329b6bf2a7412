"""From trips of one state to what targets and people come to."""
