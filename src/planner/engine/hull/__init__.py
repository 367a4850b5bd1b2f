"""The exact hull of every practitioner's day: a tighter relaxation, its bound in whole numbers, and cuts of it."""
