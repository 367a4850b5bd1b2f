"""How a roster is said and shown: days, words, colours, months."""
