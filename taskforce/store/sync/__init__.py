"""Between copies: merge, clone, conflicts, transfer."""
