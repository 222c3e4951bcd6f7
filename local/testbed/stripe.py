"""A stand-in for Stripe in a process of its own."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from local.parts import start_stripe
from local.stripe.control import StripeControl


@contextlib.contextmanager
def running_stripe(secret_key: str = "") -> Iterator[StripeControl]:
    """Empty: no prices, no endpoints. Without `secret_key` every test key is good."""
    with tempfile.TemporaryDirectory(prefix="florin-stripe-") as folder:
        child, url = start_stripe(Path(folder) / "stripe.log", 0, secret_key)
        control = StripeControl(url)
        try:
            yield control
        finally:
            control.close()
            child.stop(deadline_s=5)
