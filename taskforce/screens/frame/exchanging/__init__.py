"""How the open list is exchanged through a folder by itself, and the sign of it in the frame."""
