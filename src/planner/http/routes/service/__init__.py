"""The routes about the service itself: whether it is well, what it counts, who follows it, and who has read what."""
