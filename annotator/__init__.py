"""Annotate Arabic news: who acted, where, what was claimed, and who said so."""

__version__ = "0.2.0"
