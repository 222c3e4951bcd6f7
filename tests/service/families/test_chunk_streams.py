"""Streams of chat completions and completions: where usage stands, where the end is, what a client
sees that did not ask for usage."""

import json
import time
from typing import Any

import pytest
from family_streams import CHAT, COMPLETIONS, DONE, chunk, chunks, event, one, usage_chunk, watch

SPENT = {"prompt_tokens": 16, "completion_tokens": 300, "total_tokens": 316}
CHARGE = one(input=16, output=300)


def spaced(payload: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(payload).encode() + b"\n\n"


def test_usage_on_a_last_chunk_without_choices() -> None:
    events = chunks(chunk("Hi", usage=None), chunk(finish="stop", usage=None), usage_chunk(**SPENT))
    meter = watch(CHAT, events)
    assert meter.usage() == CHARGE
    assert meter.final
    assert meter.finished


def test_usage_on_the_last_choice() -> None:
    meter = watch(CHAT, chunks(chunk("Hi"), chunk("", finish="stop", usage=SPENT)))
    assert meter.usage() == CHARGE
    assert meter.final


def test_usage_inside_the_choice() -> None:
    last = chunk("", finish="stop")
    last["choices"][0]["usage"] = SPENT
    assert watch(CHAT, chunks(chunk("Hi"), last)).usage() == CHARGE


@pytest.mark.parametrize("top", [{}, {"usage": None}, {"usage": SPENT}])
def test_groqs_usage_counts_once(top: dict[str, Any]) -> None:
    last = chunk(finish="stop", x_groq={"id": "req_1", "usage": SPENT}, **top)
    assert watch(CHAT, chunks(chunk("Hi", x_groq={"id": "req_1"}), last)).usage() == CHARGE


def test_cumulative_usage_on_every_chunk_is_not_added() -> None:
    def so_far(count: int) -> dict[str, int]:
        return {"prompt_tokens": 16, "completion_tokens": count, "total_tokens": 16 + count}

    events = [event(chunk("x", usage=so_far(n))) for n in range(1, 300)]
    part = watch(CHAT, events)
    assert part.usage() == one(input=16, output=299)
    assert not part.final
    whole = watch(CHAT, [*events, event(chunk("", finish="stop", usage=so_far(300))), DONE])
    assert whole.usage() == CHARGE
    assert whole.final


def test_a_broken_last_report_leaves_the_one_before() -> None:
    broken = {"prompt_tokens": "sixteen", "completion_tokens": -1}
    events = chunks(chunk("x", usage=SPENT), chunk(finish="stop", usage=broken))
    assert watch(CHAT, events).usage() == CHARGE


def test_explicit_zeros_are_a_report() -> None:
    zero = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    meter = watch(CHAT, chunks(chunk("free"), chunk(finish="stop"), usage_chunk(**zero)))
    assert meter.usage() == one()
    assert meter.final


def test_a_stream_without_usage_reports_none() -> None:
    meter = watch(CHAT, chunks(chunk("Hi", usage=None), chunk(finish="stop", usage=None)))
    assert meter.usage() is None
    assert meter.finished
    assert not meter.final


@pytest.mark.parametrize("variant", ["spaced", "unblanked", "crlf", "folded", "named"])
def test_however_the_json_is_written_usage_is_found(variant: str) -> None:
    events = chunks(chunk("Hi", usage=None), chunk(finish="stop", usage=None), usage_chunk(**SPENT))
    match variant:
        case "spaced":
            events = [spaced(json.loads(e[6:])) if e != DONE else e for e in events]
        case "unblanked":
            events = [e.replace(b"data: ", b"data:") for e in events]
        case "crlf":
            events = [e.replace(b"\n", b"\r\n") for e in events]
        case "folded":
            events = [e.replace(b'"usage":{', b'"usage"\ndata: : {') for e in events]
        case "named":
            events = [b": hello\nid: 4\nevent: message\n" + e for e in events]
    meter = watch(CHAT, events)
    assert meter.usage() == CHARGE
    assert meter.finished


@pytest.mark.parametrize(
    "text", ["usage", "error", "[DONE]", '"usage": {"prompt_tokens": 9}', "finish_reason"]
)
def test_words_in_the_text_are_not_members(text: str) -> None:
    meter = watch(CHAT, [event(chunk(text, usage=None)), event(chunk("x", usage=None))])
    assert meter.usage() is None
    assert not meter.finished
    assert meter.error is None


def test_done_alone_ends_a_stream() -> None:
    assert watch(CHAT, [b"data:[DONE]\n\n"]).finished
    assert watch(CHAT, [b"data: [DONE]"]).finished


def test_a_finish_reason_alone_ends_a_stream() -> None:
    assert watch(CHAT, [event(chunk(finish="length"))]).finished


ERRORS = [
    b'data: {"error":{"message":"overloaded","code":502}}\n\n',
    b'data: {"id":"c1","error":{"code":"server_error"},"choices":[{"index":0,'
    b'"delta":{"content":""},"finish_reason":"error"}]}\n\n',
    b'data: {"object": "error", "message": "out of memory", "code": 500}\n\n',
    b'event: error\ndata: {"message":"gone"}\n\n',
    b"event: error\ndata: gone\n\n",
    b'data: {"error": "quota"}\n\n',
]


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_in_the_stream_is_kept(error: bytes) -> None:
    meter = watch(CHAT, [event(chunk("half", error=None)), error])
    assert meter.error == error.split(b"data: ")[1].strip()


def test_the_first_error_is_the_one_kept() -> None:
    meter = watch(CHAT, [ERRORS[0], ERRORS[5]])
    assert meter.error == ERRORS[0][6:-2]


def test_the_hundredth_chunk_is_recognised_by_the_first() -> None:
    """What was learned from content chunks never hides a chunk that matters."""
    head = event(chunk("Hello", usage=None, obfuscation="abc"))
    lookalikes = [
        chunk("Hello", usage=SPENT, obfuscation="abc"),
        chunk("Hello", finish="stop", usage=None, obfuscation="abc"),
        chunk("Hello", usage=None, obfuscation="abc", error={"code": 1}),
    ]
    for lookalike in lookalikes:
        meter = CHAT.meter()
        for text in ("Hello", "", 'quo"te', "back\\slash\\", "Grüße", "\n"):
            meter.watch([head, event(chunk(text, usage=None, obfuscation="x" * len(text)))])
        assert (meter.usage(), meter.finished, meter.error) == (None, False, None)
        meter.watch([event(lookalike)])
        assert (meter.usage(), meter.finished, meter.error) != (None, False, None)


@pytest.mark.alone
def test_watching_content_costs_next_to_nothing() -> None:
    """The bound is generous, for slow machines; it stands at a few times what was measured."""
    events = [
        event(
            chunk(
                f" word{i}",
                created=1700000000,
                model="gpt-4o-mini-2024-07-18",
                system_fingerprint="fp_560af6e559",
                usage=None,
                obfuscation="u0YTt2Xkxq"[: i % 10],
            )
        )
        for i in range(100)
    ]
    best_s = min(_time_to_watch(events) for _ in range(50))
    assert best_s < 0.0005


def _time_to_watch(events: list[bytes]) -> float:
    meter = CHAT.meter()
    batches = [[item] for item in events]
    start = time.perf_counter()
    for batch in batches:
        meter.watch(batch)
    return time.perf_counter() - start


# --- replies that are not streamed ----------------------------------------------------------------


def test_a_whole_reply_is_charged_by_the_same_rules() -> None:
    message = {"role": "assistant", "content": "Grüße", "reasoning_content": "Hm"}
    body = json.dumps({"choices": [{"message": message}], "usage": SPENT}, ensure_ascii=False)
    assert CHAT.usage_of_body(body.encode()) == CHARGE
    assert CHAT.text_bytes_of_body(body.encode()) == len("GrüßeHm".encode())


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"usage":null}', b'{"error":{}}', b'{"choices":5}']
)
def test_a_whole_reply_without_usage_reports_none(body: bytes) -> None:
    for family in (CHAT, COMPLETIONS):
        assert family.usage_of_body(body) is None
        assert family.text_bytes_of_body(body) == 0


# --- the client's view ----------------------------------------------------------------------------


def test_only_a_client_that_did_not_ask_is_spared_the_usage() -> None:
    for family in (CHAT, COMPLETIONS):
        assert family.hides_usage_event({"stream": True})
        assert family.hides_usage_event({"stream": True, "stream_options": None})
        assert family.hides_usage_event({"stream_options": {"include_usage": False}})
        assert not family.hides_usage_event({"stream_options": {"include_usage": True}})


def test_the_usage_chunk_is_withheld_and_nothing_else() -> None:
    kept = [
        event(chunk("Hi", usage=None)),
        event(chunk(finish="stop", usage=None)),
        # Azure begins with a chunk of no choices, and some providers end with usage on a choice.
        event({"choices": [], "prompt_filter_results": [], "usage": None}),
        event(chunk("x", usage=SPENT)),
        b": comment\n\n",
        b'data: {"error":{"code":"usage"},"usage":{}}\n\n',
        DONE,
    ]
    withheld = [
        event(usage_chunk(**SPENT)),
        spaced(usage_chunk(**SPENT)),
        event({"usage": SPENT}),
        event({"choices": [], "x_groq": {"usage": SPENT}}),
    ]
    assert CHAT.client_view(kept + withheld) == kept
    assert CHAT.client_view(withheld) == []
    assert CHAT.client_view(kept) is kept
