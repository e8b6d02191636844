"""History as data: batches, changes, and what follows from them. Nothing is written here."""
