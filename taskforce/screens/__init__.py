"""The areas and forms of the Textual application."""
