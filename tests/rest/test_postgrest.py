"""A `postgrest` on PATH is used instead; the program here only tells what it was given."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest

from local.rest.settings import ApiSettings
from local.testbed.databases import Database
from local.testbed.rest import RestProject, running_rest

STAND_IN = """#!{python}
import json, os
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        given = {{name: os.environ[name] for name in os.environ if name.startswith("PGRST_")}}
        said = {{"path": self.path, "headers": dict(self.headers), "settings": given}}
        body = json.dumps(said).encode()
        self.send_response(200 if "Authorization" in self.headers else 401)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass

where = (os.environ["PGRST_SERVER_HOST"], int(os.environ["PGRST_SERVER_PORT"]))
HTTPServer(where, Handler).serve_forever()
"""


@pytest.fixture
def project(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RestProject]:
    program = tmp_path / "postgrest"
    program.write_text(STAND_IN.format(python=sys.executable))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with running_rest(db) as project:
        assert project is not None
        yield project


def test_postgrest_is_configured_as_on_the_platform(project: RestProject) -> None:
    user = project.new_user()
    bearer = {"authorization": f"Bearer {user.token}", "apikey": project.api_keys.publishable}
    seen = json.loads(
        project.request("GET", "balance?select=posted&order=posted", headers=bearer).content
    )
    settings = seen["settings"]
    api = ApiSettings.read()
    assert settings["PGRST_DB_URI"] == project.db.dsn("authenticator")
    assert settings["PGRST_DB_SCHEMAS"] == ",".join(api.schemas) == "api"
    assert settings["PGRST_DB_MAX_ROWS"] == str(api.max_rows)
    assert "PGRST_DB_ANON_ROLE" not in settings

    headers = {name.lower(): value for name, value in seen["headers"].items()}
    assert seen["path"] == "/balance?select=posted&order=posted"
    assert headers["accept-profile"] == "api"
    assert "apikey" not in headers
    # The same claims, and an end that is near.
    before = jwt.decode(user.token, options={"verify_signature": False})
    after = jwt.decode(
        headers["authorization"].removeprefix("Bearer "),
        settings["PGRST_JWT_SECRET"],
        algorithms=["HS256"],
        audience="authenticated",
    )
    assert before["exp"] - after["exp"] > 3000
    assert {**before, "exp": 0} == {**after, "exp": 0}


def test_the_key_of_a_query_is_not_passed_on(project: RestProject) -> None:
    key = project.api_keys.publishable
    reply = project.request("GET", f"balance?apikey={key}&select=posted", headers={"apikey": ""})
    assert reply.json()["path"] == "/balance?select=posted"
