"""The stand-in's time: the machine's, moved forward by tests."""

import time

DAY_MS = 86_400_000
HOUR_MS = 3_600_000


class Clock:
    """Milliseconds since 1970, as everything of the App Store counts."""

    def __init__(self) -> None:
        self._offset_ms = 0
        self._stamped_ms = 0

    def now_ms(self) -> int:
        return int(time.time() * 1000) + self._offset_ms

    def move_to(self, moment_ms: int) -> None:
        """Never back: a moment that is past stays past."""
        self._offset_ms += max(0, moment_ms - self.now_ms())

    def stamp_ms(self) -> int:
        """Now, for `signedDate`, and never the same twice: what is newer can be told."""
        self._stamped_ms = max(self._stamped_ms + 1, self.now_ms())
        return self._stamped_ms
