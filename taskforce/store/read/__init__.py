"""Reading: one question a file."""
