"""Widgets that several areas show; they write nothing to the list."""
