"""A provider's key does not come back in what the provider says."""

from __future__ import annotations

from functions_py.key_redaction import without_key


def test_every_occurrence_of_the_key_is_taken_out() -> None:
    key = "sk-0123456789"
    assert without_key(b"no: sk-0123456789, sk-0123456789!", key) == b"no: [redacted], [redacted]!"


def test_parts_of_a_key_of_several_are_taken_out_unless_they_are_short() -> None:
    assert without_key(b"0123456789 and ab", "0123456789:ab") == b"[redacted] and ab"


def test_what_holds_no_key_is_as_it_was() -> None:
    words = b'{"error":"no"}'
    assert without_key(words, "sk-0123456789") is words
    assert without_key(words, None) is words
