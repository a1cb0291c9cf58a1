"""The history page: everything that happened, and how a document stood at any moment."""
