"""Why: what keeps a session out, and what would help. It asks the engine again and never guesses."""
