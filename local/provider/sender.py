"""Sends a reply's bytes at its pace, and fails where the script says so."""

import asyncio
from collections.abc import Iterator

from aiohttp import ClientConnectionError, web

from local.provider.scripts import Answer

# A hang ends when the client leaves; this is for a client that never does.
MAX_HANG_S = 600.0
LOOK_FOR_DISCONNECT_S = 0.02


async def send(
    request: web.Request,
    response: web.StreamResponse,
    events: list[bytes],
    answer: Answer,
    delay_ms: float,
) -> tuple[bytes, bool]:
    """Returns the bytes that were sent and whether the client stayed for all of them."""
    sent = bytearray()
    loop = asyncio.get_running_loop()
    kept = events[: len(events) - answer.drop_last_events]
    if answer.hang_after_events is not None:
        kept = kept[: answer.hang_after_events]
    try:
        await response.prepare(request)
        begun = loop.time()
        for number, piece in enumerate(_pieces(kept, answer)):
            if delay_ms and number:
                # Against the clock, so that a busy machine does not stretch the stream.
                await asyncio.sleep(max(0.0, begun + number * delay_ms / 1000 - loop.time()))
            if _gone(request):
                return bytes(sent), False
            await response.write(piece)
            sent += piece
        if answer.close_after_bytes is not None:
            _close(request)
            return bytes(sent), True
        if answer.hang_after_events is not None:
            await until_client_leaves(request)
            return bytes(sent), False
        await response.write_eof()
    except (ClientConnectionError, ConnectionError):
        return bytes(sent), False
    return bytes(sent), True


async def until_client_leaves(request: web.Request) -> None:
    """aiohttp tells of a lost connection by its transport only, so this looks now and then."""
    for _ in range(int(MAX_HANG_S / LOOK_FOR_DISCONNECT_S)):
        if _gone(request):
            return
        await asyncio.sleep(LOOK_FOR_DISCONNECT_S)


def close_now(request: web.Request) -> None:
    """Drops the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()


def _pieces(events: list[bytes], answer: Answer) -> Iterator[bytes]:
    """The writes: one per event, or the whole cut up as the answer says."""
    if answer.close_after_bytes is None and answer.chunk_bytes is None and not answer.cut_at:
        yield from events
        return
    whole = b"".join(events)
    if answer.close_after_bytes is not None:
        whole = whole[: answer.close_after_bytes]
    if answer.chunk_bytes is not None:
        cuts = list(range(max(1, answer.chunk_bytes), len(whole), max(1, answer.chunk_bytes)))
    elif answer.cut_at:
        cuts = [position for position in answer.cut_at if 0 < position < len(whole)]
    else:
        cuts = _ends_of(events, len(whole))
    begin = 0
    for end in (*cuts, len(whole)):
        if end > begin:
            yield whole[begin:end]
            begin = end


def _ends_of(events: list[bytes], limit: int) -> list[int]:
    ends, position = [], 0
    for event in events:
        position += len(event)
        if position >= limit:
            break
        ends.append(position)
    return ends


def _gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


def _close(request: web.Request) -> None:
    # close, not abort: what was written arrives, then the end comes without a last chunk.
    if request.transport is not None:
        request.transport.close()
