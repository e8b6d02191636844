"""Two values of one field, or two records of one thing: a person decides."""
