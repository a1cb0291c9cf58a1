"""How far authors agree: `measure` reads layers document by document, `record` says what comes of it."""
