"""Orders as a job makes them."""

import asyncio
import uuid
from datetime import UTC, datetime
from typing import Any

from functions_py.media.fal import Fal
from functions_py.media.provider import MediaOrder, Pending, Verdict

# Nothing waits unless a test wants it to.
FAST: dict[str, Any] = {"queue_s": 0.0, "run_s": 0.0, "after_s": 0.0}
VIDEO, IMAGE = "fal-ai/demo-video", "fal-ai/demo-image"
DEADLINE_S = 5.0


def video(prompt: str = "a lighthouse", **more: Any) -> MediaOrder:
    """Five seconds at 720p, submitted now."""
    return order("video", prompt, "second", 5, "720p", upstream_model=VIDEO, **more)


def images(prompt: str = "a lighthouse", count: int = 1, **more: Any) -> MediaOrder:
    """Pictures of 64 by 64."""
    return order("image", prompt, "image", count, "64x64", upstream_model=IMAGE, **more)


def order(
    kind: Any, prompt: str, unit: Any, quantity: int, resolution: str, **more: Any
) -> MediaOrder:
    given = {"prompt": prompt, **more.pop("input", {})}
    made: dict[str, Any] = {
        "job_id": uuid.uuid4(),
        "account_id": uuid.uuid4(),
        "submitted_at": datetime.now(UTC),
        "resolution": resolution,
        **more,
    }
    return MediaOrder(kind=kind, input=given, unit=unit, quantity=quantity, **made)


async def submitted(provider: Fal, wanted: MediaOrder) -> str:
    """Its request id."""
    request_id = await provider.submit(wanted)
    assert isinstance(request_id, str)
    return request_id


async def verdict(provider: Fal, wanted: MediaOrder, request_id: str) -> Verdict:
    """The first answer that is one."""
    async with asyncio.timeout(DEADLINE_S):
        while True:
            told = await provider.ask(wanted.upstream_model, request_id)
            if not isinstance(told, Pending):
                return told
            await asyncio.sleep(0.01)
