"""Reads the attributions of a sentence: tokens, cues, sources, claims."""
