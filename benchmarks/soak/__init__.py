"""A simulated week of the web, fetched and loaded, with an exact account of it."""
