"""The `usage` object of OpenAI's APIs and of everything compatible with them, as disjoint slices.

Fields have two names (chat's prompt/completion, Responses' input/output) and details that
providers put inside or outside the totals:

- cached tokens are inside `prompt_tokens` (OpenAI, DeepSeek's `prompt_cache_hit_tokens`,
  Moonshot's `cached_tokens`, Mistral's `num_cached_tokens`), and so are cache writes (OpenAI and
  OpenRouter `cache_write_tokens`, Alibaba `cache_creation_input_tokens`);
- reasoning is inside `completion_tokens` (OpenAI, DeepSeek, Groq, Alibaba, Mistral) or outside
  (xAI), and Google's compatible endpoint has it nowhere but in the total.

`total_tokens` decides. Where it is the sum of the two, every detail is inside. Where it is larger,
the excess names what was left out: the reasoning, the cached tokens (xAI, for some replies), both,
or, where no detail explains it, thoughts that only the total contains, which are output. Where
there is no total, details are inside, unless there is more reasoning than completion.
"""

from __future__ import annotations

from typing import Any

from functions_py.usage import UsageLine, as_count, first_count, largest_count


def line_of(usage: object, web_search: int | None = None) -> UsageLine | None:
    """The slices of one `usage` object; None where it does not say both sides.

    web_search: what was counted elsewhere in the reply, for providers that report no number.
    A figure that is broken counts as missing; one missing side follows from the total. A report
    without a side is none: charging it would give that side away.
    """
    if not isinstance(usage, dict):
        return None
    prompt = first_count(usage.get("prompt_tokens"), usage.get("input_tokens"))
    completion = first_count(usage.get("completion_tokens"), usage.get("output_tokens"))
    total = as_count(usage.get("total_tokens"))
    if completion is None:
        completion = _rest(total, prompt)
    if prompt is None:
        prompt = _rest(total, completion)
    if prompt is None or completion is None:
        return None
    return _slices(
        prompt,
        completion,
        excess=0 if total is None else total - prompt - completion,
        total_known=total is not None,
        cached=_cached(usage),
        written=_written(usage),
        reasoning=_reasoning(usage),
        web_search=reported_searches(usage, web_search or 0),
    )


def _rest(total: int | None, part: int | None) -> int | None:
    if total is None or part is None or total < part:
        return None
    return total - part


def _slices(
    prompt: int,
    completion: int,
    *,
    excess: int,
    total_known: bool,
    cached: int,
    written: int,
    reasoning: int,
    web_search: int,
) -> UsageLine:
    output = completion
    if excess > 0:
        cache_outside = _cache_outside(excess, cached, written, reasoning)
        prompt += cache_outside
        output += excess - cache_outside
    elif not total_known and reasoning > completion:
        output += reasoning
    # Details larger than what they are part of are broken; a slice is never negative.
    cached = min(cached, prompt)
    written = min(written, prompt - cached)
    return UsageLine(
        input=prompt - cached - written,
        cache_read=cached,
        cache_write=written,
        output=output,
        web_search=web_search,
    )


def _cache_outside(excess: int, cached: int, written: int, reasoning: int) -> int:
    """How much of what the total has beyond prompt and completion is cached prompt.

    Only an exact match says so. Reasoning is tried first: providers that leave it out of the
    completion are many, those that leave the cache out of the prompt are few.
    """
    if excess == reasoning:
        return 0
    for cache in (cached, written, cached + written):
        if cache and excess in (cache, cache + reasoning):
            return cache
    return 0


def _cached(usage: dict[str, Any]) -> int:
    details = _prompt_details(usage)
    return largest_count(
        details.get("cached_tokens"),
        details.get("cache_read_tokens"),
        usage.get("prompt_cache_hit_tokens"),
        usage.get("cached_tokens"),
        usage.get("num_cached_tokens"),
        usage.get("cache_read_input_tokens"),
    )


def _written(usage: dict[str, Any]) -> int:
    details = _prompt_details(usage)
    return largest_count(
        details.get("cache_write_tokens"),
        details.get("cached_write_tokens"),
        details.get("cache_creation_tokens"),
        details.get("cache_creation_input_tokens"),
        usage.get("cache_write_tokens"),
        usage.get("cache_creation_input_tokens"),
    )


def _reasoning(usage: dict[str, Any]) -> int:
    return largest_count(
        _member(usage, "completion_tokens_details").get("reasoning_tokens"),
        _member(usage, "output_tokens_details").get("reasoning_tokens"),
        usage.get("reasoning_tokens"),
    )


def reported_searches(usage: dict[str, Any], otherwise: int = 0) -> int:
    """Web search requests as the provider counts them, else `otherwise`.

    OpenRouter's `server_tool_use` or `server_tool_use_details`, Perplexity's
    `num_search_queries`, xAI's `server_side_tool_usage_details`, where a search of X costs what
    one of the web does. xAI's `num_sources_used` counts pages, not requests.
    """
    tools = _member(usage, "server_side_tool_usage_details")
    x_searches = as_count(tools.get("x_search_calls"))
    web_searches = as_count(tools.get("web_search_calls"))
    of_xai = None if x_searches is web_searches is None else (x_searches or 0) + (web_searches or 0)
    count = first_count(
        _member(usage, "server_tool_use").get("web_search_requests"),
        _member(usage, "server_tool_use_details").get("web_search_requests"),
        of_xai,
        usage.get("num_search_queries"),
    )
    return otherwise if count is None else count


def _prompt_details(usage: dict[str, Any]) -> dict[str, Any]:
    # Mistral has been seen to say `prompt_token_details`.
    return {
        **_member(usage, "prompt_token_details"),
        **_member(usage, "input_tokens_details"),
        **_member(usage, "prompt_tokens_details"),
    }


def _member(usage: dict[str, Any], name: str) -> dict[str, Any]:
    value = usage.get(name)
    return value if isinstance(value, dict) else {}
