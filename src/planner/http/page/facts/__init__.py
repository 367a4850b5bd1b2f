"""A clinic's facts on the page: its tables listed, a form made of their columns, and what a change would do."""
