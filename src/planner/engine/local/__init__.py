"""A roster changed in places: problems in which most of it stands."""
