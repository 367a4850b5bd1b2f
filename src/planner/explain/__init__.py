"""Why a roster is as it is, and what would help: it asks the engine again and never guesses."""
