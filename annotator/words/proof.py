"""Says which noted heads were found in a log, who signed them, and what a log cannot tell of itself."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.store.noted import Noted, shown
from annotator.words.i18n import Language, tr


def noted_heads(language: Language, noted: Noted, head_given: bool = False) -> Iterator[str]:
    """What was looked at; where nothing was, what that leaves open. `head_given`: one was typed instead."""
    if noted.files:
        files = ", ".join(map(shown, noted.files))
        yield tr(language, "proof.heads-read", n=len(noted.lines), files=files)
    elif not head_given:
        yield tr(language, "proof.log-alone")
    for signer in noted.signers:
        key = "proof.own-key" if signer.own else "proof.other-key"
        yield tr(language, key, fingerprint=signer.fingerprint, account=signer.account)
    for path, number in noted.unfinished:
        yield tr(language, "proof.unfinished", file=shown(path), line=number)
