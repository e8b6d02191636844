"""Board, calendar and timeline as lines of spans, for the app and the command line."""
