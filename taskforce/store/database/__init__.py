"""Connections to a list, and nothing else."""
