"""One module for each kind of raw material that becomes documents."""
