"""What a form is typed into: a line, a choice, a record by its name."""
