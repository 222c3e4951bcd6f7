"""Usage in disjoint slices, and how each family writes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Slices:
    """Tokens. `input` excludes what was read from or written to a cache."""

    input: int
    output: int
    cache_read: int = 0
    cache_write: int = 0

    @classmethod
    def parse(cls, given: Mapping[str, Any]) -> "Slices":
        """Raises TypeError or ValueError for what is not a count of tokens."""
        counts = {name: int(value) for name, value in given.items()}
        if any(count < 0 for count in counts.values()):
            raise ValueError("a count of tokens is negative")
        return cls(**{"input": 0, "output": 0, **counts})

    @property
    def prompt(self) -> int:
        return self.input + self.cache_read + self.cache_write

    def as_anthropic(self) -> dict[str, Any]:
        return {
            "input_tokens": self.input,
            "cache_creation_input_tokens": self.cache_write,
            "cache_read_input_tokens": self.cache_read,
            "output_tokens": self.output,
        }

    def as_chat(self) -> dict[str, Any]:
        return {
            "prompt_tokens": self.prompt,
            "completion_tokens": self.output,
            "total_tokens": self.prompt + self.output,
            "prompt_tokens_details": {"cached_tokens": self.cache_read},
            "completion_tokens_details": {"reasoning_tokens": 0},
        }

    def as_responses(self) -> dict[str, Any]:
        return {
            "input_tokens": self.prompt,
            "input_tokens_details": {"cached_tokens": self.cache_read},
            "output_tokens": self.output,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": self.prompt + self.output,
        }
