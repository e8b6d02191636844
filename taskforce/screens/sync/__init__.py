"""Copies, bundles, conflicts, backups and sheets."""
