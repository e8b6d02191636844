"""The query language: one language for the command line, the filter bar, saved views, scopes and exports."""
