"""The doors: folders and workbooks, the command line, HTTP, the page. Thin, and without decisions."""
