"""The stand-in for fal.ai is honest: it answers as fal documents, and lies only when told to."""

import asyncio
import json
import struct
import zlib
from pathlib import Path

import httpx
import pytest
from functions_py.media.fal import Fal
from functions_py.media.fal_webhook import fal_keys, verify
from functions_py.media.provider import Failed, Pending, Succeeded, Unclear
from functions_py.settings import Settings
from media_orders import FAST, VIDEO, submitted, verdict, video

from local.fal.control import FalControl
from local.fal.h264 import picture
from local.fal.part import FalPart
from local.fal.videos import mp4
from local.fal.world import FalError
from local.pictures import png
from local.testbed.fal import KEY
from local.testbed.receiver import running_receiver

TIMEOUT_S = 10.0
BOXES = (b"moov", b"trak", b"mdia", b"minf", b"stbl")


def boxes(data: bytes) -> dict[bytes, bytes]:
    """The boxes of an MP4 by name, those within others as well."""
    found: dict[bytes, bytes] = {}
    at = 0
    while at < len(data):
        size = struct.unpack_from(">I", data, at)[0]
        assert 8 <= size <= len(data) - at
        name, content = data[at + 4 : at + 8], data[at + 8 : at + size]
        found[name] = content
        if name in BOXES:
            found |= boxes(content)
        at += size
    return found


def test_video_says_truly_where_its_pictures_are() -> None:
    film = mp4(3, 17)
    found = boxes(film)
    count, *sizes = struct.unpack(">5I", found[b"stsz"][4:])[1:]
    begins_at = struct.unpack(">I", found[b"stco"][8:])[0]
    assert (count, sum(sizes)) == (3, len(found[b"mdat"]))
    for size in sizes:
        unit = struct.unpack_from(">I", film, begins_at)[0]
        # Length, then a picture that needs no other.
        assert unit == size - 4 and film[begins_at + 4] == 0x65
        begins_at += size
    assert begins_at == len(film)
    scale, length = struct.unpack_from(">II", found[b"mvhd"], 12)
    assert length / scale == 3


def test_pictures_contain_no_start_of_another() -> None:
    for n in range(4):
        unit = picture(n, 16, 16, 16)
        assert b"\0\0\0" not in unit and b"\0\0\1" not in unit and b"\0\0\2" not in unit


def test_png_holds_its_colour() -> None:
    content = png(3, 2, (1, 2, 3))
    assert struct.unpack(">II", content[16:24]) == (3, 2)
    at = content.index(b"IDAT")
    size = struct.unpack(">I", content[at - 4 : at])[0]
    assert zlib.decompress(content[at + 4 : at + 4 + size]) == (b"\0" + b"\1\2\3" * 3) * 2


def test_files_differ_and_stay_the_same(fal: FalControl) -> None:
    with httpx.Client(base_url=fal.url, timeout=TIMEOUT_S, trust_env=False) as http:
        http.headers["authorization"] = f"Key {KEY}"
        urls = []
        for _ in range(2):
            asked = http.post("/queue/fal-ai/demo-video", json={"prompt": "a", "duration": "2"})
            urls.append(f"/files/{asked.json()['request_id']}/0.mp4")
        first, second = http.get(urls[0]), http.get(urls[1])
        assert first.headers["content-type"] == "video/mp4"
        assert first.content != second.content and first.content == http.get(urls[0]).content
        assert http.get("/files/none/0.mp4").status_code == 404


def test_submission_is_answered_as_documented(fal: FalControl) -> None:
    with httpx.Client(base_url=fal.url, timeout=TIMEOUT_S, trust_env=False) as http:
        assert http.post("/queue/a/b", json={"prompt": "x"}).status_code == 401
        wrong = {"authorization": "Key another"}
        assert http.post("/queue/a/b", json={"prompt": "x"}, headers=wrong).status_code == 401
        http.headers["authorization"] = f"Key {KEY}"
        fal.plan(queue_s=60.0)
        told = http.post("/queue/owner/app/some/path", json={"prompt": "x"}).json()
        base = f"{fal.url}/queue/owner/app/requests/{told['request_id']}"
        assert (told["response_url"], told["status_url"]) == (base, f"{base}/status")
        status = http.get(told["status_url"])
        assert (status.status_code, status.json()["status"]) == (202, "IN_QUEUE")
        assert http.get(told["response_url"]).status_code == 400
        assert http.put(told["cancel_url"]).json() == {"status": "OK"}
        assert http.put(told["cancel_url"]).status_code == 400
        assert http.post("/queue/alone", json={"prompt": "x"}).status_code == 404


async def test_missing_prompt_is_the_models_to_refuse(
    fal: FalControl, provider_at_fal: Fal
) -> None:
    wanted = video("")
    told = await verdict(provider_at_fal, wanted, await submitted(provider_at_fal, wanted))
    assert isinstance(told, Failed) and told.code == "missing"


async def test_it_can_change_its_mind(fal: FalControl, provider_at_fal: Fal) -> None:
    with running_receiver() as receiver:
        fal.plan(**{**FAST, "status": 500, "then_status": 200, "after_s": 0.2})
        wanted = video(webhook_url=f"{receiver.url}/hook")
        request_id = await submitted(provider_at_fal, wanted)
        first = await verdict(provider_at_fal, wanted, request_id)
        await asyncio.sleep(0.4)
        second = await verdict(provider_at_fal, wanted, request_id)
        fal.await_webhooks()
        told = [json.loads(request.body)["status"] for request in receiver.requests]
    assert isinstance(first, Failed) and isinstance(second, Succeeded)
    assert told == ["ERROR", "OK"]


async def test_webhook_may_come_first_and_twice(fal: FalControl, provider_at_fal: Fal) -> None:
    with running_receiver() as receiver:
        fal.plan(**{**FAST, "is_heard_first": True, "after_s": 0.5, "webhooks": 2})
        wanted = video(webhook_url=f"{receiver.url}/hook")
        request_id = await submitted(provider_at_fal, wanted)
        await asyncio.to_thread(receiver.await_requests, 2)
        assert isinstance(await provider_at_fal.ask(VIDEO, request_id), Pending)
        assert isinstance(await verdict(provider_at_fal, wanted, request_id), Succeeded)
        assert len(receiver.requests) == 2


async def test_webhook_that_is_not_taken_comes_again(fal: FalControl, provider_at_fal: Fal) -> None:
    with running_receiver() as receiver:
        receiver.answer = lambda _: (503 if len(receiver.requests) < 3 else 200, {}, b"")
        wanted = video(webhook_url=f"{receiver.url}/hook")
        await submitted(provider_at_fal, wanted)
        await asyncio.to_thread(receiver.await_requests, 3)
        assert [each["status"] for each in fal.await_webhooks()] == [503, 503, 200]


async def test_webhooks_are_signed_by_a_published_key(
    fal: FalControl, provider_at_fal: Fal
) -> None:
    with running_receiver() as receiver:
        await submitted(provider_at_fal, video(webhook_url=f"{receiver.url}/hook"))
        fal.await_webhooks()
        await asyncio.to_thread(receiver.await_requests, 1)
        request = receiver.requests[0]
    keys = fal_keys(Settings.from_env(fal.environment(KEY)))
    assert keys is not None
    await keys.open()
    await verify(keys, request.headers, request.body)
    await keys.close()


async def test_faults_happen_as_often_as_told(fal: FalControl, provider_at_fal: Fal) -> None:
    request_id = await submitted(provider_at_fal, video())
    fal.fail("status", status=503, times=2)
    for _ in range(2):
        with pytest.raises(Unclear):
            await provider_at_fal.ask(VIDEO, request_id)
    await provider_at_fal.ask(VIDEO, request_id)
    with pytest.raises(FalError):
        fal.fail("nothing")
    with pytest.raises(FalError):
        fal.plan(no_such="plan")
    with pytest.raises(FalError):
        fal.complete("none")


def test_part_points_service_and_worker_at_it(
    fal: FalControl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = FalPart()
    part.url = fal.url
    environment = part.environment(tmp_path)
    assert environment["FLORIN_FAL_BASE_URL"] == f"{fal.url}/queue"
    assert environment["FLORIN_FAL_KEY"] == part.key != FalPart().key
    monkeypatch.delenv("FLORIN_FAL_KEY", raising=False)
    assert part.has_real_keys() is False
    monkeypatch.setenv("FLORIN_FAL_KEY", "real")
    assert part.has_real_keys() is True
