"""The search: searchers that share the best roster so far, and what they solve with."""
