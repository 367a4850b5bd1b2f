"""A book repaired, replanned, and its freed places given to those who gain most."""
