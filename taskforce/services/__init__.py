"""What a person does, once, for the command line and the app alike."""
