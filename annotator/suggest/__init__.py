"""Proposals from what is known about Arabic news. Imports no Qt and no SQL."""
