"""The status report: its document, and how one is issued."""
