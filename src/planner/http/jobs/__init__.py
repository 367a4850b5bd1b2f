"""Long work: asked for over HTTP, kept in the store, done by a process of its own."""
