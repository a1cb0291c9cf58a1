"""Suggests spans and attributions in Arabic news. Imports no Qt and no SQL; `suggesters` is the way in.

Nothing is imported here: the window needs the proclitics at its start, and the suggesters only later.
"""
