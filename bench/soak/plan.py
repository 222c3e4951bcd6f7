"""How long and how wide a soak is."""

from collections.abc import Callable
from dataclasses import dataclass

DEFAULT_OPERATIONS = 1_000_000
DEFAULT_ACCOUNTS = 5_000
DEFAULT_CLIENTS = 12
# Over an hour something is wrong: the run ends there, and says how far it came.
DEFAULT_MINUTES = 60

HOT_ACCOUNTS = 5
# Of the operations, how many go to the hot accounts, and how many through the HTTP service.
HOT_SHARE = 0.10
HTTP_SHARE = 0.02

Say = Callable[[str], None]


class SoakError(Exception):
    """The books differ from the model, or a caller was told what it must not be; the text says
    which account, and by how much."""


@dataclass(frozen=True)
class Plan:
    """seed: of what is drawn. How the clients' calls interleave is up to the machine."""

    operations: int = DEFAULT_OPERATIONS
    accounts: int = DEFAULT_ACCOUNTS
    clients: int = DEFAULT_CLIENTS
    seed: int = 1
    minutes: int = DEFAULT_MINUTES
