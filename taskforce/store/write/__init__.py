"""The only statements that change a row."""
