"""Members, agencies, deadlines, meetings and the small registers."""
