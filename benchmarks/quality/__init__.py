"""Scores against annotated data: one module per data set, one protocol for all.

A module offers ``score(folders, extractor, sample) -> Report``; ``registry`` names it.
"""
