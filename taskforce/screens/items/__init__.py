"""Action items and the overview."""
