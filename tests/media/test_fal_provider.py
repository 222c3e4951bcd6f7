"""The provider `fal` against the stand-in: what is certain, what is a verdict, what is neither."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from functions_py.media import make_provider
from functions_py.media.fal import Fal
from functions_py.media.provider import (
    Canceled,
    Failed,
    MediaFile,
    Pending,
    Refused,
    Succeeded,
    Unclear,
    Unknown,
    Unreachable,
)
from functions_py.settings import Settings, SettingsError
from media_orders import FAST, VIDEO, images, submitted, verdict, video

from local.fal.control import FalControl

GOES_ON = {"run_s": None}


async def test_video_is_made_and_linked(fal: FalControl, provider_at_fal: Fal) -> None:
    wanted = video(input={"seed": 7, "aspect_ratio": "16:9"})
    request_id = await submitted(provider_at_fal, wanted)
    told = await verdict(provider_at_fal, wanted, request_id)
    url = f"{fal.url}/files/{request_id}/0.mp4"
    assert told == Succeeded((MediaFile(url, None, "video/mp4"),))
    seen = fal.requests()[0]
    assert (seen["endpoint"], seen["webhook"]) == (VIDEO, None)
    assert seen["input"] == {
        "prompt": "a lighthouse",
        "seed": 7,
        "aspect_ratio": "16:9",
        "duration": "5",
        "resolution": "720p",
    }


async def test_images_come_with_their_sides(fal: FalControl, provider_at_fal: Fal) -> None:
    wanted = images(count=3)
    told = await verdict(provider_at_fal, wanted, await submitted(provider_at_fal, wanted))
    assert isinstance(told, Succeeded) and len(told.files) == 3
    assert {(f.content_type, f.width, f.height) for f in told.files} == {("image/png", 64, 64)}
    assert fal.requests()[0]["input"]["num_images"] == 3


async def test_webhook_address_goes_with_the_request(fal: FalControl, provider_at_fal: Fal) -> None:
    fal.call("set_webhooks", is_quiet=True)
    address = "https://florin.example/webhooks/fal?account=a&job=b&seal=c"
    await submitted(provider_at_fal, video(webhook_url=address))
    assert fal.requests()[0]["webhook"] == address


async def test_waiting_and_running_are_no_verdict(fal: FalControl, provider_at_fal: Fal) -> None:
    fal.plan(queue_s=60.0)
    waits = await submitted(provider_at_fal, video())
    assert await provider_at_fal.ask(VIDEO, waits) == Pending("submitted")
    fal.plan(queue_s=0.0, run_s=60.0)
    runs = await submitted(provider_at_fal, video())
    assert await provider_at_fal.ask(VIDEO, runs) == Pending("running", 0)


async def test_progress_is_read_from_the_logs(fal: FalControl, provider_at_fal: Fal) -> None:
    fal.plan(queue_s=0.0, run_s=0.5)
    wanted = video()
    request_id = await submitted(provider_at_fal, wanted)
    seen = []
    async with asyncio.timeout(5):
        while isinstance(told := await provider_at_fal.ask(VIDEO, request_id), Pending):
            seen.append(told.progress)
            await asyncio.sleep(0.02)
    assert isinstance(told, Succeeded)
    assert seen == sorted(seen, key=lambda at: at or 0) and len(set(seen)) > 3


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (422, "value_error"),
        (500, "internal_error"),
        (503, "runner_disconnected"),
        (504, "request_timeout"),
    ],
)
async def test_models_error_is_a_verdict(
    fal: FalControl, provider_at_fal: Fal, status: int, code: str
) -> None:
    fal.plan(**{**FAST, "status": status})
    wanted = video()
    told = await verdict(provider_at_fal, wanted, await submitted(provider_at_fal, wanted))
    assert isinstance(told, Failed) and told.code == code


async def test_success_without_a_file_is_a_failure(fal: FalControl, provider_at_fal: Fal) -> None:
    fal.plan(**{**FAST, "output": {"video": None, "text": "sorry"}})
    wanted = video()
    told = await verdict(provider_at_fal, wanted, await submitted(provider_at_fal, wanted))
    assert isinstance(told, Failed) and told.code == "no_results"


async def test_waiting_request_is_canceled_at_once(fal: FalControl, provider_at_fal: Fal) -> None:
    fal.plan(queue_s=60.0)
    request_id = await submitted(provider_at_fal, video())
    assert await provider_at_fal.cancel(VIDEO, request_id) == Canceled()
    assert await provider_at_fal.ask(VIDEO, request_id) == Canceled()


async def test_running_request_is_canceled_by_its_runner(
    fal: FalControl, provider_at_fal: Fal
) -> None:
    fal.plan(**{**FAST, **GOES_ON})
    wanted = video()
    request_id = await submitted(provider_at_fal, wanted)
    assert await provider_at_fal.cancel(VIDEO, request_id) is None
    assert await verdict(provider_at_fal, wanted, request_id) == Canceled()


async def test_runner_that_does_not_listen_succeeds(fal: FalControl, provider_at_fal: Fal) -> None:
    fal.plan(**{**FAST, **GOES_ON, "heeds_cancel": False})
    wanted = video()
    request_id = await submitted(provider_at_fal, wanted)
    assert await provider_at_fal.cancel(VIDEO, request_id) is None
    fal.complete(request_id)
    assert await provider_at_fal.cancel(VIDEO, request_id) is None
    assert isinstance(await verdict(provider_at_fal, wanted, request_id), Succeeded)


async def test_other_models_request_is_unknown(fal: FalControl, provider_at_fal: Fal) -> None:
    request_id = await submitted(provider_at_fal, video())
    assert await provider_at_fal.ask("other/model", request_id) == Unknown()
    assert await provider_at_fal.ask(VIDEO, "00000000-0000-0000-0000-000000000000") == Unknown()
    assert await provider_at_fal.cancel("other/model", request_id) is None


async def test_result_the_queue_forgot_is_in_the_history(
    fal: FalControl, provider_at_fal: Fal
) -> None:
    wanted = video()
    request_id = await submitted(provider_at_fal, wanted)
    told = await verdict(provider_at_fal, wanted, request_id)
    fal.call("forget", request_id=request_id)
    assert await provider_at_fal.ask(VIDEO, request_id) == told
    fal.plan(**{**FAST, "status": 422})
    failed = await submitted(provider_at_fal, wanted)
    before = await verdict(provider_at_fal, wanted, failed)
    fal.call("forget", request_id=failed)
    assert await provider_at_fal.ask(VIDEO, failed) == before


# --- submissions -------------------------------------------------------------------------------


async def test_submission_is_posted_once_whatever_comes_back(
    fal: FalControl, provider_at_fal: Fal
) -> None:
    for fault in ({"status": 500}, {"status": 502, "text": "nginx"}, {"loses_answer": True}):
        fal.fail("submit", **fault)
        with pytest.raises(Unclear):
            await provider_at_fal.submit(video())
    assert fal.count_calls().get("submit", 0) == 0
    fal.fail("submit", is_done_first=True, loses_answer=True)
    with pytest.raises(Unclear):
        await provider_at_fal.submit(video())
    assert fal.count_calls()["submit"] == 1


async def test_submission_that_hangs_is_unclear(
    fal: FalControl, make_fal: Callable[..., Fal]
) -> None:
    provider = make_fal(FLORIN_MEDIA_TIMEOUT_S="0.3")
    fal.fail("submit", hangs=True, is_done_first=True)
    with pytest.raises(Unclear):
        await provider.submit(video())


async def test_nobody_listening_is_certain(make_fal: Callable[..., Fal]) -> None:
    provider = make_fal(FLORIN_FAL_BASE_URL="http://127.0.0.1:9")
    with pytest.raises(Unreachable):
        await provider.submit(video())
    with pytest.raises(Unreachable):
        await provider.ask(VIDEO, "id")


@pytest.mark.parametrize(
    ("status", "is_temporary"),
    [(400, False), (404, False), (422, False), (401, True), (403, True), (429, True)],
)
async def test_refusal_is_certain(
    fal: FalControl, provider_at_fal: Fal, status: int, is_temporary: bool
) -> None:
    fal.fail("submit", status=status, retry_after="7")
    with pytest.raises(Refused) as refused:
        await provider_at_fal.submit(video())
    assert refused.value.is_temporary is is_temporary
    assert refused.value.retry_after_s == (7 if status == 429 else None)
    assert fal.requests() == []


async def test_key_that_is_not_good_says_so(make_fal: Callable[..., Fal], fal: FalControl) -> None:
    provider = make_fal(FLORIN_FAL_KEY="another")
    for call in (
        provider.submit(video()),
        provider.ask(VIDEO, "id"),
        provider.cancel(VIDEO, "id"),
        provider.find(video()),
    ):
        with pytest.raises(Refused) as refused:
            await call
        assert refused.value.code == "provider_refused_us" and refused.value.is_temporary


@pytest.mark.parametrize("model", ["", "one", "../x/y", "a//b", "a/b/../../c", "a/b c", "/a/b"])
async def test_model_that_is_no_path_is_not_asked(
    fal: FalControl, provider_at_fal: Fal, model: str
) -> None:
    with pytest.raises(Refused):
        await provider_at_fal.submit(replace(video(), upstream_model=model))
    assert fal.requests() == []


@pytest.mark.parametrize("request_id", ["", "../../x", "a/b", "a?b", "x" * 101, "a b"])
async def test_request_id_that_is_none_is_not_asked(provider_at_fal: Fal, request_id: str) -> None:
    with pytest.raises(Unclear):
        await provider_at_fal.ask(VIDEO, request_id)


@pytest.mark.parametrize("endpoint", ["status", "result"])
@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 503, "text": "<html>nginx"},
        {"status": 429},
        {"loses_answer": True},
        {"status": 200, "text": "<html>"},
    ],
)
async def test_what_breaks_on_the_way_is_no_verdict(
    fal: FalControl, provider_at_fal: Fal, endpoint: str, fault: dict[str, object]
) -> None:
    wanted = video()
    request_id = await submitted(provider_at_fal, wanted)
    before = await verdict(provider_at_fal, wanted, request_id)
    fal.fail(endpoint, **fault)
    with pytest.raises(Unclear):
        await provider_at_fal.ask(VIDEO, request_id)
    assert await provider_at_fal.ask(VIDEO, request_id) == before


async def test_answer_that_is_too_long_is_not_read(fal: FalControl, provider_at_fal: Fal) -> None:
    fal.plan(**{**FAST, "output": {"text": "x" * 5_000_000}})
    wanted = video()
    request_id = await submitted(provider_at_fal, wanted)
    with pytest.raises(Unclear):
        await verdict(provider_at_fal, wanted, request_id)


# --- lost submissions --------------------------------------------------------------------------


async def test_lost_submission_is_found(fal: FalControl, provider_at_fal: Fal) -> None:
    wanted = video("a boat", input={"options": {"cfg_scale": 0.5}})
    await submitted(provider_at_fal, video("another"))
    fal.fail("submit", is_done_first=True, loses_answer=True)
    with pytest.raises(Unclear):
        await provider_at_fal.submit(wanted)
    assert await provider_at_fal.find(wanted) == fal.requests()[1]["id"]


async def test_lost_submission_is_found_among_many(fal: FalControl, provider_at_fal: Fal) -> None:
    wanted = video("the first")
    await submitted(provider_at_fal, wanted)
    for n in range(120):
        await submitted(provider_at_fal, video(f"number {n}"))
    assert await provider_at_fal.find(wanted) == fal.requests()[0]["id"]
    assert fal.count_calls()["history"] == 2


async def test_two_alike_are_not_told_apart(fal: FalControl, provider_at_fal: Fal) -> None:
    await submitted(provider_at_fal, video())
    await submitted(provider_at_fal, video())
    with pytest.raises(Unclear):
        await provider_at_fal.find(video())


async def test_request_of_another_time_is_another(fal: FalControl, provider_at_fal: Fal) -> None:
    await submitted(provider_at_fal, video())
    for ago in (timedelta(hours=-1), timedelta(minutes=10)):
        wanted = video(submitted_at=datetime.now(UTC) - ago)
        with pytest.raises(Unclear):
            await provider_at_fal.find(wanted)


async def test_missing_request_counts_only_when_the_history_is_complete(
    fal: FalControl, make_fal: Callable[..., Fal]
) -> None:
    wanted = video(submitted_at=datetime.now(UTC) - timedelta(seconds=100))
    with pytest.raises(Unclear):
        await make_fal().find(wanted)
    assert await make_fal(FLORIN_FAL_HISTORY_AFTER_S="99").find(wanted) is None
    with pytest.raises(Unclear):
        await make_fal(FLORIN_FAL_HISTORY_AFTER_S="99").find(video(submitted_at=None))


@pytest.mark.parametrize(
    "fault", [{"status": 500}, {"status": 200, "text": "[]"}, {"status": 200, "text": "{}"}]
)
async def test_history_that_fails_says_nothing(
    fal: FalControl, make_fal: Callable[..., Fal], fault: dict[str, object]
) -> None:
    provider = make_fal(FLORIN_FAL_HISTORY_AFTER_S="1")
    fal.fail("history", **fault)
    with pytest.raises(Unclear):
        await provider.find(video(submitted_at=datetime.now(UTC) - timedelta(hours=1)))


# --- making it ---------------------------------------------------------------------------------


async def test_provider_is_made_by_name() -> None:
    settings = Settings.from_env({"FLORIN_FAL_KEY": "k", "OPENAI_API_KEY": "k"})
    for name in ("fal", "openai"):
        provider = make_provider(name, settings)
        assert provider.name == name
        await provider.close()
    with pytest.raises(SettingsError):
        make_provider("nobody", settings)
    for name in ("fal", "openai"):
        with pytest.raises(SettingsError):
            make_provider(name, Settings.from_env({}))
