"""The search page: what is asked of the whole project, and what it finds."""
