"""What Florin needs to know of a request before it is sent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """The facts that price, hold and route a request; everything else passes through unread.

    model: as the client named it; None where it named none. max_output_tokens: the client's bound
    on all replies together (one reply's bound times `choices`); None where it set none.
    input_tokens: an estimate, for the hold and for replies whose usage nobody reports. choices:
    how many replies are generated.
    """

    model: str | None
    stream: bool
    max_output_tokens: int | None
    input_tokens: int
    choices: int = 1
