"""What a server keeps in the store beside the book: nothing of it is in the journal, or in a clinic's folder."""
