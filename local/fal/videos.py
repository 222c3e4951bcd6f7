"""An MP4 with one picture a second, made here: whoever downloads it can play it.

Source: ISO/IEC 14496-12 (boxes) and 14496-15 (H.264 in them).
"""

import struct
from functools import lru_cache

from local.fal.h264 import PIXELS, picture, picture_parameters, sequence_parameters

MAX_SECONDS = 120
# Units of time in a second.
TIMESCALE = 1000
_UNITY = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


@lru_cache(maxsize=32)
def mp4(seconds: int, hue: int) -> bytes:
    """`seconds` pictures, each a second long; `hue` 0 to 255 makes two videos differ."""
    samples = []
    for n in range(seconds):
        unit = picture(n, 40 + (n * 29 + hue) % 180, 60 + hue % 120, 90 + (hue * 7) % 120)
        samples.append(struct.pack(">I", len(unit)) + unit)
    kind = _box(b"ftyp", b"isom" + struct.pack(">I", 512) + b"isomiso2avc1mp41")
    # Where the pictures begin depends on how long the index is, not on what it says.
    index = _index(samples, 0)
    index = _index(samples, len(kind) + len(index) + 8)
    return kind + index + _box(b"mdat", b"".join(samples))


def _box(name: bytes, *parts: bytes) -> bytes:
    data = b"".join(parts)
    return struct.pack(">I", len(data) + 8) + name + data


def _full(name: bytes, flags: int, *parts: bytes) -> bytes:
    """A box with version 0 and flags."""
    return _box(name, struct.pack(">I", flags), *parts)


def _index(samples: list[bytes], begins_at: int) -> bytes:
    length = len(samples) * TIMESCALE
    movie = _full(
        b"mvhd",
        0,
        struct.pack(">4I", 0, 0, TIMESCALE, length),
        struct.pack(">IHH8x", 0x10000, 0x100, 0),
        _UNITY,
        bytes(24),
        struct.pack(">I", 2),
    )
    track = _full(
        b"tkhd",
        3,
        struct.pack(">5I8x", 0, 0, 1, 0, length),
        bytes(8),
        _UNITY,
        struct.pack(">II", PIXELS << 16, PIXELS << 16),
    )
    media = _box(
        b"mdia",
        _full(b"mdhd", 0, struct.pack(">4IHH", 0, 0, TIMESCALE, length, 0x55C4, 0)),
        _full(b"hdlr", 0, bytes(4), b"vide", bytes(12), b"florin\0"),
        _box(
            b"minf",
            _full(b"vmhd", 1, bytes(8)),
            _box(b"dinf", _full(b"dref", 0, struct.pack(">I", 1), _full(b"url ", 1))),
            _table(samples, begins_at),
        ),
    )
    return _box(b"moov", movie, _box(b"trak", track, media))


def _table(samples: list[bytes], begins_at: int) -> bytes:
    count = len(samples)
    sizes = b"".join(struct.pack(">I", len(sample)) for sample in samples)
    return _box(
        b"stbl",
        _full(b"stsd", 0, struct.pack(">I", 1), _entry()),
        _full(b"stts", 0, struct.pack(">3I", 1, count, TIMESCALE)),
        _full(b"stsc", 0, struct.pack(">4I", 1, 1, count, 1)),
        _full(b"stsz", 0, struct.pack(">2I", 0, count), sizes),
        _full(b"stco", 0, struct.pack(">2I", 1, begins_at)),
    )


def _entry() -> bytes:
    sequence, parameters = sequence_parameters(), picture_parameters()
    configuration = _box(
        b"avcC",
        bytes([1, *sequence[1:4], 0xFF, 0xE1]),
        struct.pack(">H", len(sequence)) + sequence,
        b"\x01" + struct.pack(">H", len(parameters)) + parameters,
    )
    return _box(
        b"avc1",
        struct.pack(">6xH16xHH", 1, PIXELS, PIXELS),
        struct.pack(">IIIH32xHh", 0x480000, 0x480000, 0, 1, 24, -1),
        configuration,
    )
