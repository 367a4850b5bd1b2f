"""A clinic and its book as files: folders, workbooks and frames, read, begun and written."""
