"""scripts/demo --purchase <store>: credits bought end to end, in the stand-in of a store.

One module a store, named after it, and one line below.
"""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from local.demo_steps import Write
from local.purchase_demo import apple, stripe
from local.state import StackInfo

# Does everything in order; `write` gets what is for the terminal. Returns the object of --json,
# with at least: store, product, transaction_id, balance_before, entries, balance_after, verify.
# Raises DemoError.
Demo = Callable[[StackInfo, Write], Coroutine[Any, Any, dict[str, Any]]]

DEMOS: Mapping[str, Demo] = {"apple": apple.run, "stripe": stripe.run}
