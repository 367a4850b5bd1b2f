"""The diary: what stands, in memory, and what is free beside it."""
