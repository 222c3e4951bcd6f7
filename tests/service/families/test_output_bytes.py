"""What the model wrote, in bytes: the text, the reasoning, the arguments, and nothing else."""

from typing import Any

import pytest
from family_streams import (
    CHAT,
    COMPLETIONS,
    DONE,
    EMBEDDINGS,
    MESSAGE_STOP,
    MESSAGES,
    RESPONSES,
    chunk,
    event,
    message_delta,
    message_start,
    messages,
    text_delta,
    usage_chunk,
)


def block(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": "content_block_start", "index": 0, "content_block": {"type": kind, **more}}


def block_delta(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": 0, "delta": {"type": kind, **more}}


def test_anthropics_text_thinking_and_tool_input_count() -> None:
    events = messages(
        message_start(input_tokens=5, output_tokens=1),
        block("thinking", thinking="", signature=""),
        block_delta("thinking_delta", thinking="Hm."),
        block_delta("signature_delta", signature="x" * 500),
        block("text", text=""),
        text_delta("Grüße"),
        block("tool_use", id="t", name="weather", input={}),
        block_delta("input_json_delta", partial_json='{"a":1}'),
        block("web_search_tool_result", content=[{"encrypted_content": "y" * 900}]),
        block_delta("compaction_delta", content="short"),
        {"type": "ping"},
        message_delta(output_tokens=30),
        MESSAGE_STOP,
    )
    assert MESSAGES.output_bytes(events) == len("Hm.Grüße".encode()) + 7 + 5


def test_tool_input_sent_whole_counts() -> None:
    start = message_start()
    start["message"]["content"] = [{"type": "tool_use", "name": "roll", "input": {"player": 1}}]
    assert MESSAGES.output_bytes(messages(start)) == len('{"player":1}')


@pytest.mark.parametrize(
    ("delta", "expected"),
    [
        ({"content": "Grüße"}, 7),
        ({"reasoning_content": "Hm."}, 3),
        ({"reasoning": "Hm.", "reasoning_details": [{"text": "Hm."}]}, 3),
        ({"reasoning": "Hm.", "reasoning_content": "Hm.", "content": ""}, 3),
        ({"refusal": "No."}, 3),
        ({"role": "assistant", "content": None}, 0),
        ({"tool_calls": [{"index": 0, "function": {"name": "f", "arguments": '{"a":'}}]}, 5),
        ({"function_call": {"name": "f", "arguments": "{}"}}, 2),
        ({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "abc"}]}]}, 3),
        ({"audio": {"data": "AAAA" * 100, "transcript": "spoken"}}, 6),
        ({"content": 5, "tool_calls": ["x", {"function": 3}]}, 0),
    ],
)
def test_chats_deltas_count(delta: dict[str, Any], expected: int) -> None:
    payload = {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    assert (
        CHAT.output_bytes([event(payload), event(usage_chunk(prompt_tokens=1)), DONE]) == expected
    )


def test_every_choice_counts() -> None:
    choices = [{"index": i, "delta": {"content": "ab"}} for i in range(3)]
    assert CHAT.output_bytes([event({"choices": choices})]) == 6


def test_completions_text_counts() -> None:
    payload = {"choices": [{"index": 0, "text": " Grüße", "logprobs": None}], "usage": None}
    assert COMPLETIONS.output_bytes([event(payload), DONE]) == 8


@pytest.mark.parametrize(
    ("kind", "counts"),
    [
        ("response.output_text.delta", True),
        ("response.reasoning_text.delta", True),
        ("response.reasoning_summary_text.delta", True),
        ("response.function_call_arguments.delta", True),
        ("response.custom_tool_call_input.delta", True),
        ("response.refusal.delta", True),
        ("response.audio.delta", False),
        ("response.output_text.done", False),
    ],
)
def test_responses_deltas_count(kind: str, counts: bool) -> None:
    payload = {"type": kind, "delta": "Grüße", "text": "Grüße"}
    assert RESPONSES.output_bytes([event(payload)]) == (7 if counts else 0)


def test_half_an_emoji_is_still_counted() -> None:
    halves = [event(chunk("\ud83d")), event(chunk("\ude00"))]
    assert CHAT.output_bytes(halves) == 6


def test_garbage_and_embeddings_count_nothing() -> None:
    garbage = [b"", b"\n\n", b"data: {\n\n", b"data: [1]\n\n", b"\xff\xfe\n\n", b": c\n\n"]
    for family in (MESSAGES, CHAT, COMPLETIONS, RESPONSES, EMBEDDINGS):
        assert family.output_bytes(garbage) == 0
    assert EMBEDDINGS.output_bytes([event(chunk("text"))]) == 0
