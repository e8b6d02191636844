"""Board, timeline, calendar and masterplan."""
