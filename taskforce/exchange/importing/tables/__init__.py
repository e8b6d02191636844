"""A sheet read as a whole: where its header is, what each line and each column is."""
