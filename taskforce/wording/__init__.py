"""Each fact worded once."""
