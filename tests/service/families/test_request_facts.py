"""What is read from a request, what is refused, and that everything else passes through."""

from typing import Any

import pytest
from family_requests import HELLO, VALID, every_family, refusal
from family_streams import CHAT, COMPLETIONS, EMBEDDINGS, FAMILIES, RESPONSES

# --- what every surface has -----------------------------------------------------------------------


@every_family
def test_a_minimal_request_is_read(api: str) -> None:
    facts = FAMILIES[api].parse(VALID[api])
    assert facts.model == "m"
    assert facts.stream is False
    assert facts.max_output_tokens == VALID[api].get("max_tokens")
    assert 2 <= facts.input_tokens <= 12
    assert facts.choices == 1


@every_family
def test_the_families_are_named_as_the_catalogue_names_them(api: str) -> None:
    assert FAMILIES[api].api == api
    assert FAMILIES[api].shape == ("anthropic" if api == "messages" else "openai")


@every_family
@pytest.mark.parametrize("missing", [{}, {"model": None}])
def test_a_request_may_name_no_model(api: str, missing: dict[str, Any]) -> None:
    body = {name: value for name, value in VALID[api].items() if name != "model"}
    assert FAMILIES[api].parse({**body, **missing}).model is None


@every_family
@pytest.mark.parametrize("model", ["", 5, True, [], {}, "m" * 300])
def test_a_model_that_is_no_name_is_refused(api: str, model: object) -> None:
    body = {**VALID[api], "model": model}
    assert refusal(FAMILIES[api], body) == (400, "invalid_request", "model")


@every_family
@pytest.mark.parametrize("stream", ["true", 1, 0, [], {}])
def test_a_stream_that_is_not_a_boolean_is_refused(api: str, stream: object) -> None:
    body = {**VALID[api], "stream": stream}
    assert refusal(FAMILIES[api], body) == (400, "invalid_request", "stream")


@every_family
def test_a_stream_may_be_null_or_asked_for(api: str) -> None:
    assert FAMILIES[api].parse({**VALID[api], "stream": None}).stream is False
    if api != "embeddings":
        assert FAMILIES[api].parse({**VALID[api], "stream": True}).stream is True


def test_embeddings_are_not_streamed() -> None:
    body = {**VALID["embeddings"], "stream": True}
    assert refusal(EMBEDDINGS, body) == (400, "invalid_request", "stream")


LIMITS = [
    ("messages", "max_tokens"),
    ("chat_completions", "max_tokens"),
    ("chat_completions", "max_completion_tokens"),
    ("completions", "max_tokens"),
    ("responses", "max_output_tokens"),
]


@pytest.mark.parametrize(("api", "name"), LIMITS)
@pytest.mark.parametrize(
    "value", [0, -1, 10_000_001, 10**30, 1.0, 1.5, True, False, "100", [], {}, float("inf")]
)
def test_a_bound_on_output_that_is_none_is_refused(api: str, name: str, value: object) -> None:
    body = {**VALID[api], name: value}
    assert refusal(FAMILIES[api], body) == (400, "invalid_request", name)


@pytest.mark.parametrize(("api", "name"), LIMITS)
@pytest.mark.parametrize("value", [1, 10_000_000])
def test_a_bound_on_output_is_read(api: str, name: str, value: int) -> None:
    body = {**VALID[api], name: value}
    assert FAMILIES[api].parse(body).max_output_tokens == value


@every_family
def test_a_bound_on_output_may_be_null(api: str) -> None:
    nulls = dict.fromkeys(("max_tokens", "max_completion_tokens", "max_output_tokens"))
    assert FAMILIES[api].parse({**VALID[api], **nulls}).max_output_tokens is None


def test_of_two_bounds_the_larger_is_held_for() -> None:
    body = {**VALID["chat_completions"], "max_tokens": 50, "max_completion_tokens": 200}
    assert CHAT.parse(body).max_output_tokens == 200


# --- messages -------------------------------------------------------------------------------------


@pytest.mark.parametrize("api", ["messages", "chat_completions"])
@pytest.mark.parametrize(
    ("messages", "param"),
    [
        (None, "messages"),
        ("Hello", "messages"),
        ({}, "messages"),
        ([], "messages"),
        (["Hello"], "messages[0]"),
        ([None], "messages[0]"),
        ([HELLO[0], 5], "messages[1]"),
        ([{"content": "x"}], "messages[0].role"),
        ([{"role": 5, "content": "x"}], "messages[0].role"),
        ([{"role": "user", "content": 5}], "messages[0].content"),
        ([{"role": "user", "content": {"type": "text"}}], "messages[0].content"),
        ([{"role": "user", "content": [5]}], "messages[0].content[0]"),
    ],
)
def test_messages_of_the_wrong_kind_are_refused(api: str, messages: object, param: str) -> None:
    body = {**VALID[api], "messages": messages}
    assert refusal(FAMILIES[api], body) == (400, "invalid_request", param)


def test_an_assistants_turn_may_have_no_content() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    for content in (None, "", []):
        turn = {"role": "assistant", "content": content, "tool_calls": [call]}
        assert CHAT.parse({"messages": [*HELLO, turn]}).input_tokens > 0


@pytest.mark.parametrize("given", [5, [], [5], True, {}])
def test_a_responses_input_of_the_wrong_kind_is_refused(given: object) -> None:
    status, code, param = refusal(RESPONSES, {"model": "m", "input": given})
    assert (status, code) == (400, "invalid_request")
    assert param.startswith("input")


def test_a_response_may_come_from_a_stored_prompt_without_input() -> None:
    assert RESPONSES.parse({"prompt": {"id": "pmpt_1"}}).model is None


def test_a_background_response_is_refused_because_it_could_not_be_charged() -> None:
    body = {**VALID["responses"], "background": True}
    assert refusal(RESPONSES, body) == (400, "unsupported_parameter", "background")
    assert RESPONSES.parse({**VALID["responses"], "background": False}).model == "m"


@pytest.mark.parametrize(
    ("api", "name", "value"),
    [
        ("completions", "prompt", 5),
        ("completions", "prompt", {}),
        ("completions", "prompt", []),
        ("embeddings", "input", None),
        ("embeddings", "input", 5),
        ("embeddings", "input", []),
        ("embeddings", "input", ["x"] * 3000),
    ],
)
def test_texts_of_the_wrong_kind_are_refused(api: str, name: str, value: object) -> None:
    body = {**VALID[api], name: value}
    assert refusal(FAMILIES[api], body) == (400, "invalid_request", name)


@pytest.mark.parametrize("item", [None, True, [], [1, "x"], 2.5])
def test_a_text_of_the_wrong_kind_in_a_list_is_refused(item: object) -> None:
    body = {"input": ["fine", item]}
    assert refusal(EMBEDDINGS, body) == (400, "invalid_request", "input[1]")


def test_tokens_sent_as_numbers_count_as_tokens() -> None:
    assert EMBEDDINGS.parse({"input": [1, 2, 3]}).input_tokens == 3
    assert EMBEDDINGS.parse({"input": [[1, 2, 3], [4]]}).input_tokens == 4
    assert COMPLETIONS.parse({"prompt": [1, 2, 3]}).input_tokens == 3


# --- choices --------------------------------------------------------------------------------------


def test_the_bound_is_held_for_every_choice() -> None:
    facts = CHAT.parse({**VALID["chat_completions"], "max_tokens": 50, "n": 3})
    assert (facts.max_output_tokens, facts.choices) == (150, 3)
    facts = COMPLETIONS.parse({"prompt": ["a", "b"], "max_tokens": 50, "n": 2, "best_of": 5})
    assert (facts.max_output_tokens, facts.choices) == (500, 10)
    assert CHAT.parse({**VALID["chat_completions"], "n": None}).choices == 1


@pytest.mark.parametrize(
    ("api", "name"),
    [("chat_completions", "n"), ("completions", "n"), ("completions", "best_of")],
)
@pytest.mark.parametrize("value", [0, -1, 129, 1.0, True, "2"])
def test_a_number_of_choices_that_is_none_is_refused(api: str, name: str, value: object) -> None:
    body = {**VALID[api], name: value}
    assert refusal(FAMILIES[api], body) == (400, "invalid_request", name)
