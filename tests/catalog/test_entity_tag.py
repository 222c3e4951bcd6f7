"""Entity tags, and what a client may say in If-None-Match."""

import pytest
from functions_py.entity_tag import entity_tag, is_among

TAG = entity_tag(b"body")


def test_tag_is_strong_quoted_and_of_the_bytes() -> None:
    assert TAG == entity_tag(b"body") != entity_tag(b"Body")
    assert TAG[0] == TAG[-1] == '"'
    assert set(TAG[1:-1]) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    "lines",
    [
        [TAG],
        [f"W/{TAG}"],
        ["*"],
        [" * "],
        [f'"other", {TAG}'],
        [f'W/"other",W/{TAG}'],
        ['"a,b"', TAG],
        [f'"",{TAG},"x"'],
    ],
)
def test_tag_is_found(lines: list[str]) -> None:
    assert is_among(TAG, lines)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [""],
        ['"other"'],
        [TAG.strip('"')],
        [TAG[:-1]],
        [f'"x{TAG[1:]}'],
        ["*, *"],
        ['"*"'],
        ["nonsense"],
    ],
)
def test_tag_is_not_found(lines: list[str]) -> None:
    assert not is_among(TAG, lines)
