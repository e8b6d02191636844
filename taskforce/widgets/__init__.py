"""What several areas show."""
