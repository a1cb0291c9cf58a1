"""The meaning of things. Imports no Qt, no SQL and no files."""
