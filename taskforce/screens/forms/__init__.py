"""Forms, fields and dialogues."""
