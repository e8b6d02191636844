"""Bundles: what one copy of a list hands to another, as a file."""
