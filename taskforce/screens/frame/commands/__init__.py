"""Every command as one finds it: help, palette, tour, menu."""
