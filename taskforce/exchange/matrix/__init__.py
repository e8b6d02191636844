"""Workbooks that go out to agencies and come back."""
