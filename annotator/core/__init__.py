"""What things mean. Imports no Qt, no SQL and no files."""
