"""Two rosters beside each other, and two policies."""
