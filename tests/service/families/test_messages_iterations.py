"""`usage.iterations`: every one is billed, at the price of the model that ran it."""

import json
from typing import Any

import pytest
from family_streams import (
    MESSAGE_STOP,
    MESSAGES,
    message_delta,
    message_start,
    messages,
    one,
    watch,
)
from functions_py.usage import Usage, UsageLine


def iteration(kind: str, model: str | None = None, **counts: int) -> dict[str, Any]:
    names = {"input": 0, "output": 0, "cache_read_input": 0, "cache_creation_input": 0, **counts}
    item: dict[str, Any] = {f"{name}_tokens": count for name, count in names.items()}
    return {"type": kind, **item, **({} if model is None else {"model": model})}


def test_a_compaction_is_billed_beside_the_message() -> None:
    iterations = [
        iteration("compaction", input=60385, output=522, cache_read_input=3),
        iteration("message", input=612, output=2819),
    ]
    meter = watch(
        MESSAGES,
        messages(
            message_start(input_tokens=60385, output_tokens=5),
            message_delta(input_tokens=612, output_tokens=2819, iterations=iterations),
            MESSAGE_STOP,
        ),
    )
    assert meter.usage() == Usage(
        (
            UsageLine(input=60385, cache_read=3, output=522),
            UsageLine(input=612, output=2819),
        )
    )


def test_an_advisor_is_billed_at_its_own_model() -> None:
    iterations = [
        iteration("message", input=1051, output=35),
        iteration("advisor_message", "claude-opus-5", input=2728, output=3880),
        iteration("message", input=3676, output=3356),
    ]
    meter = watch(
        MESSAGES,
        messages(
            message_start(input_tokens=1051, output_tokens=35),
            message_delta(input_tokens=4727, output_tokens=3391, iterations=iterations),
            MESSAGE_STOP,
        ),
    )
    usage = meter.usage()
    assert usage is not None
    assert usage.total == UsageLine(input=7455, output=7271)
    assert [line.model for line in usage.lines] == [None, "claude-opus-5", None]


@pytest.mark.parametrize(
    ("provider_model", "own"),
    [
        (None, "claude-fable-5-20260601"),
        ("claude-fable-5", None),
        ("claude-fable-5-20260601", None),
        ("claude-haiku-5", "claude-fable-5-20260601"),
    ],
)
def test_every_attempt_of_a_fallback_is_billed_at_its_own_model(
    provider_model: str | None, own: str | None
) -> None:
    iterations = [
        iteration("message", "claude-fable-5-20260601", input=408),
        iteration("fallback_message", "claude-opus-4-8", input=412, output=264),
    ]
    events = messages(
        message_start(input_tokens=408, output_tokens=1),
        message_delta(input_tokens=412, output_tokens=264, iterations=iterations),
        MESSAGE_STOP,
    )
    assert watch(MESSAGES, events, provider_model).usage() == Usage(
        (UsageLine(own, input=408), UsageLine("claude-opus-4-8", input=412, output=264))
    )


def test_searches_are_billed_once_beside_iterations() -> None:
    iterations = [
        iteration("message", input=10, output=2),
        iteration("message", input=30, output=4),
    ]
    meter = watch(
        MESSAGES,
        messages(
            message_start(input_tokens=10, output_tokens=1),
            message_delta(
                input_tokens=40,
                output_tokens=6,
                server_tool_use={"web_search_requests": 3},
                iterations=iterations,
            ),
            MESSAGE_STOP,
        ),
    )
    usage = meter.usage()
    assert usage is not None
    assert usage.total == UsageLine(input=40, output=6, web_search=3)


def test_searches_of_a_reply_by_other_models_are_the_generations_own() -> None:
    iterations = [iteration("fallback_message", "claude-opus-4-8", input=4, output=2)]
    meter = watch(
        MESSAGES,
        messages(
            message_start(input_tokens=4, output_tokens=1),
            message_delta(
                output_tokens=2,
                server_tool_use={"web_search_requests": 1},
                iterations=iterations,
            ),
        ),
    )
    assert meter.usage() == Usage(
        (UsageLine("claude-opus-4-8", input=4, output=2), UsageLine(web_search=1))
    )


def test_the_message_counts_where_only_others_are_itemised() -> None:
    iterations = [iteration("advisor_message", "claude-opus-5", input=7, output=70)]
    meter = watch(
        MESSAGES,
        messages(
            message_start(input_tokens=12, output_tokens=1),
            message_delta(output_tokens=20, iterations=iterations),
        ),
    )
    assert meter.usage() == Usage(
        (UsageLine("claude-opus-5", input=7, output=70), UsageLine(input=12, output=20))
    )


@pytest.mark.parametrize("top_level", [{"input_tokens": 900, "output_tokens": 30}, {}])
def test_a_compaction_after_which_the_reply_paused_counts_once(top_level: dict[str, int]) -> None:
    iterations = [iteration("compaction", input=900, output=30)]
    usage = {"input_tokens": 0, "output_tokens": 0, **top_level, "iterations": iterations}
    meter = watch(
        MESSAGES,
        messages(
            message_start(input_tokens=900, output_tokens=1),
            message_delta("compaction", **usage),
            MESSAGE_STOP,
        ),
    )
    assert meter.usage() == one(input=900, output=30)


def test_an_empty_or_broken_list_of_iterations_is_none() -> None:
    for iterations in ([], None, "x", [None, 5, {"type": "message"}], {"a": 1}):
        meter = watch(
            MESSAGES,
            messages(
                message_start(input_tokens=4, output_tokens=1),
                message_delta(output_tokens=2, iterations=iterations),
            ),
        )
        assert meter.usage() == one(input=4, output=2)


def test_what_grows_after_the_iterations_were_listed_is_billed() -> None:
    iterations = [iteration("message", input=10, output=2)]
    meter = watch(
        MESSAGES,
        messages(
            message_start(input_tokens=10, output_tokens=1),
            message_delta(None, input_tokens=10, output_tokens=2, iterations=iterations),
            message_delta(input_tokens=15, output_tokens=9),
            MESSAGE_STOP,
        ),
    )
    usage = meter.usage()
    assert usage is not None
    assert usage.total == UsageLine(input=15, output=9)


def test_a_whole_reply_is_charged_by_the_same_rules() -> None:
    body = {
        "type": "message",
        "model": "claude-opus-4-8",
        "content": [{"type": "text", "text": "Grüße"}],
        "usage": {
            "input_tokens": 412,
            "output_tokens": 264,
            "cache_read_input_tokens": 1,
            "iterations": [
                iteration("message", "claude-fable-5", input=408),
                iteration(
                    "fallback_message", "claude-opus-4-8", input=412, output=264, cache_read_input=1
                ),
            ],
        },
    }
    encoded = json.dumps(body).encode()
    assert MESSAGES.usage_of_body(encoded, "claude-fable-5") == Usage(
        (
            UsageLine(input=408),
            UsageLine("claude-opus-4-8", input=412, cache_read=1, output=264),
        )
    )
    assert MESSAGES.text_bytes_of_body(encoded) == len("Grüße".encode())
