"""The history area."""
