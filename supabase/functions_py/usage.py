"""What a generation consumed, in disjoint slices, and how it is counted where nobody says.

Slices never overlap: `input` is what was neither read from nor written to a cache, `output`
includes reasoning exactly once, `web_search` is server tool requests. All are integers, ≥ 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

# No single figure of any provider comes near; whatever is larger is a mistake that must not empty
# an account. Not clamped: a clamped figure would be charged as if somebody had measured it.
MAX_COUNT = 1_000_000_000

# One token is about four characters of English (OpenAI's and Anthropic's own rule of thumb), and
# UTF-8 gives other scripts, which take more tokens a character, two or three bytes a character.
# No tokenizer: each model has its own, most are not published, and none may be downloaded at run
# time. It is used only where the provider reports nothing.
BYTES_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class UsageLine:
    """Tokens (and server tool requests) of one model.

    model: the provider's name of a model other than the generation's own; None is its own.
    """

    model: str | None = None
    input: int = 0
    cache_read: int = 0
    cache_write: int = 0
    output: int = 0
    web_search: int = 0

    @property
    def input_side(self) -> int:
        """Tokens of the prompt, cached or not."""
        return self.input + self.cache_read + self.cache_write

    @property
    def consumed(self) -> bool:
        """Whether any slice is not zero."""
        return bool(self.input_side or self.output or self.web_search)

    def __add__(self, other: UsageLine) -> UsageLine:
        """The sum, under this line's model."""
        return UsageLine(
            self.model,
            self.input + other.input,
            self.cache_read + other.cache_read,
            self.cache_write + other.cache_write,
            self.output + other.output,
            self.web_search + other.web_search,
        )

    def as_json(self) -> dict[str, int | str | None]:
        """The line as `api.finish_generation` takes it."""
        return {
            "model": self.model,
            "input": self.input,
            "cache_read": self.cache_read,
            "cache_write": self.cache_write,
            "output": self.output,
            "web_search": self.web_search,
        }


@dataclass(frozen=True, slots=True)
class Usage:
    """All lines of one generation. A line of zeros is a report too: charged zero."""

    lines: tuple[UsageLine, ...]

    @property
    def total(self) -> UsageLine:
        """The sum of all lines, whatever their models."""
        return sum(self.lines, UsageLine())

    def as_json(self) -> list[dict[str, int | str | None]]:
        return [line.as_json() for line in self.lines]

    def add(self, extra: UsageLine) -> Usage:
        """This usage with `extra` in the first line of the same model, or a line of its own."""
        for index, line in enumerate(self.lines):
            if line.model == extra.model:
                grown = (*self.lines[:index], line + extra, *self.lines[index + 1 :])
                return replace(self, lines=grown)
        return replace(self, lines=(*self.lines, extra))


def combine(usages: Iterable[Usage]) -> Usage:
    """Several replies' usages as one: every line that is not zero, or one line of zeros."""
    lines = [line for usage in usages for line in usage.lines]
    return Usage(tuple(line for line in lines if line.consumed) or tuple(lines[:1]))


def as_count(value: object) -> int | None:
    """`value` as a count; None, which is "not reported", for anything that is not one.

    Strings, booleans, negative, fractional and absurdly large numbers are not counts: a figure
    that is broken says nothing about how large the true one was. 12.0 is taken for 12, which is
    how serialisers without integers write it.
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value <= MAX_COUNT else None


def first_count(*values: object) -> int | None:
    """The first of `values` that is a count."""
    return next((count for value in values if (count := as_count(value)) is not None), None)


def largest_count(*values: object) -> int:
    """The largest count among several places for the same figure; 0 where none holds one."""
    return max((count for value in values if (count := as_count(value)) is not None), default=0)


def estimate_tokens(text_bytes: int) -> int:
    """Tokens of so many bytes of UTF-8 text: a quarter, rounded up."""
    return -(-text_bytes // BYTES_PER_TOKEN)


def counted(reported: Usage | None, *, input_tokens: int, output_bytes: int) -> Usage:
    """The usage of a reply whose provider never said the last word (source `counted`).

    What it did report is kept: its input and its searches are facts, its output a lower bound.
    `input_tokens` is the request's estimate, used where no input was reported; `output_bytes` is
    the text that was relayed.
    """
    known = reported or Usage(())
    total = known.total
    missing_input = 0 if total.input_side else input_tokens
    missing_output = max(0, estimate_tokens(output_bytes) - total.output)
    return known.add(UsageLine(input=missing_input, output=missing_output))
