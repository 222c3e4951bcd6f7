"""Routes, health, and what clients see when something is missing."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator

import anthropic
import openai
import orjson
import pytest
from functions_py import logs
from running import Service, running_service, settings_for
from signing import AuthServer, auth_server
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from local.testbed.databases import Database

OPENAI_PATHS = ["/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses"]


@pytest.fixture
async def auth() -> AsyncIterator[AuthServer]:
    async with auth_server() as server:
        yield server


@pytest.fixture
async def service(db: Database, auth: AuthServer) -> AsyncIterator[Service]:
    async with running_service(settings_for(db.dsn("florin_service"), auth.url)) as service:
        yield service


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


async def begin(service: Service, user_id: uuid.UUID, model: str = "demo") -> uuid.UUID:
    """A generation that has begun and holds credits."""
    services = service.app.state.services
    generation_id = uuid.uuid4()
    await services.rpc.begin_generation(
        account_id=await services.accounts.account_of(user_id, True),
        user_id=user_id,
        generation_id=generation_id,
        model=model,
        api="chat_completions",
        stream=True,
        input_tokens=10,
        max_output_tokens=100,
        idempotency_key=None,
        request_hash=b"hash",
        on_disconnect=None,
        hold_seconds=60,
        replica="test",
    )
    return generation_id


async def finish(service: Service, user_id: uuid.UUID, generation_id: uuid.UUID) -> None:
    services = service.app.state.services
    line = {"model": None, "input": 10, "cache_read": 0, "cache_write": 0, "output": 20}
    await services.rpc.finish_generation(
        account_id=await services.accounts.account_of(user_id, True),
        generation_id=generation_id,
        outcome="completed",
        usage=[{**line, "web_search": 0}],
        usage_source="provider",
        attempts=[],
        http_status=200,
    )


# --- routes -----------------------------------------------------------------------------------


async def test_an_unknown_path_is_404_in_its_familys_shape(service: Service) -> None:
    status, problem = await service.get("/v1/nothing/here")
    assert (status, problem["code"], problem["status"]) == (404, "route_not_found", 404)
    status, reply = await service.get("/v1/messages/nothing")
    assert (status, reply["type"], reply["error"]["type"]) == (404, "error", "not_found_error")
    status, reply = await service.get("/v1/responses/nothing/here")
    assert (status, reply["error"]["code"]) == (404, "route_not_found")


@pytest.mark.parametrize("path", [*OPENAI_PATHS, "/v1/messages"])
async def test_another_method_is_405_with_allow(service: Service, path: str) -> None:
    async with service.client.get(service.url + path) as response:
        assert (response.status, response.headers["allow"]) == (405, "POST")
        assert (await response.json())["error"]["code"] == "method_not_allowed"


async def test_a_trailing_slash_is_no_redirect(service: Service) -> None:
    async with service.client.get(service.url + "/v1/me/", allow_redirects=False) as response:
        assert response.status == 404


@pytest.mark.parametrize("path", ["/v1/me", "/v1/usage/current", "/v1/models", "/v1/models/demo"])
async def test_reading_needs_credentials(service: Service, path: str) -> None:
    async with service.client.get(service.url + path) as response:
        assert response.status == 401
        assert response.headers["www-authenticate"] == 'Bearer realm="florin"'


@pytest.mark.parametrize("path", [*OPENAI_PATHS, "/v1/messages"])
async def test_generating_needs_credentials(service: Service, path: str) -> None:
    async with service.client.post(service.url + path, json={"model": "demo"}) as response:
        assert response.status == 401
        assert (await response.json())["error"]["code"] == "credentials_missing"


async def test_no_server_is_named(service: Service) -> None:
    async with service.client.get(service.url + "/health/live") as response:
        assert "server" not in response.headers


# --- reading ----------------------------------------------------------------------------------


async def test_me_shows_the_account_opened_on_first_sight(
    service: Service, db: Database, auth: AuthServer
) -> None:
    user_id = db.add_user()
    status, me = await service.get("/v1/me", **bearer(auth.token(sub=str(user_id))))
    assert status == 200
    assert (me["user_id"], me["is_anonymous"]) == (str(user_id), True)
    assert (me["account"]["plan"], me["account"]["available"]) == ("anonymous", 20_000_000)


async def test_usage_shows_the_months_charge(
    service: Service, db: Database, auth: AuthServer
) -> None:
    user_id = db.add_user()
    await finish(service, user_id, await begin(service, user_id))
    status, usage = await service.get("/v1/usage/current", **bearer(auth.token(sub=str(user_id))))
    assert (status, usage["generations"]) == (200, 1)
    assert (usage["usage"]["input"], usage["usage"]["output"]) == (10, 20)


async def test_a_generations_facts_are_its_owners_alone(
    service: Service, db: Database, auth: AuthServer
) -> None:
    owner, stranger = db.add_user(), db.add_user()
    generation_id = await begin(service, owner)
    path = f"/v1/generations/{generation_id}"
    status, facts = await service.get(path, **bearer(auth.token(sub=str(owner))))
    assert (status, facts["id"], facts["status"]) == (200, str(generation_id), "running")
    await finish(service, owner, generation_id)
    status, facts = await service.get(path, **bearer(auth.token(sub=str(owner))))
    assert (facts["status"], facts["usage_source"]) == ("completed", "provider")
    # 10 × 300 + 20 × 1500 microcredits a token.
    assert facts["charged_microcredits"] == 33_000
    status, problem = await service.get(path, **bearer(auth.token(sub=str(stranger))))
    assert (status, problem["code"]) == (404, "generation_not_found")


@pytest.mark.parametrize("generation_id", ["x", "1234", str(uuid.UUID(int=1))])
async def test_an_unknown_generation_is_404(
    service: Service, db: Database, auth: AuthServer, generation_id: str
) -> None:
    status, problem = await service.get(
        f"/v1/generations/{generation_id}", **bearer(auth.token(sub=str(db.add_user())))
    )
    assert (status, problem["code"]) == (404, "generation_not_found")


async def test_the_openai_sdk_lists_models(
    service: Service, db: Database, auth: AuthServer
) -> None:
    token = auth.token(sub=str(db.add_user()))
    async with openai.AsyncOpenAI(base_url=f"{service.url}/v1", api_key=token) as client:
        listed = {model.id: model async for model in client.models.list()}
        assert listed["demo"].object == "model"
        assert isinstance(listed["demo"].created, int)
        assert (await client.models.retrieve("demo")).id == "demo"
        with pytest.raises(openai.NotFoundError) as refused:
            await client.models.retrieve("vendor/unknown")
        assert refused.value.code == "model_not_found"


async def test_the_anthropic_sdk_lists_models(
    service: Service, db: Database, auth: AuthServer
) -> None:
    token = auth.token(sub=str(db.add_user()))
    async with anthropic.AsyncAnthropic(base_url=service.url, api_key=token) as client:
        listed = {model.id: model async for model in client.models.list()}
        assert listed["demo-claude"].type == "model"
        assert listed["demo-claude"].display_name
        assert (await client.models.retrieve("demo-claude")).created_at.year >= 2026
        with pytest.raises(anthropic.NotFoundError):
            await client.models.retrieve("unknown")


# --- health -----------------------------------------------------------------------------------


async def test_a_service_with_database_and_keys_is_ready(service: Service) -> None:
    status, ready = await service.get("/health/ready")
    assert (status, ready["checks"]) == (
        200,
        {"accepting": True, "database": True, "migrations": True, "keys": True},
    )


async def test_a_service_without_a_database_is_alive_and_not_ready(auth: AuthServer) -> None:
    settings = settings_for(auth_url=auth.url, db_pool_timeout_s=0.3)
    async with running_service(settings) as service:
        assert (await service.get("/health/live"))[0] == 200
        async with service.client.get(service.url + "/health/ready") as response:
            assert (response.status, response.headers["retry-after"]) == (503, "2")
            problem = await response.json(content_type=None)
        assert problem["code"] == "not_ready"
        assert (problem["checks"]["database"], problem["checks"]["keys"]) == (False, True)


async def test_however_many_ask_the_database_is_asked_once(service: Service) -> None:
    stats = service.app.state.services.rpc.pool_stats
    before = stats().get("requests_num", 0)
    replies = await asyncio.gather(*(service.get("/health/ready") for _ in range(30)))
    assert {status for status, _ in replies} == {200}
    assert stats()["requests_num"] - before == 1


async def test_a_service_without_keys_is_not_ready(db: Database, auth: AuthServer) -> None:
    auth.status = 500
    async with running_service(settings_for(db.dsn("florin_service"), auth.url)) as service:
        status, problem = await service.get("/health/ready")
        assert (status, problem["checks"]["keys"]) == (503, False)


async def test_a_service_that_is_stopping_is_not_ready(service: Service) -> None:
    service.app.state.draining = True
    status, problem = await service.get("/health/ready")
    assert (status, problem["checks"]["accepting"]) == (503, False)


# --- what is missing --------------------------------------------------------------------------


async def test_a_database_that_is_down_is_503_and_never_401(auth: AuthServer) -> None:
    settings = settings_for(auth_url=auth.url, db_pool_timeout_s=0.3)
    async with running_service(settings) as service:
        token = auth.token()
        for path in ("/v1/me", "/v1/models", "/v1/usage/current"):
            async with service.client.get(service.url + path, headers=bearer(token)) as response:
                assert response.status == 503
                assert int(response.headers["retry-after"]) >= 1
        for path in [*OPENAI_PATHS, "/v1/messages"]:
            async with service.client.post(
                service.url + path, headers=bearer(token), json={"model": "demo"}
            ) as response:
                assert response.status == 503
                assert int(response.headers["retry-after"]) >= 1


async def test_a_saturated_database_is_503_for_those_whose_token_is_known(
    db: Database, auth: AuthServer
) -> None:
    settings = settings_for(
        db.dsn("florin_service"), auth.url, db_pool_max=1, db_queue_max=1, db_pool_timeout_s=0.5
    )
    async with running_service(settings) as service:
        token = auth.token(sub=str(db.add_user()))
        assert (await service.get("/v1/me", **bearer(token)))[0] == 200
        pool = service.app.state.services.rpc._pool
        busy = await pool.getconn()
        replies = await asyncio.gather(*(service.get("/v1/me", **bearer(token)) for _ in range(10)))
        await pool.putconn(busy)
        assert {(status, reply["code"]) for status, reply in replies} == {
            (503, "database_saturated")
        }
        assert (await service.get("/v1/me", **bearer(token)))[0] == 200


async def test_a_full_service_answers_503_and_stays_healthy(db: Database, auth: AuthServer) -> None:
    settings = settings_for(db.dsn("florin_service"), auth.url, max_open_requests=2)
    async with running_service(settings) as service:
        head = b"POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n"
        token = auth.token(sub=str(db.add_user()))
        waiting = []
        for _ in range(2):
            _, writer = await asyncio.open_connection("127.0.0.1", service.port)
            writer.write(head + f"authorization: Bearer {token}\r\n\r\n".encode())
            waiting.append(writer)
        await asyncio.sleep(0.5)
        async with service.client.post(service.url + "/v1/messages") as response:
            assert (response.status, response.headers["retry-after"]) == (503, "2")
            reply = await response.json()
        assert (reply["type"], reply["error"]["code"]) == ("error", "service_saturated")
        assert (await service.get("/health/live"))[0] == 200
        for writer in waiting:
            writer.close()
        await asyncio.sleep(0.5)
        assert (await service.get("/v1/me", **bearer(token)))[0] == 200


async def test_a_user_taken_off_an_account_gets_a_new_one(
    service: Service, db: Database, auth: AuthServer
) -> None:
    """As after a merge: the cached pair is refused once, forgotten, and learnt anew."""
    user_id = db.add_user()
    token = auth.token(sub=str(user_id))
    status, before = await service.get("/v1/me", **bearer(token))
    assert status == 200
    db.connect().execute("delete from access.members where user_id = %s", [user_id])
    status, problem = await service.get("/v1/me", **bearer(token))
    assert (status, problem["code"]) == (403, "not_a_member")
    status, after = await service.get("/v1/me", **bearer(token))
    assert status == 200
    assert after["account"]["account_id"] != before["account"]["account_id"]


async def test_an_unhandled_error_is_500_and_its_message_goes_nowhere(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(request: Request) -> None:
        raise ValueError("a prompt or a key")

    app: Starlette = service.app
    app.router.routes.insert(0, Route("/v1/broken", broken))
    try:
        with caplog.at_level(logging.INFO):
            status, problem = await service.get("/v1/broken")
    finally:
        app.router.routes.pop(0)
    assert (status, problem["code"]) == (500, "internal")
    assert "prompt" not in orjson.dumps(problem).decode()
    formatter = logs.JsonFormatter()
    told = [r for r in caplog.records if r.exc_info and logs.told_here(r)]
    assert len(told) == 1
    line = orjson.loads(formatter.format(told[0]))
    assert line["path"] == "/v1/broken"
    assert line["errors"][0]["type"] == "ValueError"
    assert "prompt" not in formatter.format(told[0])


# --- metrics ----------------------------------------------------------------------------------


async def test_metrics_count_errors_by_code(service: Service) -> None:
    await service.get("/v1/me")
    await service.get("/v1/me")
    async with service.client.get(service.url + "/metrics") as response:
        assert response.content_type == "text/plain"
        text = await response.text()
    assert 'florin_errors_total{code="credentials_missing"} 2.0' in text
    assert "florin_database_pool_pool_size" in text
    assert "florin_open_requests 0.0" in text
    assert "florin_running_generations 0.0" in text


async def test_metrics_can_be_kept_private(db: Database, auth: AuthServer) -> None:
    settings = settings_for(db.dsn("florin_service"), auth.url, metrics_token="for-prometheus")
    async with running_service(settings) as service:
        for headers in ({}, bearer("wrong"), {"authorization": "for-prometheüs"}):
            async with service.client.get(service.url + "/metrics", headers=headers) as response:
                assert response.status == 401
        headers = bearer("for-prometheus")
        async with service.client.get(service.url + "/metrics", headers=headers) as response:
            assert response.status == 200
