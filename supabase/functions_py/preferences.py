"""`Prefer: wait=<seconds>` (RFC 7240, 4.3): how long a client would wait for news."""

from __future__ import annotations

import re

from starlette.datastructures import Headers

# Phones and proxies drop a silent connection after 30 s.
MAX_WAIT_S = 20

_WAIT = re.compile(r'\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:;.*)?', re.IGNORECASE)


def wait_s(headers: Headers) -> int:
    """Whole seconds, at most MAX_WAIT_S; 0 where nothing of it is said. A preference that cannot be
    read is passed over, as the RFC has it; of several the first counts."""
    for line in headers.getlist("prefer"):
        for preference in line.split(","):
            found = _WAIT.fullmatch(preference)
            if found is not None:
                return min(int(found[1]), MAX_WAIT_S)
    return 0
