"""What a client asks for when it joins a channel.

Source: lib/realtime_web/channels/payloads/ of supabase/realtime.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from local.realtime.messages import REPLAY_LIMIT
from local.realtime.tokens import Refusal

PREFIX = "realtime:"


@dataclass(frozen=True)
class Replay:
    """Messages since then (UTC, without zone, as inserted_at is), the last `limit` of them."""

    since: datetime
    limit: int


@dataclass(frozen=True)
class Join:
    topic: str
    token: str | None
    private: bool
    ack: bool
    hears_itself: bool
    replay: Replay | None

    @classmethod
    def parse(cls, topic: str, payload: dict[str, Any]) -> "Join":
        """`topic` with its prefix. Raises Refusal."""
        name = topic.removeprefix(PREFIX)
        if not name:
            raise Refusal("TopicNameRequired", "You must provide a topic name")
        config = _object(payload, "config")
        broadcast = _object(config, "broadcast")
        if config.get("postgres_changes"):
            raise Refusal(
                "RealtimeDisabledForConfiguration",
                "postgres_changes is not part of the local stack; listen for broadcasts",
            )
        private = _flag(config.get("private"))
        token = payload.get("access_token") or payload.get("user_token")
        return cls(
            name,
            token if isinstance(token, str) else None,
            private,
            _flag(broadcast.get("ack")),
            _flag(broadcast.get("self")),
            _replay(broadcast["replay"], private) if "replay" in broadcast else None,
        )


def _replay(given: object, private: bool) -> Replay | None:
    if not private:
        raise Refusal("UnableToReplayMessages", "Replay is not allowed for public channels")
    if not isinstance(given, dict):
        return None
    since, limit = given.get("since"), given.get("limit", REPLAY_LIMIT)
    try:
        if type(since) is not int or type(limit) is not int:
            raise ValueError("whole numbers")
        return Replay(datetime.fromtimestamp(since / 1000, UTC).replace(tzinfo=None), limit)
    except (ValueError, OverflowError, OSError):
        raise Refusal("UnableToReplayMessages", "Replay params are not valid") from None


def _object(holder: dict[str, Any], name: str) -> dict[str, Any]:
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def _flag(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.lower() == "true")
