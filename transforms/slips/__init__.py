"""Slips of pen, keyboard, phone and scanner: what a text was meant to say."""
