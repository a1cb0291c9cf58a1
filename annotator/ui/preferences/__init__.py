"""The preferences, made from the table of settings."""
