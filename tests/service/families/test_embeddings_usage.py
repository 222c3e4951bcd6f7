"""Embeddings are charged for their input."""

import orjson
from family_streams import EMBEDDINGS, one


def test_embeddings_replies_are_charged_for_input_alone() -> None:
    for usage in (
        {"prompt_tokens": 12, "total_tokens": 12},
        {"prompt_tokens": 12},
        {"total_tokens": 12},
    ):
        reported = EMBEDDINGS.usage_of_body(orjson.dumps({"data": [], "usage": usage}))
        assert reported == one(input=12)
    for body in (b"", b"[]", b'{"usage":{}}', b'{"usage":{"prompt_tokens":"12"}}'):
        assert EMBEDDINGS.usage_of_body(body) is None
        assert EMBEDDINGS.text_bytes_of_body(body) == 0
