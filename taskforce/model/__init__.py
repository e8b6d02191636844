"""The vocabulary of the field, the SQLModel tables and what makes a value valid."""
