"""A table of any length, its layout and its painting."""
