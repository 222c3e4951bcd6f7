"""A chunk recognised by the last one differs from it in its text and in nothing else."""

import json

from family_streams import chunk, event
from functions_py.families.skeleton import MAX_LESSONS, Skeleton
from hypothesis import given, settings
from hypothesis import strategies as st

# The machine may be busy: how long an example takes says nothing here.
unhurried = settings(deadline=None)

texts = st.one_of(
    st.text(max_size=12),
    st.lists(
        st.sampled_from(['"', "\\", '","usage":{', '"}', "\n", "usage", ":null", "}]", "ü", "a"]),
        max_size=8,
    ).map("".join),
)


def content(text: str, padding: str = "") -> bytes:
    return event(chunk(text, usage=None, obfuscation=padding))


@unhurried
@given(texts, texts, texts, texts)
def test_every_chunk_that_matches_differs_in_its_text_alone(
    first: str, padding: str, second: str, other_padding: str
) -> None:
    skeleton = Skeleton()
    skeleton.learn(content(first, padding))
    candidate = content(second, other_padding)
    if skeleton.matches(candidate):
        assert '"' not in second + other_padding


@unhurried
@given(st.text(alphabet="abc üß.,:{}[]", max_size=20), st.text(alphabet="abc", max_size=10))
def test_ordinary_text_matches(text: str, padding: str) -> None:
    skeleton = Skeleton()
    skeleton.learn(content("Hello", "xyz"))
    assert skeleton.matches(content(text, padding))


@unhurried
@given(st.binary(max_size=80), st.binary(max_size=80))
def test_bytes_that_match_are_the_learned_ones_with_other_strings(a: bytes, b: bytes) -> None:
    skeleton = Skeleton()
    learned = b'data: {"x":1,"content":"' + a + b'","usage":null}\n\n'
    skeleton.learn(learned)
    for candidate in (b, learned + b, b'data: {"x":1,"content":"' + b + b'","usage":null}\n\n'):
        if skeleton.matches(candidate) and candidate != learned:
            text = candidate.removeprefix(b'data: {"x":1,"content":"')
            assert text.count(b'"') == learned.count(b'"') - 5


def test_another_member_another_value_or_another_end_does_not_match() -> None:
    skeleton = Skeleton()
    skeleton.learn(content("Hello"))
    for other in (
        event(chunk("Hello", usage={"prompt_tokens": 1}, obfuscation="")),
        event(chunk("Hello", finish="stop", usage=None, obfuscation="")),
        event(chunk("Hello", usage=None, obfuscation="", more=1)),
        content("Hello") + b"\n",
        content("Hello")[:-1],
        b"",
    ):
        assert not skeleton.matches(other)


def test_nothing_learned_matches_nothing() -> None:
    skeleton = Skeleton()
    assert not skeleton.matches(b"")
    skeleton.learn(b"data: [DONE]\n\n")
    assert not skeleton.matches(b"data: [DONE]\n\n")


def test_a_stream_without_a_skeleton_is_not_learned_for_ever() -> None:
    skeleton = Skeleton()
    for number in range(MAX_LESSONS + 1):
        skeleton.learn(event({"n": number, **json.loads(content("x")[6:])}))
    assert skeleton.matches(event({"n": MAX_LESSONS - 1, **json.loads(content("y")[6:])}))
    assert not skeleton.matches(event({"n": MAX_LESSONS, **json.loads(content("y")[6:])}))
