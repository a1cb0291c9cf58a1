"""Suggestions in the window: shown in the text, accepted, edited, rejected."""
