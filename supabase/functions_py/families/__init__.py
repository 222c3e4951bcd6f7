"""The API surfaces Florin serves, one module each: what a request asks, what a reply consumed.

A family never touches the network or the database. Adding one is a module here and a line in
`families`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from functions_py.families.anthropic import Messages
from functions_py.families.chat_completions import ChatCompletions
from functions_py.families.completions import Completions
from functions_py.families.embeddings import Embeddings
from functions_py.families.facts import RequestFacts
from functions_py.families.responses import Responses
from functions_py.shapes import Shape
from functions_py.usage import Usage

__all__ = ["FAMILIES", "Family", "Meter", "RequestFacts", "families"]

# Anthropic's own limit on one image, decoded.
DEFAULT_MAX_IMAGE_BYTES = 5 * 1024 * 1024


class Meter(Protocol):
    """Watches one provider stream. Never raises, whatever the provider sends."""

    def watch(self, events: list[bytes]) -> int:
        """Takes in complete SSE events. Content costs next to nothing: only events that can carry
        usage, an end marker or an error are parsed. How many of them belong to the stream: all, or
        those up to the provider's error. What comes after it counts nothing, however it was cut
        into reads."""

    def usage(self) -> Usage | None:
        """As reported so far; None where nothing was. Explicit zeros are a report."""

    @property
    def final(self) -> bool:
        """Whether `usage()` is the provider's last word on a whole reply."""

    @property
    def finished(self) -> bool:
        """Whether the provider's own end marker was seen."""

    @property
    def error(self) -> bytes | None:
        """The data of the provider's in-band error event, if it sent one."""


class Family(Protocol):
    """One API surface. provider_model, where it is taken, is the name the request was sent for."""

    @property
    def api(self) -> str:
        """As the catalogue names the surface: "messages"."""

    @property
    def shape(self) -> Shape:
        """How its clients expect errors."""

    @property
    def path(self) -> str:
        """Upstream, below the provider's base URL."""

    def parse(self, body: dict[str, Any]) -> RequestFacts:
        """Raises FlorinError 400; its extra member `param` names the place."""

    def upstream_body(self, body: dict[str, Any], provider_model: str) -> bytes:
        """The body to send: the client's, with the provider's model name and nothing else changed,
        except that chat and completions streams are asked for their usage."""

    def upstream_headers(
        self, key: str | None, client_headers: Mapping[str, str]
    ) -> dict[str, str]:
        """The headers to send; `client_headers` has lower-case names."""

    def meter(self, provider_model: str | None = None) -> Meter:
        """A fresh meter for one stream."""

    def usage_of_body(self, body: bytes, provider_model: str | None = None) -> Usage | None:
        """The usage of a reply that was not streamed; None where the provider reported none."""

    def text_bytes_of_body(self, body: bytes) -> int:
        """UTF-8 bytes of what the model wrote in a reply that was not streamed."""

    def output_bytes(self, events: Iterable[bytes]) -> int:
        """UTF-8 bytes of text, reasoning and tool arguments in provider events."""

    def hides_usage_event(self, body: dict[str, Any]) -> bool:
        """Whether this client did not ask for the usage that Florin asked the provider for."""

    def client_view(self, events: list[bytes]) -> list[bytes]:
        """The events such a client gets: all but usage-only chunks, every byte unchanged."""


def families(max_image_bytes: int = DEFAULT_MAX_IMAGE_BYTES) -> Mapping[str, Family]:
    """Every family by its `api`."""
    members: tuple[Family, ...] = (
        Messages(max_image_bytes),
        ChatCompletions(max_image_bytes),
        Completions(max_image_bytes),
        Responses(max_image_bytes),
        Embeddings(max_image_bytes),
    )
    return {family.api: family for family in members}


# For everything but parsing a client's request, which heeds the deployment's own image limit.
FAMILIES = families()
