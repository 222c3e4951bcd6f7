"""Ids as Stripe makes them: a prefix that tells the kind, then letters and digits."""

import secrets
import string

ALPHABET = string.ascii_letters + string.digits

# The kinds whose ids carry nothing of the account, and are shorter.
SHORT = frozenset({"cus", "prod", "si"})


def new_id(prefix: str) -> str:
    """`new_id("cus")`: cus_ and 14 random letters; other kinds have 24."""
    return f"{prefix}_{random_text(14 if prefix in SHORT else 24)}"


def random_text(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
