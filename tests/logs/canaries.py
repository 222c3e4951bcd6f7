"""Secrets that can be recognised wherever they turn up, and the search for them."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import fields
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from functions_py.settings import Settings

# Long enough to be nobody else's, short enough to be quoted whole.
CANARY_BYTES = 10


def canary(name: str) -> str:
    return f"canary{name}{secrets.token_hex(CANARY_BYTES)}"


def new_pem() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def secrets_of_settings() -> set[str]:
    """The variables of every setting that must never be shown: those that repr leaves out."""
    return {
        item.metadata["variable"]
        for item in fields(Settings)
        if not item.repr and "variable" in item.metadata
    }


def new_secrets() -> dict[str, str]:
    """A value for every secret of the environment that is not made elsewhere."""
    signing = base64.b64encode(canary("webhook").encode()).decode()
    return {
        "OPENAI_API_KEY": "sk-" + canary("openai"),
        "ANTHROPIC_API_KEY": "sk-ant-" + canary("anthropic"),
        "SUPABASE_JWT_SECRET": canary("jwt") * 2,
        "SUPABASE_SECRET_KEY": "sb_secret_" + canary("supabase"),
        "FLORIN_METRICS_TOKEN": canary("metrics"),
        "FLORIN_DEVICECHECK_PRIVATE_KEY": new_pem(),
        "FLORIN_APPLE_PRIVATE_KEY": new_pem(),
        "FLORIN_FAL_KEY": f"{canary('falid')}:{canary('fal')}",
        "STRIPE_SECRET_KEY": "sk_test_" + canary("stripe"),
        "STRIPE_WEBHOOK_SECRETS": f"whsec_{canary('endpoint')} whsec_{canary('former')}",
        "FLORIN_POSTHOG_KEY": "phc_" + canary("posthog"),
        "FLORIN_WEBHOOK_CRM_SECRET": "whsec_" + signing,
    }


def needles_of(name: str, value: str) -> dict[str, str]:
    """What to search for: each part of a secret that would be of use, as it is and encoded."""
    if value.startswith("-----BEGIN"):
        # The second line of a key's base64 is of nobody else's.
        parts = [value.splitlines()[2]]
    else:
        parts = value.replace("whsec_", "").replace(":", " ").split()
    found = {}
    for number, part in enumerate(parts):
        found[f"{name} {number}"] = part
        found[f"{name} {number} in base64"] = base64.b64encode(part.encode()).decode()[:-4]
        if quote(part, safe="") != part:
            found[f"{name} {number} in a URL"] = quote(part, safe="")
    return found


def leaks(text: str, needles: Mapping[str, str]) -> list[str]:
    """The names of the needles in `text`, each with the line it is in, the needle blackened."""
    if not any(needle in text for needle in needles.values()):
        return []
    return [
        f"{name}: {line.replace(needle, '█')[:500]}"
        for line in text.splitlines()
        for name, needle in needles.items()
        if needle in line
    ]


def together(all_needles: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {name: value for needles in all_needles for name, value in needles.items()}
