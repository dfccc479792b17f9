"""What is the text: read, clean, mark the blocks, tell the language, fold copies."""
