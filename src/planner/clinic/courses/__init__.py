"""How a plan becomes sessions: its numbers, its phases, the ideal day and the window of each session."""
