"""Inputs nobody would write, for every reader and for extraction."""
