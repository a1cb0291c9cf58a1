"""Names of places and actors on a page from which nothing is learned yet."""
