"""Acts of a person on a project: one function, one event, one undo step. One module a subject."""
