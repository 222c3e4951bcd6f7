"""A stream followed as the relay follows it, and read as the standard says it is to be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from functions_py.families import Family
from functions_py.sse import EventSplitter, EventTooLarge
from functions_py.usage import MAX_COUNT, Usage

# As many messages of one stream are kept apart, and each may report the largest figure.
MOST = 200 * MAX_COUNT

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Followed:
    """All that is decided by a stream."""

    usage: Usage | None
    final: bool
    finished: bool
    error: bytes | None
    output_bytes: int
    events: tuple[bytes, ...]


def follow(family: Family, reads: Iterable[bytes], limit_bytes: int = 1 << 23) -> Followed:
    """The stream up to its end, its error, or the event that is too large."""
    splitter, meter = EventSplitter(limit_bytes), family.meter("some-model")
    events: list[bytes] = []
    try:
        for read in reads:
            found = splitter.feed(read)
            events += found[: meter.watch(found)]
            if meter.error is not None:
                break
        else:
            rest = splitter.flush()
            if rest:
                meter.watch([rest.rstrip(b"\r\n") + b"\n\n"])
    except EventTooLarge:
        pass
    return Followed(
        meter.usage(),
        meter.final,
        meter.finished,
        meter.error,
        family.output_bytes(events),
        tuple(events),
    )


def check_usage(usage: Usage | None) -> None:
    """Counts, and nothing else."""
    for line in () if usage is None else usage.lines:
        counts = [value for name, value in line.as_json().items() if name != "model"]
        assert all(type(count) is int and 0 <= count <= MOST for count in counts), line
        # It becomes JSON, and a text of Postgres.
        assert line.model is None or "\0" not in line.model.encode().decode()


def data_by_the_standard(event: bytes) -> bytes:
    """WHATWG HTML, "Interpreting an event stream": the data of one event's lines."""
    lines = event.removeprefix(BOM).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    data = []
    for line in lines:
        name, colon, value = line.partition(b":")
        if name == b"data" and colon:
            data.append(value.removeprefix(b" "))
    return b"\n".join(data)
