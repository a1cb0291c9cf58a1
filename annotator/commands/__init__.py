"""What a person can do to a project: one function, one event, one undo step. One module a subject."""
