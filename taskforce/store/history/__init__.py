"""Steps of the history, undo, and the doctor."""
