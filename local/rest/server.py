"""Starts what answers /rest/v1: a `postgrest` on PATH, otherwise @supabase/lite under Node.

Both check HS256 tokens against a secret of this run alone, which only the gateway knows besides.
"""

import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from local.child import Child
from local.node import NODE, packages_are_installed
from local.parts import bare_environment, on_some_port
from local.postgres import HOST
from local.rest.settings import ApiSettings

LITE = Path(__file__).with_name("lite.mjs")
# A developer and their dashboard; the rest of Postgres's hundred belongs to others.
POOL_SIZE = 5
SECRET_BYTES = 32


@dataclass(frozen=True)
class RestServer:
    """A running server. `url` is what a table's name is appended to, `secret` signs its tokens."""

    child: Child
    url: str
    secret: str

    def environment(self) -> dict[str, str]:
        """The variables by which the gateway finds it."""
        return {"FLORIN_GATEWAY_REST_URL": self.url, "FLORIN_GATEWAY_REST_SECRET": self.secret}


def start_rest(log_file: Path, database_url: str) -> RestServer | None:
    """None when there is neither. `database_url` is authenticator's, who owns nothing, may do
    nothing by itself, and becomes the role of each request. Raises ChildError."""
    secret = secrets.token_hex(SECRET_BYTES)
    postgrest = shutil.which("postgrest")
    if postgrest is None and not packages_are_installed():
        return None

    def start(port: int) -> tuple[Child, str]:
        if postgrest is not None:
            environment = postgrest_environment(database_url, secret, port)
            path = ""
            command = [postgrest]
        else:
            environment = lite_environment(database_url, secret, port)
            path = "/rest/v1"
            command = [str(NODE), str(LITE)]
        child = Child("rest", command, log_file=log_file, environment=environment)
        return child, f"http://{HOST}:{port}{path}"

    # PostgREST has nothing for whoever comes without a token.
    child, url = on_some_port(start, "/", ready=(200, 401))
    return RestServer(child, url, secret)


def postgrest_environment(database_url: str, secret: str, port: int) -> dict[str, str]:
    """PostgREST's own variables; set as on the platform."""
    api = ApiSettings.read()
    return {
        **bare_environment(),
        "PGRST_DB_URI": database_url,
        "PGRST_DB_SCHEMAS": ",".join(api.schemas),
        "PGRST_DB_EXTRA_SEARCH_PATH": ",".join(api.extra_search_path),
        "PGRST_DB_MAX_ROWS": str(api.max_rows),
        "PGRST_DB_POOL": str(POOL_SIZE),
        # No PGRST_DB_ANON_ROLE: the gateway always sends a token, anon's too.
        "PGRST_JWT_SECRET": secret,
        "PGRST_SERVER_HOST": HOST,
        "PGRST_SERVER_PORT": str(port),
    }


def lite_environment(database_url: str, secret: str, port: int) -> dict[str, str]:
    """What lite.mjs reads."""
    api = ApiSettings.read()
    settings = {
        "schemas": api.schemas,
        "extra_search_path": api.extra_search_path,
        "max_rows": api.max_rows,
    }
    return {
        **bare_environment(),
        # Nothing is sent when the package is embedded; should that change, this is its switch.
        "LITE_TELEMETRY": "0",
        "DO_NOT_TRACK": "1",
        "HOME": os.devnull,
        "FLORIN_REST_API": json.dumps(settings),
        "FLORIN_REST_DATABASE_URL": database_url,
        "FLORIN_REST_HOST": HOST,
        "FLORIN_REST_POOL": str(POOL_SIZE),
        "FLORIN_REST_PORT": str(port),
        "FLORIN_REST_SECRET": secret,
    }
