"""From a sheet to a plan of what would be written."""
