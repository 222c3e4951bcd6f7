"""The project's publishable and secret key: random, kept in the state folder.

They are not JWTs and travel in `apikey`. The publishable one is no secret; the secret one stands
for service_role.
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class ApiKeys:
    publishable: str
    secret: str

    @classmethod
    def of(cls, file: Path) -> "ApiKeys":
        """Reads them from `file`, which is written on first use."""
        try:
            return cls(**json.loads(file.read_text()))
        except FileNotFoundError:
            pass
        keys = cls(
            f"sb_publishable_{secrets.token_urlsafe(24)}", f"sb_secret_{secrets.token_urlsafe(24)}"
        )
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            json.dump(asdict(keys), out)
        fresh.replace(file)
        return keys

    def knows(self, given: str) -> bool:
        # Both are compared, so that the time does not tell which one is closer.
        same = [
            secrets.compare_digest(given.encode(), own.encode())
            for own in (self.publishable, self.secret)
        ]
        return any(same)
