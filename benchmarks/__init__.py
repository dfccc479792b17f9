"""Speed and quality of the extraction, one command each."""
