"""One small module per export format; each writes one file from one frame."""
