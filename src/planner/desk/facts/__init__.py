"""The facts of a clinic, changed while its book stands."""
