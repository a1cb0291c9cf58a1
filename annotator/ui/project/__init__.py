"""Projects and what belongs to them as a whole: files, names, the lexicon."""
