"""The editor of the scheme."""
