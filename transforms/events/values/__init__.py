"""The values of events, one module per question; ``aggregate`` puts them together."""
