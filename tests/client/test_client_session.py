"""Whose session it is, and that its token is good whenever it is used."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest
from client_project import Project
from florin_client import AuthRefused, NotSignedIn, SessionFile, Unreachable
from interferer import Say, interfering


def stored(file: SessionFile) -> dict[str, Any]:
    """The session in a file."""
    (text,) = json.loads(file.path.read_text()).values()
    session: dict[str, Any] = json.loads(text)
    return session


def store(file: SessionFile, **changes: Any) -> None:
    """Changes the session in a file."""
    (key,) = json.loads(file.path.read_text())
    file.path.write_text(json.dumps({key: json.dumps(stored(file) | changes)}))


@pytest.fixture
def file(tmp_path: Path) -> SessionFile:
    return SessionFile(tmp_path / "session.json")


async def test_anonymous_user_is_signed_in_and_has_an_account(project: Project) -> None:
    async with project.connect() as florin:
        me = await florin.me()
        assert me.is_anonymous
        assert me.user_id == await florin.session.user_id()
        assert me.balance.available == 20_000_000
        assert await florin.account_id() == me.balance.account_id


async def test_stored_session_is_the_same_user_again(project: Project, file: SessionFile) -> None:
    users = []
    for _ in range(2):
        async with project.connect(storage=file) as florin:
            users.append((await florin.me()).user_id)
    assert users[0] == users[1]
    assert file.path.stat().st_mode & 0o077 == 0


async def test_broken_session_file_is_no_session(project: Project, file: SessionFile) -> None:
    file.path.write_text("{")
    async with project.connect(storage=file) as florin:
        assert (await florin.me()).is_anonymous


async def test_token_is_renewed_once_before_it_expires(project: Project, file: SessionFile) -> None:
    async with project.connect(storage=file) as florin:
        old = await florin.session.token()
        store(file, expires_at=int(time.time()) + 30)
        tokens = await asyncio.gather(*(florin.session.token() for _ in range(20)))
        assert len(set(tokens)) == 1 and tokens[0] != old
        refreshes = project.count(
            "select count(*) from auth.refresh_tokens where user_id = %s and revoked",
            await florin.session.user_id(),
        )
        assert refreshes == 1


async def test_token_that_is_good_for_long_is_kept(project: Project) -> None:
    async with project.connect() as florin:
        assert await florin.session.token() == await florin.session.token()
        assert 3000 < await florin.session.seconds_to_renewal() < 3600


async def test_token_that_the_service_calls_expired_is_renewed(
    project: Project, file: SessionFile
) -> None:
    async with project.connect(storage=file) as florin:
        user_id = (await florin.me()).user_id
        claims = project.signing_keys.decode(await florin.session.token(), "authenticated")
        now = int(time.time())
        late = project.signing_keys.current().sign({**claims, "iat": now - 90, "exp": now - 60})
        # As where this machine's clock is behind.
        store(file, access_token=late)
        assert (await florin.me()).user_id == user_id
        assert await florin.session.token() != late


async def test_refused_token_is_renewed_once_and_no_more(project: Project) -> None:
    async with interfering(project.service_url) as network:
        network.always = Say(401, body=b'{"code":"token_wrong_issuer","detail":"No."}')
        async with project.connect(service_url=network.url) as florin:
            with pytest.raises(NotSignedIn) as refused:
                await florin.me()
    assert refused.value.code == "token_wrong_issuer"
    assert len(network.requests) == 2


async def test_session_that_is_over_is_refused_and_replaced_by_nobody(
    project: Project, file: SessionFile
) -> None:
    async with project.connect(storage=file) as florin:
        user_id = await florin.session.user_id()
    admin = project.db.kept_connection("supabase_admin")
    admin.execute("delete from auth.sessions where user_id = %s", [user_id])
    store(file, expires_at=int(time.time()) + 5)
    with pytest.raises(AuthRefused) as refused:
        async with project.connect(storage=file):
            pass
    assert refused.value.code == "refresh_token_not_found"
    assert stored(file)["user"]["id"] == user_id


async def test_good_token_is_used_while_auth_is_away(project: Project, file: SessionFile) -> None:
    async with project.connect(storage=file) as florin:
        token = await florin.session.token()
    store(file, expires_at=int(time.time()) + 50)
    async with interfering(project.url) as network:
        network.always = Say(503)
        async with project.connect(storage=file, url=network.url) as florin:
            for _ in range(3):
                assert await florin.session.token() == token
            # Asked for once in a while, not at every call.
            assert len(network.requests) == 1


async def test_sign_in_is_tried_again(project: Project) -> None:
    async with interfering(project.url) as network:
        network.plans = [Say(503), Say(429)]
        async with project.connect(url=network.url) as florin:
            assert (await florin.me()).is_anonymous
        network.always = Say(502)
        with pytest.raises(Unreachable):
            async with project.connect(url=network.url):
                pass


async def test_another_user_of_the_supabase_client_is_followed(project: Project) -> None:
    async with project.connect() as florin:
        first = await florin.account_id()
        await florin.supabase.auth.sign_in_anonymously()
        assert await florin.account_id() != first
