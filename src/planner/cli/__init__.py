"""The doors: reading folders and DataFrames, and the command line. Thin, and without decisions."""
