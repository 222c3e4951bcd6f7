"""The provider sent something that is not its own format."""

from __future__ import annotations

from collections.abc import Sequence


class MalformedEvent(Exception):
    """An event or reply that cannot be read. The relay treats it as a failure of the provider.

    events: the unified events made of what came before it in the same batch; they are good and
    belong to the client, who is charged for what was relayed. The message never quotes the
    provider's bytes: they may hold the client's text.
    """

    def __init__(self, reason: str, events: Sequence[bytes] = ()) -> None:
        super().__init__(reason)
        self.events = list(events)
