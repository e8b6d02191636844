"""Files as they are: bytes to sheets, and rows to bytes."""
