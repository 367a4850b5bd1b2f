"""The board: a day, a week or a month on one scale of time, its cards, and what marks them."""
