"""Pure steps from article text to claims and events."""
