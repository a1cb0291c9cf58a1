"""One module for each part of an annotation format."""
