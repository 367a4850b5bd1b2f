"""The store: a clinic and its book in a database."""
