"""What holds for every request, whatever it asks: its id, headers of safety, its size, and how many wait."""
