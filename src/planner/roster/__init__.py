"""The answer: a roster and its tables; knows nothing of how it was found."""
