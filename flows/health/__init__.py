"""How the sources are doing, against what they used to do."""
