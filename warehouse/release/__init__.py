"""Releases: frozen, versioned folders of the data, and the deltas between them."""
