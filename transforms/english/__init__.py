"""What only English does: syntax, triggers, factuality, dates, numbers."""
