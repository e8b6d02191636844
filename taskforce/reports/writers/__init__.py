"""A document set in a format, one format a file."""
