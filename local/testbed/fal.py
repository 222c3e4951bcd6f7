"""A stand-in for fal.ai in a process of its own, and its handle."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from local.fal.control import FalControl
from local.parts import start_fal

KEY = "tests:0123456789abcdef"


@contextlib.contextmanager
def running_fal(**default: object) -> Iterator[FalControl]:
    """`default`: the plan of its requests (see `local.fal.plans.Plan`); at once, unless given."""
    with tempfile.TemporaryDirectory(prefix="florin-fal-") as folder:
        child, url = start_fal(Path(folder) / "fal.log", key=KEY)
        try:
            with FalControl(url) as control:
                control.set_default(**{"queue_s": 0.0, "run_s": 0.0, **default})
                yield control
        finally:
            child.stop(deadline_s=5)
