"""What is sent upstream: the client's body, the provider's model name, the provider's key."""

import json

import orjson
import pytest
from family_requests import VALID, every_family, refusal
from family_streams import CHAT, COMPLETIONS, EMBEDDINGS, FAMILIES, MESSAGES, RESPONSES


@every_family
def test_only_the_models_name_is_rewritten(api: str) -> None:
    body = {**VALID[api], "unheard_of": {"x": [1, None]}, "temperature": 0.25, "stream": False}
    sent = orjson.loads(FAMILIES[api].upstream_body(body, "provider/model"))
    assert sent == {**body, "model": "provider/model"}
    assert list(sent) == list(body)
    assert body["model"] == "m"


def test_a_stream_of_chunks_is_asked_for_its_usage() -> None:
    for family, body in (
        (CHAT, VALID["chat_completions"]),
        (COMPLETIONS, VALID["completions"]),
    ):
        for options in (None, {}, {"include_usage": False}, {"include_usage": True}):
            asked = {**body, "stream": True, "stream_options": {**(options or {}), "x": 1}}
            sent = orjson.loads(family.upstream_body(asked, "p"))
            assert sent["stream_options"] == {"include_usage": True, "x": 1}
        sent = orjson.loads(family.upstream_body({**body, "stream": True}, "p"))
        assert sent["stream_options"] == {"include_usage": True}
        assert "stream_options" not in orjson.loads(family.upstream_body(body, "p"))


@pytest.mark.parametrize("options", [5, "x", [], True])
def test_stream_options_that_are_no_object_are_refused(options: object) -> None:
    for family, api in ((CHAT, "chat_completions"), (COMPLETIONS, "completions")):
        body = {**VALID[api], "stream": True, "stream_options": options}
        assert refusal(family, body) == (400, "invalid_request", "stream_options")


@pytest.mark.parametrize("value", [10**30, "\ud83d", -(10**25)])
def test_values_that_are_hard_to_write_are_sent_all_the_same(value: object) -> None:
    sent = CHAT.upstream_body({**VALID["chat_completions"], "seed": value}, "p")
    assert json.loads(sent)["seed"] == value


def test_the_key_goes_where_the_family_wants_it_and_the_clients_does_not() -> None:
    client = {"authorization": "Bearer jwt", "x-api-key": "jwt", "anthropic-beta": "a,b"}
    headers = MESSAGES.upstream_headers("secret", client)
    assert headers["x-api-key"] == "secret"
    assert headers["anthropic-version"] == "2023-06-01"
    assert headers["anthropic-beta"] == "a,b"
    assert "authorization" not in headers
    assert MESSAGES.upstream_headers(None, {"anthropic-version": "v"}) == {
        "content-type": "application/json",
        "anthropic-version": "v",
    }
    for family in (CHAT, COMPLETIONS, RESPONSES, EMBEDDINGS):
        assert family.upstream_headers("secret", client) == {
            "content-type": "application/json",
            "authorization": "Bearer secret",
        }
        assert "authorization" not in family.upstream_headers(None, client)
