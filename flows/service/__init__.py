"""Polemos left running: scheduled fetching, loading and releasing."""
