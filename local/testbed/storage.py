"""A project's URL with Storage behind it, and its keys. No account, and no Data API."""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from local.api_keys import ApiKeys
from local.auth.keys import SigningKeys
from local.parts import start_gateway
from supabase import AsyncClient, AsyncClientOptions


@dataclass(frozen=True)
class StorageProject:
    """`folder` is its state folder, with the objects in `storage`."""

    url: str
    folder: Path
    api_keys: ApiKeys
    signing_keys: SigningKeys

    def environment(self) -> dict[str, str]:
        """The variables by which service and worker find it."""
        return {"SUPABASE_URL": self.url, "SUPABASE_SECRET_KEY": self.api_keys.secret}

    def client(self, http: httpx.AsyncClient, key: str | None = None) -> AsyncClient:
        """The `supabase` client, with the secret key unless another is given."""
        options = AsyncClientOptions(
            auto_refresh_token=False, persist_session=False, httpx_client=http
        )
        return AsyncClient(self.url, key or self.api_keys.secret, options)


@contextlib.contextmanager
def running_storage(auth_dsn: str, folder: Path | None = None) -> Iterator[StorageProject]:
    """`auth_dsn` is supabase_auth_admin's, of any database; `folder` one that is kept."""
    with contextlib.ExitStack() as end:
        if folder is None:
            made = tempfile.TemporaryDirectory(prefix="florin-storage-")
            folder = Path(end.enter_context(made))
        child, url = start_gateway(folder / "gateway.log", folder, auth_dsn)
        end.callback(child.stop)
        yield StorageProject(
            url,
            folder,
            ApiKeys.of(folder / "api-keys.json"),
            SigningKeys(folder / "signing-keys.json"),
        )
