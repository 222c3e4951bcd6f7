"""The usage object of OpenAI's APIs and of each compatible provider, as disjoint slices."""

from typing import Any

import pytest
from family_streams import one
from functions_py.families.openai_usage import line_of
from functions_py.usage import Usage
from hypothesis import given, settings
from hypothesis import strategies as st

# The machine may be busy: how long an example takes says nothing here.
unhurried = settings(deadline=None)


def usage(prompt: Any, completion: Any, total: Any = None, **more: Any) -> dict[str, Any]:
    figures = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": total}
    return {**{name: value for name, value in figures.items() if value is not None}, **more}


def cached(count: int, **more: int) -> dict[str, Any]:
    return {"prompt_tokens_details": {"cached_tokens": count, **more}}


def reasoning(count: int) -> dict[str, Any]:
    return {"completion_tokens_details": {"reasoning_tokens": count}}


PROVIDERS = {
    "openai: cached and reasoning inside": (
        usage(2006, 300, 2306, **cached(1920), **reasoning(200)),
        one(input=86, cache_read=1920, output=300),
    ),
    "openai: cache writes inside, beside the reads": (
        usage(2600, 10, 2610, **cached(2000, cache_write_tokens=400)),
        one(input=200, cache_read=2000, cache_write=400, output=10),
    ),
    "openrouter: cache writes inside": (
        usage(194, 2, 196, **cached(0, cache_write_tokens=100, audio_tokens=0)),
        one(input=94, cache_write=100, output=2),
    ),
    "openrouter: server tools": (
        usage(10, 20, 30, server_tool_use={"web_search_requests": 2}, cost=0.007),
        one(input=10, output=20, web_search=2),
    ),
    "openrouter: server tools under their newer name": (
        usage(10, 20, 30, server_tool_use_details={"web_search_requests": 1}),
        one(input=10, output=20, web_search=1),
    ),
    "xai: reasoning outside": (
        usage(12, 2, 354, **cached(11), **reasoning(340), num_sources_used=9),
        one(input=1, cache_read=11, output=342),
    ),
    "xai: cached outside": (
        usage(4142, 254, 8724, **cached(4328), **reasoning(0)),
        one(input=4142, cache_read=4328, output=254),
    ),
    "xai: reasoning and cached outside": (
        usage(4142, 254, 8774, **cached(4328), **reasoning(50)),
        one(input=4142, cache_read=4328, output=304),
    ),
    "xai: searches of the web and of X": (
        usage(
            9,
            1,
            10,
            server_side_tool_usage_details={"web_search_calls": 2, "x_search_calls": 1},
        ),
        one(input=9, output=1, web_search=3),
    ),
    "google: thoughts in the total alone": (
        usage(11, 9, 88),
        one(input=11, output=77),
    ),
    "google: nothing but thoughts": (
        usage(21, None, 81, **reasoning(60)),
        one(input=21, output=60),
    ),
    "google through a proxy: completion zero, thoughts outside": (
        usage(21, 0, 81, **reasoning(60)),
        one(input=21, output=60),
    ),
    "google: cached inside, thoughts in the total alone": (
        usage(1000, 9, 1088, **cached(900)),
        one(input=100, cache_read=900, output=88),
    ),
    "deepseek: reasoning inside, hits and misses": (
        usage(
            339,
            83,
            422,
            **cached(320),
            **reasoning(39),
            prompt_cache_hit_tokens=320,
            prompt_cache_miss_tokens=19,
        ),
        one(input=19, cache_read=320, output=83),
    ),
    "deepseek: hits alone": (
        usage(495, 144, 639, prompt_cache_hit_tokens=320, prompt_cache_miss_tokens=175),
        one(input=175, cache_read=320, output=144),
    ),
    "groq: reasoning inside": (
        usage(17, 1107, 1124, queue_time=0.17, **reasoning(963)),
        one(input=17, output=1107),
    ),
    "moonshot: cached at the top": (
        usage(20, 30, 50, cached_tokens=10, **reasoning(22)),
        one(input=10, cache_read=10, output=30),
    ),
    "mistral: cached by its own name": (
        usage(171, 14, 185, num_cached_tokens=128),
        one(input=43, cache_read=128, output=14),
    ),
    "alibaba: cache creation inside": (
        usage(100, 5, 105, **cached(30, cache_creation_input_tokens=50)),
        one(input=20, cache_read=30, cache_write=50, output=5),
    ),
    "litellm: anthropic's names beside the totals": (
        usage(
            100,
            5,
            105,
            cache_read_input_tokens=30,
            cache_creation_input_tokens=50,
            **cached(30, cache_creation_tokens=50),
        ),
        one(input=20, cache_read=30, cache_write=50, output=5),
    ),
    "perplexity: search queries": (
        usage(10, 333, 343, num_search_queries=4, search_context_size="low"),
        one(input=10, output=333, web_search=4),
    ),
    "azure: nulls": (
        usage(19, 1720, 1739, prompt_tokens_details=None, reasoning_tokens=0),
        one(input=19, output=1720),
    ),
    "responses: the other names": (
        {
            "input_tokens": 757,
            "input_tokens_details": {"cached_tokens": 700, "cache_write_tokens": 7},
            "output_tokens": 35,
            "output_tokens_details": {"reasoning_tokens": 30},
            "total_tokens": 792,
        },
        one(input=50, cache_read=700, cache_write=7, output=35),
    ),
    "explicit zeros": (usage(0, 0, 0), one()),
}


@pytest.mark.parametrize("name", PROVIDERS)
def test_each_providers_report_gives_its_slices(name: str) -> None:
    reported, expected = PROVIDERS[name]
    line = line_of(reported)
    assert line is not None
    assert Usage((line,)) == expected


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        # No total: details are inside …
        (usage(100, 50, **cached(40), **reasoning(30)), one(input=60, cache_read=40, output=50)),
        # … unless there is more reasoning than completion.
        (usage(100, 2, **reasoning(340)), one(input=100, output=342)),
        # A total that is the plain sum puts reasoning inside, whatever its size.
        (usage(100, 2, 102, **reasoning(340)), one(input=100, output=2)),
        # Cached beyond the prompt, with nothing to say it is outside: never negative.
        (usage(10, 5, 15, **cached(20)), one(cache_read=10, output=5)),
        (usage(10, 5, **cached(20)), one(cache_read=10, output=5)),
        (
            usage(10, 5, 15, **cached(8, cache_write_tokens=8)),
            one(cache_read=8, cache_write=2, output=5),
        ),
        # Written outside the prompt.
        (
            usage(10, 5, 415, **cached(0, cache_write_tokens=400)),
            one(input=10, cache_write=400, output=5),
        ),
        # A total smaller than its parts says nothing.
        (usage(10, 5, 7), one(input=10, output=5)),
        # One missing side follows from the total.
        (usage(None, 5, 15), one(input=10, output=5)),
        # An unexplained excess is output, reasoning inside or not.
        (usage(10, 5, 100, **reasoning(3)), one(input=10, output=90)),
    ],
)
def test_the_total_decides_what_is_inside(reported: dict[str, Any], expected: Usage) -> None:
    line = line_of(reported)
    assert line is not None
    assert Usage((line,)) == expected


@pytest.mark.parametrize(
    "reported",
    [
        None,
        [],
        "usage",
        5,
        {},
        {"total_tokens": 9},
        usage(10, None),
        usage(None, 10),
        usage(10, None, 7),
        usage("10", 5),
        usage(10, "5"),
        usage(-1, 5),
        usage(10, 5.5),
        usage(True, 5),
        usage(10, 10**10),
        usage(10**30, 5),
    ],
)
def test_a_report_without_both_sides_is_none(reported: object) -> None:
    assert line_of(reported) is None


@pytest.mark.parametrize("broken", ["7", 7.5, -7, True, None, [], {}, 10**12])
def test_broken_details_count_as_missing(broken: object) -> None:
    reported = usage(
        100,
        50,
        150,
        prompt_tokens_details={"cached_tokens": broken},
        completion_tokens_details={"reasoning_tokens": broken},
        server_tool_use={"web_search_requests": broken},
        num_search_queries=broken,
    )
    assert line_of(reported) == one(input=100, output=50).lines[0]
    assert line_of({**reported, "total_tokens": broken}) == one(input=100, output=50).lines[0]
    assert line_of({**reported, "prompt_tokens_details": broken}) is not None


def test_whole_numbers_written_as_fractions_count() -> None:
    line = line_of(usage(100.0, 50.0, 150.0, **cached(40)))
    assert line == one(input=60, cache_read=40, output=50).lines[0]


counts = st.integers(0, 10**6)
maybe = st.one_of(st.none(), counts)


@unhurried
@given(counts, counts, maybe, maybe, maybe, maybe)
def test_slices_are_disjoint_and_add_up(
    prompt: int,
    completion: int,
    total: int | None,
    read: int | None,
    write: int | None,
    r: int | None,
) -> None:
    line = line_of(
        usage(
            prompt,
            completion,
            total,
            prompt_tokens_details={"cached_tokens": read, "cache_write_tokens": write},
            completion_tokens_details={"reasoning_tokens": r},
        )
    )
    assert line is not None
    assert min(line.input, line.cache_read, line.cache_write, line.output) >= 0
    # Never less than the two sides say; with a larger total, exactly that total.
    whole = line.input_side + line.output
    if total is None:
        assert whole == prompt + completion + (r if r is not None and r > completion else 0)
    else:
        assert whole == max(total, prompt + completion)
