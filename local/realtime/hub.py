"""Who hears what: subscribers by topic, a private topic being another than the public of its
name."""

import uuid
from collections import defaultdict
from typing import Protocol

from local.realtime.frames import VERSIONS, Broadcast, Frame, Version, encode_broadcast


class Subscriber(Protocol):
    """A joined channel. `deliver` must not block."""

    @property
    def version(self) -> Version: ...

    def deliver(self, message_id: uuid.UUID | None, frame: Frame) -> None: ...


class Hub:
    def __init__(self) -> None:
        self._subscribers: defaultdict[tuple[str, bool], set[Subscriber]] = defaultdict(set)

    def add(self, topic: str, private: bool, subscriber: Subscriber) -> None:
        self._subscribers[topic, private].add(subscriber)

    def remove(self, topic: str, private: bool, subscriber: Subscriber) -> None:
        heard = self._subscribers.get((topic, private))
        if heard is not None:
            heard.discard(subscriber)
            if not heard:
                del self._subscribers[topic, private]

    def hears(self, topic: str, private: bool) -> bool:
        return (topic, private) in self._subscribers

    def publish(
        self,
        topic: str,
        private: bool,
        broadcast: Broadcast,
        *,
        message_id: uuid.UUID | None = None,
        sender: Subscriber | None = None,
    ) -> None:
        """To everybody on the topic but `sender`; each version's frame is made once."""
        subscribers = self._subscribers.get((topic, private), set()) - {sender}
        if not subscribers:
            return
        on_wire = f"realtime:{topic}"
        versions = {subscriber.version for subscriber in subscribers}
        frames = {
            version: encode_broadcast(version, on_wire, broadcast)
            for version in VERSIONS
            if version in versions
        }
        for subscriber in subscribers:
            frame = frames[subscriber.version]
            if frame is not None:
                subscriber.deliver(message_id, frame)
