"""How sound a list is: found, mended, saved."""
