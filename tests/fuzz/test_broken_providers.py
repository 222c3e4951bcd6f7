"""The service in front of a provider that may send anything: every generation ends, is charged by
the rules or not at all, and its client is told in a way that is documented.

Each claim is checked after every example: see `World.ask`.
"""

from __future__ import annotations

from typing import Any

import pytest
from fuzz.answers import answers
from fuzz.breakage import breakages, broken, broken_streams, lookalikes
from fuzz.corpus import WHOLE, Corpus
from fuzz.effort import effort
from fuzz.raw_provider import Plan
from fuzz.world import ASKED, World
from hypothesis import given
from hypothesis import strategies as st

STREAM = b"text/event-stream"
JSON = b"application/json"
STREAMED = [asked for asked in ASKED if asked != "embeddings"]


def surface(asked: str) -> str:
    """In whose words the provider answers."""
    return asked.rpartition(":")[2]


@effort(150)
@given(data=st.data(), asked=st.sampled_from(STREAMED), key=st.booleans())
def test_broken_streams_end_and_are_charged_by_the_rules(
    world: World, corpus: Corpus, data: st.DataObject, asked: str, key: bool
) -> None:
    stream = data.draw(broken_streams(corpus[surface(asked)]))
    world.ask(asked, data.draw(answers(stream, STREAM)), stream=True, key=key)


@effort(130)
@given(data=st.data(), asked=st.sampled_from(sorted(ASKED)), key=st.booleans(), how=breakages)
def test_broken_replies_end_and_are_charged_by_the_rules(
    world: World, data: st.DataObject, asked: str, key: bool, how: Any
) -> None:
    body = broken([WHOLE[surface(asked)]], how)
    if data.draw(st.integers(0, 7)) == 0:
        body = data.draw(st.one_of(lookalikes, st.binary(max_size=100)))
    world.ask(asked, data.draw(answers(body, JSON)), stream=False, key=key)


@pytest.mark.parametrize("asked", STREAMED)
def test_an_unbroken_stream_is_completed_and_charged(
    world: World, corpus: Corpus, asked: str
) -> None:
    """Or all the others would prove nothing."""
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
    found = world.ask(asked, Plan([head, *corpus[surface(asked)][0]]), stream=True, key=True)
    assert (found["status"], found["usage_source"]) == ("completed", "provider")
    assert found["charged"] > 0
