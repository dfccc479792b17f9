"""Pages and feeds from the open web: safely, politely, and never without an end."""
