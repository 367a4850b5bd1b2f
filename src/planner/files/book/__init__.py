"""The appointment book rewritten in its file, cell by cell."""
