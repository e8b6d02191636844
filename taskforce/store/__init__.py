"""The only rooms with SQL."""
