"""More than one `message_start` in a stream: sent twice, spliced, or one message after another."""

from family_streams import (
    MESSAGE_STOP,
    MESSAGES,
    message_delta,
    message_start,
    messages,
    one,
    text_delta,
    watch,
)
from functions_py.usage import Usage, UsageLine


def test_a_message_start_sent_twice_is_one_message() -> None:
    start = message_start("msg_a", input_tokens=17, output_tokens=1)
    meter = watch(
        MESSAGES,
        messages(start, start, text_delta("x"), message_delta(output_tokens=227), MESSAGE_STOP),
    )
    assert meter.usage() == one(input=17, output=227)


def test_a_message_abandoned_for_another_is_not_billed() -> None:
    meter = watch(
        MESSAGES,
        messages(
            message_start("msg_a", input_tokens=17, output_tokens=1),
            text_delta("half of"),
            message_start("msg_b", input_tokens=18, output_tokens=1),
            text_delta("the whole"),
            message_delta(output_tokens=65),
            MESSAGE_STOP,
        ),
    )
    assert meter.usage() == one(input=18, output=65)
    assert meter.final


def test_two_finished_messages_are_both_billed() -> None:
    first = messages(
        message_start("msg_a", input_tokens=100, output_tokens=1),
        message_delta("tool_use", output_tokens=10),
        MESSAGE_STOP,
    )
    second = messages(
        message_start("msg_b", input_tokens=150, output_tokens=1),
        message_delta(output_tokens=20),
        MESSAGE_STOP,
    )
    meter = watch(MESSAGES, first + second)
    assert meter.usage() == Usage(
        (UsageLine(input=100, output=10), UsageLine(input=150, output=20))
    )
    assert meter.final
    cut_off = watch(MESSAGES, first + second[:1])
    assert not cut_off.finished
    assert not cut_off.final


def test_a_whole_reply_sent_twice_is_billed_once() -> None:
    reply = messages(
        message_start("msg_a", input_tokens=100, output_tokens=1),
        message_delta(output_tokens=10),
        MESSAGE_STOP,
    )
    assert watch(MESSAGES, reply + reply).usage() == one(input=100, output=10)


def test_a_message_sent_whole_in_its_start_adds_nothing_but_what_it_says() -> None:
    whole = message_start("msg_b", input_tokens=0, output_tokens=0)
    whole["message"]["stop_reason"] = "tool_use"
    whole["message"]["content"] = [{"type": "tool_use", "name": "roll", "input": {"player": 1}}]
    meter = watch(
        MESSAGES,
        messages(
            message_start("msg_a", input_tokens=100, output_tokens=1),
            message_delta("tool_use", output_tokens=10),
            MESSAGE_STOP,
            whole,
            MESSAGE_STOP,
        ),
    )
    assert meter.usage() == one(input=100, output=10)
    assert meter.final


def test_messages_beyond_the_bound_are_added_up_not_lost() -> None:
    events = [
        event
        for i in range(500)
        for event in messages(
            message_start(f"msg_{i}", input_tokens=2, output_tokens=1),
            message_delta(output_tokens=3),
            MESSAGE_STOP,
        )
    ]
    usage = watch(MESSAGES, events).usage()
    assert usage is not None
    assert usage.total == UsageLine(input=1000, output=1500)
    assert len(usage.lines) < 100
