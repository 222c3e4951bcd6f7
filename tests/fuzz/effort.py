"""How long fuzzing takes: a few hundred examples that are always the same, or as many as asked for.

FLORIN_FUZZ_EXAMPLES=5000: so many examples of each claim, of the machine's own choice every time.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

ASKED = os.environ.get("FLORIN_FUZZ_EXAMPLES")
IS_LONG = ASKED is not None


def effort(examples: int, *, long_share: float = 1.0) -> settings:
    """So many examples in the suite; `long_share` of what was asked for in the long form, for
    claims whose examples take longer than others'."""
    return settings(
        max_examples=max(1, int(int(ASKED) * long_share)) if ASKED is not None else examples,
        # In the suite a run is the same as the last one: what is found, is found for everybody.
        derandomize=not IS_LONG,
        database=None,
        # The machine may be busy: how long an example takes says nothing here.
        deadline=None,
        print_blob=IS_LONG,
        # The fixtures are the session's, and streams are large for hypothesis.
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
        ],
    )
