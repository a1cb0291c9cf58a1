"""The article view: the text a person reads, the bands under it, the caret and the selection."""
