"""Each kind of resource, written from facts and read back."""
