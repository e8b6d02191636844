"""The figures of the status report, and one writer per format."""
