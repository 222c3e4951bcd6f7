"""Results on their way to Storage: bounded, from addresses that may be asked, safe to repeat."""

import asyncio
import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web
from functions_py.media.copying import CopyFailed, ResultCopier, folder_of, path_of
from functions_py.media.fal import Fal
from functions_py.media.provider import MediaFile, Succeeded
from functions_py.media.storage import ResultStorage, StorageFailed
from functions_py.settings import Settings, SettingsError
from media_orders import images, submitted, verdict, video

from local.fal.control import FalControl
from local.testbed.storage import StorageProject

PNG = {"content_type": "image/png", "path": None}
LOCAL = {"FLORIN_MEDIA_PRIVATE_ADDRESSES": "on"}


@pytest.fixture
async def make_copier(
    storage_project: StorageProject, storage: ResultStorage
) -> AsyncIterator[Callable[..., ResultCopier]]:
    made: list[ResultCopier] = []

    def make(**environment: str) -> ResultCopier:
        settings = Settings.from_env({**storage_project.environment(), **environment})
        copier = ResultCopier(settings, storage)
        made.append(copier)
        return copier

    yield make
    for copier in made:
        await copier.close()


@pytest.fixture
async def cdn() -> AsyncIterator[str]:
    """Where a hostile provider's links lead."""
    routes = web.RouteTableDef()

    @routes.get("/large")
    async def large(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(10_000):
            await response.write(b"x" * 65_536)
        return response

    @routes.get("/short")
    async def short(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-length": "100"})
        await response.prepare(request)
        await response.write(b"x")
        assert request.transport is not None
        request.transport.close()
        return response

    @routes.get("/to/{where:.*}")
    async def to(request: web.Request) -> web.Response:
        raise web.HTTPFound(request.match_info["where"])

    @routes.get("/loop")
    async def loop(request: web.Request) -> web.Response:
        raise web.HTTPFound("/loop")

    @routes.get("/status/{status}")
    async def status(request: web.Request) -> web.Response:
        return web.Response(status=int(request.match_info["status"]), text="x")

    @routes.get("/empty")
    async def empty(request: web.Request) -> web.Response:
        return web.Response()

    @routes.get("/webp")
    async def webp(request: web.Request) -> web.Response:
        return web.Response(body=b"RIFF", content_type="image/webp")

    @routes.get("/slow")
    async def slow(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"x")
        await asyncio.sleep(30)
        return response

    app = web.Application()
    app.add_routes(routes)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_results_are_stored_and_signed(
    provider_at_fal: Fal, make_copier: Callable[..., ResultCopier], storage: ResultStorage
) -> None:
    wanted = images(count=2)
    told = await verdict(provider_at_fal, wanted, await submitted(provider_at_fal, wanted))
    assert isinstance(told, Succeeded)
    copier = make_copier(**LOCAL)
    results = [file.as_result() for file in told.files]
    stored = await copier.copy(wanted.account_id, wanted.job_id, results)
    paths = [f"{wanted.account_id}/{wanted.job_id}/{n}.png" for n in range(2)]
    assert [each["path"] for each in stored] == paths
    assert all(each["bytes"] > 60 and each["width"] == 64 for each in stored)
    assert [each["url"] for each in stored] == [each["url"] for each in results]
    signed = await storage.sign([*paths, "never/there.png"], 60)
    assert set(signed) == set(paths)
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(signed[paths[0]])
    assert answer.headers["content-type"] == "image/png"
    assert len(answer.content) == stored[0]["bytes"]


async def test_copying_again_changes_nothing(
    fal: FalControl,
    provider_at_fal: Fal,
    make_copier: Callable[..., ResultCopier],
    storage: ResultStorage,
) -> None:
    wanted = video()
    told = await verdict(provider_at_fal, wanted, await submitted(provider_at_fal, wanted))
    assert isinstance(told, Succeeded)
    copier, results = make_copier(**LOCAL), [file.as_result() for file in told.files]
    first = await copier.copy(wanted.account_id, wanted.job_id, results)
    assert await copier.copy(wanted.account_id, wanted.job_id, results) == first
    # What has a path is not even asked for.
    fal.fail("file", status=500)
    assert await copier.copy(wanted.account_id, wanted.job_id, first) == first
    folder = folder_of(wanted.account_id, wanted.job_id)
    assert await storage.list(folder) == [first[0]["path"]]
    await copier.remove(wanted.account_id, wanted.job_id)
    assert await storage.list(folder) == []
    await copier.remove(wanted.account_id, wanted.job_id)


@pytest.mark.parametrize(
    ("path", "is_final"),
    [
        *(("/large", True), ("/status/404", True), ("/status/410", True), ("/loop", True)),
        *(("/short", False), ("/status/500", False), ("/status/403", False), ("/empty", False)),
        *(("/to/file:///etc/passwd", True), ("/to/http://10.0.0.1/", True)),
    ],
)
async def test_what_cannot_be_copied_says_whether_it_ever_will(
    cdn: str,
    make_copier: Callable[..., ResultCopier],
    storage: ResultStorage,
    path: str,
    is_final: bool,
) -> None:
    copier = make_copier(**LOCAL, FLORIN_MAX_RESULT_BYTES="1000000")
    account_id, job_id = uuid.uuid4(), uuid.uuid4()
    with pytest.raises(CopyFailed) as failed:
        await copier.copy(account_id, job_id, [{**PNG, "url": f"{cdn}{path}"}])
    assert failed.value.is_final is is_final
    assert await storage.list(folder_of(account_id, job_id)) == []


async def test_slow_provider_is_not_waited_for(
    cdn: str, make_copier: Callable[..., ResultCopier]
) -> None:
    copier = make_copier(**LOCAL, FLORIN_RESULT_TIMEOUT_S="0.3")
    with pytest.raises(CopyFailed) as failed:
        await copier.copy(uuid.uuid4(), uuid.uuid4(), [{**PNG, "url": f"{cdn}/slow"}])
    assert failed.value.is_final is False


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1:1/a.png", "https://127.0.0.1/a", "https://169.254.169.254/latest"),
        *("https://[::1]/a", "http://example.com/a", "https://user:pw@example.com/a"),
        *("https://localhost/a", "file:///etc/passwd", "nonsense", ""),
    ],
)
async def test_own_network_is_not_asked(make_copier: Callable[..., ResultCopier], url: str) -> None:
    with pytest.raises(CopyFailed) as failed:
        await make_copier().copy(uuid.uuid4(), uuid.uuid4(), [{**PNG, "url": url}])
    assert failed.value.is_final


async def test_nobody_listening_is_tried_again(make_copier: Callable[..., ResultCopier]) -> None:
    with pytest.raises(CopyFailed) as failed:
        result = {**PNG, "url": "http://127.0.0.1:9/a.png"}
        await make_copier(**LOCAL).copy(uuid.uuid4(), uuid.uuid4(), [result])
    assert failed.value.is_final is False


async def test_kind_nobody_told_is_what_it_was_sent_as(
    cdn: str, make_copier: Callable[..., ResultCopier]
) -> None:
    result = {"url": f"{cdn}/webp", "content_type": "application/octet-stream"}
    stored = await make_copier(**LOCAL).copy(uuid.uuid4(), uuid.uuid4(), [result])
    assert stored[0]["content_type"] == "image/webp" and stored[0]["path"].endswith("/0.webp")


async def test_no_file_is_left_behind(
    cdn: str,
    make_copier: Callable[..., ResultCopier],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    copier = make_copier(**LOCAL, FLORIN_MAX_RESULT_BYTES="100000")
    await copier.copy(uuid.uuid4(), uuid.uuid4(), [{**PNG, "url": f"{cdn}/webp"}])
    with pytest.raises(CopyFailed):
        await copier.copy(uuid.uuid4(), uuid.uuid4(), [{**PNG, "url": f"{cdn}/large"}])
    assert os.listdir(tmp_path) == []  # noqa: PTH208 -- the other blocks as well


# --- answers that came with their content ------------------------------------------------------


def made(*contents: bytes) -> list[MediaFile]:
    return [MediaFile(None, content, "image/png", 8, 8) for content in contents]


async def test_content_is_found_again(make_copier: Callable[..., ResultCopier]) -> None:
    copier, account_id, job_id = make_copier(), uuid.uuid4(), uuid.uuid4()
    assert await copier.find_stored(account_id, job_id) is None
    results = await copier.store(account_id, job_id, made(b"one", b"two!"))
    assert [(each["path"], each["bytes"], each["url"]) for each in results] == [
        (path_of(account_id, job_id, 0, "image/png"), 3, None),
        (path_of(account_id, job_id, 1, "image/png"), 4, None),
    ]
    assert await copier.find_stored(account_id, job_id) == results
    assert await copier.copy(account_id, job_id, results) == results
    await copier.remove(account_id, job_id)
    assert await copier.find_stored(account_id, job_id) is None


async def test_half_a_result_is_none(
    make_copier: Callable[..., ResultCopier], storage: ResultStorage
) -> None:
    copier, account_id, job_id = make_copier(), uuid.uuid4(), uuid.uuid4()
    await storage.upload(path_of(account_id, job_id, 0, "image/png"), b"one", "image/png")
    assert await copier.find_stored(account_id, job_id) is None


# --- Storage itself ----------------------------------------------------------------------------


async def test_storage_that_is_away_says_so(storage_project: StorageProject) -> None:
    for environment in (
        {**storage_project.environment(), "SUPABASE_URL": "http://127.0.0.1:9"},
        {**storage_project.environment(), "SUPABASE_SECRET_KEY": "sb_secret_another"},
    ):
        storage = ResultStorage(Settings.from_env(environment))
        calls: list[Any] = [
            storage.upload("a/b/c.png", b"x", "image/png"),
            storage.sign(["a/b/c.png"], 60),
            storage.read("a/b/c.png"),
            storage.list("a/b"),
        ]
        for call in calls:
            with pytest.raises(StorageFailed):
                await call
        await storage.close()


async def test_nothing_is_asked_for_nothing(storage_project: StorageProject) -> None:
    gone = {**storage_project.environment(), "SUPABASE_URL": "http://127.0.0.1:9"}
    storage = ResultStorage(Settings.from_env(gone))
    assert await storage.sign([], 60) == {}
    await storage.remove([])
    await storage.close()
    with pytest.raises(SettingsError):
        ResultStorage(Settings.from_env({"SUPABASE_URL": "http://127.0.0.1:9"}))


async def test_bucket_is_private(storage: ResultStorage, storage_project: StorageProject) -> None:
    await storage.upload("a/b/c.png", b"x", "image/png")
    assert await storage.exists("a/b/c.png") and not await storage.exists("a/b/d.png")
    url = f"{storage_project.url}/storage/v1/object/public/results/a/b/c.png"
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (await http.get(url)).status_code == 400
