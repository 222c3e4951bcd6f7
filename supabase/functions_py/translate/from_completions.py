"""OpenAI's legacy Completions, read: pieces of text in choices, and no blocks of their own.

Source: OpenAI API reference, "Completion object". Of several choices only the first is relayed.
"""

from __future__ import annotations

from functions_py.translate import stop_reasons
from functions_py.translate.blocks import Blocks
from functions_py.translate.from_chat_completions import first_choice
from functions_py.translate.reading import Reply, number_in, objects_in, text_in
from functions_py.translate.sse_payload import object_of, payload_of


class CompletionsReader:
    """Reads one attempt's stream."""

    def __init__(self, blocks: Blocks) -> None:
        self.began = False
        self._blocks = blocks
        self._finish_reason: str | None = None

    def read(self, event: bytes) -> None:
        payload = payload_of(event)
        if payload is None or payload.get("error"):
            return
        self.began = True
        for choice in objects_in(payload, "choices"):
            if number_in(choice, "index") == 0:
                self._blocks.text("text", "text", text_in(choice, "text"))
                self._finish_reason = text_in(choice, "finish_reason") or self._finish_reason

    def stop(self) -> tuple[str, str | None]:
        return _stop(self._finish_reason)


def read_reply(raw: bytes) -> Reply:
    """A whole completion; its first choice. Raises MalformedEvent."""
    choice = first_choice(object_of(raw))
    text = text_in(choice, "text")
    content = [{"type": "text", "text": text}] if text else []
    return Reply(content, *_stop(text_in(choice, "finish_reason") or None))


def _stop(reason: str | None) -> tuple[str, str | None]:
    return (stop_reasons.normalise(reason) if reason else stop_reasons.END_TURN), reason
