"""What one client may take up. The platform's own figures where it has them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """connections, channels: at a time, per server and per connection. idle_s: without a frame
    from the client, which sends a heartbeat every 25 s. frame_bytes: of a client. payload_bytes:
    of a broadcast. queue_frames, queue_bytes: waiting for a client that reads too slowly.
    recheck_s: how often a token is verified again. private_only: refuse public channels."""

    connections: int = 200
    channels: int = 100
    idle_s: float = 60.0
    frame_bytes: int = 5_000_000
    # The smallest plan's, so that what passes here passes everywhere.
    payload_bytes: int = 256 * 1024
    queue_frames: int = 2000
    queue_bytes: int = 8 * 1024 * 1024
    recheck_s: float = 300.0
    private_only: bool = False
