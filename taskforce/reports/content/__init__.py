"""From figures to a document, in words."""
