"""Training of the components whose weights are data files: one command each."""
