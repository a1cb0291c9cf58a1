"""Passwords where the system has no place for them."""

from __future__ import annotations

import pytest

from annotator.hub import passwords


def test_without_a_keyring_a_password_is_held_until_the_program_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HELD", {})
    monkeypatch.setattr(passwords, "_keyring", lambda: None)
    assert passwords.kept("user=salma") is None
    assert not passwords.keep("user=salma", "word")
    assert passwords.kept("user=salma") == "word" and passwords.kept("user=yazan") is None
