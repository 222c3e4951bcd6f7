"""The claims of an access token, exactly as Supabase Auth issues them."""

import time
import uuid
from typing import Any

AUDIENCE = "authenticated"
LIFETIME_S = 3600


def access_claims(
    issuer: str,
    user: dict[str, Any],
    session_id: uuid.UUID,
    methods: list[dict[str, Any]],
    lifetime_s: int = LIFETIME_S,
) -> dict[str, Any]:
    """`user` is a row of auth.users; `methods` the session's `amr`."""
    now = int(time.time())
    return {
        "iss": issuer,
        "sub": str(user["id"]),
        "aud": AUDIENCE,
        "exp": now + lifetime_s,
        "iat": now,
        "email": user["email"] or "",
        "phone": user["phone"] or "",
        "app_metadata": user["raw_app_meta_data"] or {},
        "user_metadata": user["raw_user_meta_data"] or {},
        "role": user["role"] or AUDIENCE,
        "aal": "aal1",
        "amr": methods,
        "session_id": str(session_id),
        "is_anonymous": user["is_anonymous"],
    }


def user_json(user: dict[str, Any]) -> dict[str, Any]:
    """A row of auth.users as the API shows it; what is not set is left out."""
    confirmed_at = user["email_confirmed_at"] or user["phone_confirmed_at"]
    times = {
        "email_confirmed_at": user["email_confirmed_at"],
        "phone_confirmed_at": user["phone_confirmed_at"],
        "confirmed_at": confirmed_at,
        "last_sign_in_at": user["last_sign_in_at"],
        "created_at": user["created_at"],
        "updated_at": user["updated_at"],
    }
    return {
        "id": str(user["id"]),
        "aud": user["aud"],
        "role": user["role"],
        "email": user["email"] or "",
        "phone": user["phone"] or "",
        **{name: value.isoformat() for name, value in times.items() if value},
        "app_metadata": user["raw_app_meta_data"] or {},
        "user_metadata": user["raw_user_meta_data"] or {},
        "identities": _identities(user),
        "is_anonymous": user["is_anonymous"],
    }


def _identities(user: dict[str, Any]) -> list[dict[str, Any]]:
    if not user["email"]:
        return []
    return [
        {
            # Derived, so that it stays the same without a table of its own.
            "identity_id": str(uuid.uuid5(user["id"], "email")),
            "id": str(user["id"]),
            "user_id": str(user["id"]),
            "identity_data": {"email": user["email"], "sub": str(user["id"])},
            "provider": "email",
            "created_at": user["created_at"].isoformat(),
            "updated_at": user["updated_at"].isoformat(),
        }
    ]
