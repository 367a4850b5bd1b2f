"""Who may ask what: tokens of programs, people and their sessions."""
