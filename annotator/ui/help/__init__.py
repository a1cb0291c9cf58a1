"""Tells how to work: the command palette, the sheet of keys, the guidelines."""
