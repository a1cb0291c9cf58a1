"""Everything that puts a record into a sentence, in both languages, without Qt and without a terminal."""
