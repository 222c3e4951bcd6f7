"""RateLimit, RateLimit-Policy and OpenAI's x-ratelimit-*, without a network."""

from __future__ import annotations

import uuid

import pytest
from functions_py.allowance import Price
from functions_py.errors import FlorinError
from functions_py.limit_headers import Limit, limit_headers, limits_of, limits_of_refusal
from functions_py.order import Begun
from functions_py.shapes import Shape

SHAPES: tuple[Shape, ...] = ("openai", "anthropic", "problem")


def begun(
    per_minute: int | None = None,
    paced_s: float | None = None,
    per_day: int | None = None,
    today: int | None = None,
    **choice: str,
) -> Begun:
    return Begun(
        generation_id=uuid.uuid4(),
        model=choice.get("model", "demo"),
        on_disconnect="continue",
        step_tokens=1,
        max_output_tokens=1,
        price=Price(0, 0, 0, 0, 0, 0),
        routes=(),
        hold=0,
        selected_because=choice.get("selected_because", "requested"),
        instead_of=choice.get("instead_of"),
        instead_because=choice.get("instead_because"),
        requests_per_minute=per_minute,
        paced_s=paced_s,
        messages_per_day=per_day,
        messages_today=today,
    )


def limit(code: str = "limit_reached", **extra: object) -> FlorinError:
    return FlorinError(429, code, "No.", extra=extra, retry_after_s=7)


def test_without_limits_there_are_no_headers() -> None:
    assert limits_of(begun()) == []
    for shape in SHAPES:
        assert limit_headers([], shape) == {}


@pytest.mark.parametrize(
    ("quota", "paced_s", "remaining", "resets_s"),
    [
        (60, 1.0, 59, 1),
        (60, 0.9999, 59, 1),
        (60, 60.0, 0, 60),
        (60, 59.99, 0, 60),
        # One request of seven, whose share is no whole number of microseconds.
        (7, 8.571429, 6, 9),
        (7, 8.571, 6, 9),
        (7, 59.9999, 0, 60),
        (1, 60.0, 0, 60),
        # The account was slowed down further by a plan it had before; never below zero.
        (10, 75.0, 0, 75),
        # By the database's clock it is over already.
        (10, -0.5, 10, 0),
    ],
)
def test_rate_says_what_is_left_of_the_minute(
    quota: int, paced_s: float, remaining: int, resets_s: int
) -> None:
    assert limits_of(begun(quota, paced_s)) == [
        Limit("requests_per_minute", quota, remaining, resets_s)
    ]


@pytest.mark.parametrize(("today", "remaining"), [(1, 4), (5, 0), (6, 0)])
def test_day_says_what_is_left_of_it(today: int, remaining: int) -> None:
    assert limits_of(begun(per_day=5, today=today)) == [
        Limit("messages_per_day", 5, remaining, None)
    ]


def test_each_limit_is_one_item_of_both_fields() -> None:
    headers = limit_headers(limits_of(begun(60, 1.5, 5, 2)), "anthropic")
    assert headers == {
        "ratelimit-policy": '"requests_per_minute";q=60;w=60, "messages_per_day";q=5;w=86400',
        "ratelimit": '"requests_per_minute";r=58;t=2, "messages_per_day";r=3',
    }
    assert limit_headers(limits_of(begun(60, 1.5, 5, 2)), "problem") == headers


def test_openai_s_clients_are_told_of_the_tightest() -> None:
    headers = limit_headers(limits_of(begun(60, 6.0, 5, 1)), "openai")
    assert {name: value for name, value in headers.items() if name.startswith("x-")} == {
        "x-ratelimit-limit-requests": "5",
        "x-ratelimit-remaining-requests": "4",
    }
    headers = limit_headers(limits_of(begun(60, 30.0, 5, 1)), "openai")
    assert {name: value for name, value in headers.items() if name.startswith("x-")} == {
        "x-ratelimit-limit-requests": "60",
        "x-ratelimit-remaining-requests": "30",
        "x-ratelimit-reset-requests": "30s",
    }


@pytest.mark.parametrize(
    ("source", "window_s"),
    [
        ("requests_per_minute", 60),
        ("key_requests_per_minute", 60),
        ("messages_per_day", 86_400),
    ],
)
def test_refusal_says_which_limit_it_was(source: str, window_s: int) -> None:
    (refused,) = limits_of_refusal(limit(limit_source=source, limit=5))
    assert refused == Limit(source, 5, 0, 7)
    assert limit_headers([refused], "problem") == {
        "ratelimit-policy": f'"{source}";q=5;w={window_s}',
        "ratelimit": f'"{source}";r=0;t=7',
    }


@pytest.mark.parametrize(
    "error",
    [
        limit(),
        limit(limit_source="open_generations", limit=5),
        limit(limit_source="requests_per_minute"),
        limit(limit_source="requests_per_minute", limit="5"),
        limit(limit_source=None, limit=5),
    ],
)
def test_refusal_without_a_window_has_no_such_headers(error: FlorinError) -> None:
    assert limits_of_refusal(error) == []


def test_choice_is_in_the_headers_as_far_as_headers_can_carry_it() -> None:
    assert begun(selected_because="requested").headers() == {
        "florin-model": "demo",
        "florin-selected-because": "requested",
    }
    chosen = begun(
        model="modèle\r\nx: y",
        selected_because="default",
        instead_of="vendor/model:1",
        instead_because="disabled",
    )
    assert chosen.headers() == {
        "florin-model": "mod%C3%A8le%0D%0Ax: y",
        "florin-selected-because": "default",
        "florin-instead-of": "vendor/model:1",
        "florin-instead-because": "disabled",
    }
