"""The figures of a report: numbers only, no words."""
