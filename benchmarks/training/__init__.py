"""Training of the shipped models: one command each, on open or the project's own text.

The type model needs torch (``requirements/training.txt``); the product does not.
"""
