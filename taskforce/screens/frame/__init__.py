"""What every area stands in: the area itself, the session, commands, help, failures."""
