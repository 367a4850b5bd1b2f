"""Whole pieces of work, from files to files: for the command, for jobs of a server and for a cluster alike."""
