"""When a job's next step is due: as often as is useful to its user, never in step with others."""

from __future__ import annotations

import random

# Of a job's age: the longer it has taken, the less a moment more matters. A minute's video is
# asked for every six seconds by its end.
ASK_SHARE = 0.1
ASK_MAX_S = 15.0
# Past its deadline nobody waits at the screen; within this it is still noticed when it ends.
OVERDUE_MAX_S = 300.0

# After a step that failed: doubled each time, up to the second figure.
RETRY_FIRST_S = 1.0
RETRY_MAX_S = 300.0

# Of the pause, either way.
JITTER = 0.2


def ask_again_s(age_s: float, is_overdue: bool, least_s: float) -> float:
    """Until a provider that has no verdict yet is asked again."""
    longest_s = OVERDUE_MAX_S if is_overdue else ASK_MAX_S
    return _jittered(max(least_s, min(age_s * ASK_SHARE, longest_s)))


def try_again_s(failures: int, least_s: float = 0.0) -> float:
    """Until a step is tried again after it failed `failures` times before."""
    # 2**20 is beyond any maximum; a larger exponent would only make a larger number.
    pause_s = RETRY_FIRST_S * 2 ** min(failures, 20)
    return _jittered(max(least_s, min(pause_s, RETRY_MAX_S)))


def _jittered(seconds: float) -> float:
    share = 1 - JITTER + 2 * JITTER * random.random()  # noqa: S311, spreads load, guards nothing
    return seconds * share
