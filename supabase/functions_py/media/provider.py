"""What a provider of images and video is asked, and what it may answer.

One shape for all of them: a job is submitted once, asked for until there is a verdict, and found
again where it is not known whether it was taken. Each provider is one module of this package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

Kind = Literal["image", "video"]


@dataclass(frozen=True, slots=True)
class MediaOrder:
    """A job as a provider is to do it. `input` is Florin's own body of POST /v1/jobs; unit,
    quantity and resolution are what the price was made of, and what must come back.

    submitted_at: when the intent to submit was recorded, for `find`. webhook_url: where a verdict
    may be posted; None where the service has no public address."""

    job_id: UUID
    account_id: UUID
    kind: Kind
    upstream_model: str
    input: Mapping[str, Any]
    unit: Literal["image", "second"]
    quantity: int
    resolution: str
    webhook_url: str | None = None
    submitted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MediaFile:
    """One result: at the provider's `url`, or here as `content` (bytes), never both. The rest is
    what the provider said of it: pixels, seconds; None where it said nothing."""

    url: str | None
    content: bytes | None = field(repr=False)
    content_type: str
    width: int | None = None
    height: int | None = None
    seconds: float | None = None

    def as_result(self) -> dict[str, Any]:
        """As a job keeps it, not stored yet: what is not known is left out."""
        known = {"width": self.width, "height": self.height, "seconds": self.seconds}
        return {
            "url": self.url,
            "path": None,
            "content_type": self.content_type,
            **{name: value for name, value in known.items() if value is not None},
        }


@dataclass(frozen=True, slots=True)
class Pending:
    """No verdict yet. progress: 0 to 100, None where the provider does not say."""

    status: Literal["submitted", "running"]
    progress: int | None = None


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The provider's verdict: done, at least one file."""

    files: tuple[MediaFile, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """The provider's verdict: there will be no result. `code` is stable snake_case, `message` is
    for the user who asked."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Canceled:
    """The provider's verdict: it was canceled before it was done."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The provider has no such request. It is no verdict: records may appear late."""


Verdict = Pending | Succeeded | Failed | Canceled | Unknown


def outcome_of(
    verdict: Succeeded | Failed | Canceled,
) -> tuple[str, list[dict[str, Any]] | None, dict[str, str] | None]:
    """(outcome, results, error) as `api.finish_job` takes them."""
    match verdict:
        case Succeeded(files):
            return "succeeded", [file.as_result() for file in files], None
        case Failed(code, message):
            return "failed", None, {"code": code, "message": message}
        case Canceled():
            return "canceled", None, None


class MediaError(Exception):
    """Why there is no answer. `str()` is safe to log: no key, no prompt."""


class Refused(MediaError):
    """The provider certainly did not take it, and told why: submitting it again is pointless
    while `is_temporary` is False, and safe while it is True (429, 503)."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        is_temporary: bool = False,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.is_temporary = is_temporary
        self.retry_after_s = retry_after_s


class Unreachable(MediaError):
    """Certainly not sent: there was no connection. Submitting again is safe."""


class Unclear(MediaError):
    """It may have been taken, or no answer could be understood: never a verdict, and never a
    reason to submit again."""


class MediaProvider(Protocol):
    """Safe to use from many tasks of one event loop. Every call ends by itself within
    FLORIN_MEDIA_TIMEOUT_S, a synchronous `submit` within FLORIN_MEDIA_SUBMIT_TIMEOUT_S."""

    name: str
    # Whether `find` can tell at all. Where not, the worker looks for what it may have stored.
    can_find: bool

    async def submit(self, order: MediaOrder) -> str | Succeeded:
        """The provider's request id, or the answer itself where it comes at once. Sent once, never
        retried in here. Raises Refused, Unreachable, Unclear."""

    async def ask(self, upstream_model: str, request_id: str) -> Verdict:
        """How the request stands. Raises Unreachable, Unclear, Refused (our key)."""

    async def cancel(self, upstream_model: str, request_id: str) -> Canceled | None:
        """Asks to cancel. Canceled: it never ran, and the provider may not know it any more;
        None: `ask` will tell whether it was. Raises as `ask`."""

    async def find(self, order: MediaOrder) -> str | None:
        """The request id of an order that may have been taken; None: it certainly was not.
        Raises Unclear where that cannot be told (yet), and as `ask`."""

    async def close(self) -> None:
        """Closes connections."""
