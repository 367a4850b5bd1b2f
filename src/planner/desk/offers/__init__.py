"""Offers: the best places for a session or a whole course, each with its price in words."""
