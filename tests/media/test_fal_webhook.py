"""Webhooks of fal's: whose they are, what they change, and what a stranger's do."""

import json
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from functions_py.errors import FlorinError
from functions_py.media.fal_webhook import PATH, job_of, parse, parse_fal_keys, webhook_url
from functions_py.media.provider import Failed
from functions_py.settings import Settings

from local.fal.control import FalControl
from local.fal.webhooks import signed_headers
from local.testbed.databases import Databases
from local.testbed.fal import KEY
from local.testbed.identity import Issuer
from local.testbed.provider import ProviderControl
from local.testbed.services import Service

TIMEOUT_S = 10.0
PAYLOAD = {"video": {"url": "https://cdn.example/a.mp4", "content_type": "video/mp4"}}


@dataclass
class Desk:
    """A service that knows the stand-in's keys, and an account whose jobs fal has."""

    service: Service
    fal: FalControl
    user_id: uuid.UUID
    account_id: uuid.UUID
    settings: Settings

    def job(self, *, is_recorded: bool = True) -> tuple[uuid.UUID, str]:
        """(job, request id): submitted, and recorded unless the answer was lost."""
        job_id = uuid.uuid4()
        asked = {"model": "demo-video", "prompt": "a boat", "seconds": 5}
        service = self.service.db.kept_connection("florin_service")
        service.execute(
            "select api.begin_job(%s, %s, %s, %s::jsonb, null, %s, null)",
            [self.account_id, self.user_id, job_id, json.dumps(asked), b"hash"],
        )
        worker = self.service.db.kept_connection("florin_worker")
        claimed = worker.execute(
            "select api.claim_job(%s, %s, 'test', 60)", [self.account_id, job_id]
        ).fetchone()
        assert claimed is not None
        ids = [self.account_id, job_id, claimed[0]["lease"]]
        worker.execute("select api.start_submission(%s, %s, %s)", ids)
        request_id = self._submit(job_id)
        if is_recorded:
            worker.execute("select api.record_submission(%s, %s, %s, %s, 60)", [*ids, request_id])
        return job_id, request_id

    def read(self, job_id: uuid.UUID) -> dict[str, Any]:
        service = self.service.db.kept_connection("florin_service")
        row = service.execute(
            "select api.read_job(%s, %s, %s)", [self.account_id, self.user_id, job_id]
        ).fetchone()
        assert row is not None
        job: dict[str, Any] = row[0]
        return job

    def posted(self, request_id: str, **how: Any) -> list[int | None]:
        """The statuses the stand-in's webhooks were answered with."""
        answer = self.fal.call("post_webhook", request_id=request_id, **how)
        statuses: list[int | None] = answer["statuses"]
        return statuses

    def post(self, body: bytes, headers: dict[str, str], query: str = "") -> httpx.Response:
        url = f"{self.service.base_url}{PATH}{query}"
        return httpx.post(url, content=body, headers=headers, timeout=TIMEOUT_S, trust_env=False)

    def _submit(self, job_id: uuid.UUID) -> str:
        self.fal.plan(queue_s=0.0, run_s=None)
        address = webhook_url(self.settings, self.account_id, job_id)
        assert address is not None
        reply = httpx.post(
            f"{self.fal.url}/queue/fal-ai/demo-video",
            params={"fal_webhook": address},
            headers={"authorization": f"Key {KEY}"},
            json={"prompt": "a boat", "duration": "5"},
            timeout=TIMEOUT_S,
            trust_env=False,
        )
        return str(reply.json()["request_id"])


@pytest.fixture(scope="module")
def fals_service(
    databases: Databases, provider: ProviderControl, issuer: Issuer, running: FalControl
) -> Iterator[Service]:
    database = databases.clone()
    service = Service(database, provider, issuer, running.environment(KEY))
    try:
        service.start()
        yield service
    finally:
        service.close()
        databases.drop(database)


@pytest.fixture
def desk(fals_service: Service, fal: FalControl) -> Iterator[Desk]:
    service = fals_service
    user = service.new_user()
    opened = service.db.kept_connection("florin_service").execute(
        "select api.open_account(%s, true)", [user.id]
    )
    row = opened.fetchone()
    assert row is not None
    environment = {**fal.environment(KEY), "FLORIN_PUBLIC_URL": service.base_url}
    yield Desk(service, fal, user.id, row[0], Settings.from_env(environment))
    assert service.db.verify() == []


def test_verdict_ends_and_charges_the_job_once(desk: Desk) -> None:
    job_id, request_id = desk.job()
    desk.fal.complete(request_id)
    assert [each["status"] for each in desk.fal.await_webhooks()] == [200]
    job = desk.read(job_id)
    assert job["status"] == "succeeded" and job["charged_microcredits"] > 0
    assert job["results"][0]["content_type"] == "video/mp4"
    # Again, and again: nothing is charged, nothing changes.
    assert desk.posted(request_id, copies=3) == [200, 200, 200]
    assert desk.read(job_id) == job


def test_failure_releases_what_was_held(desk: Desk) -> None:
    job_id, request_id = desk.job()
    desk.fal.complete(request_id, 422)
    desk.fal.await_webhooks()
    job = desk.read(job_id)
    assert (job["status"], job["charged_microcredits"]) == ("failed", 0)
    assert job["error"]["code"] == "value_error"


def test_first_of_two_verdicts_wins(desk: Desk) -> None:
    job_id, request_id = desk.job()
    desk.fal.complete(request_id, 500)
    desk.fal.await_webhooks()
    before = desk.read(job_id)
    desk.fal.complete(request_id, 200)
    assert {each["status"] for each in desk.fal.await_webhooks()} == {200}
    assert before["status"] == "failed" and desk.read(job_id) == before


def test_canceled_request_is_a_canceled_job(desk: Desk) -> None:
    job_id, request_id = desk.job()
    desk.fal.complete(request_id, 499)
    desk.fal.await_webhooks()
    job = desk.read(job_id)
    assert (job["status"], job["charged_microcredits"]) == ("canceled", 0)


def test_lost_submission_is_known_by_its_address(desk: Desk) -> None:
    job_id, request_id = desk.job(is_recorded=False)
    desk.fal.complete(request_id)
    assert [each["status"] for each in desk.fal.await_webhooks()] == [200]
    assert desk.read(job_id)["status"] == "succeeded"


def test_address_that_was_changed_leads_nowhere(desk: Desk) -> None:
    job_id, request_id = desk.job(is_recorded=False)
    other_id, _ = desk.job(is_recorded=False)
    url = webhook_url(desk.settings, desk.account_id, job_id)
    assert url is not None
    desk.fal.call("set_webhooks", is_quiet=True)
    desk.fal.complete(request_id)
    changed = [
        url.replace(str(job_id), str(other_id)),
        url[:-1] + ("0" if url[-1] != "0" else "1"),
        url.partition("&seal")[0],
        url.partition("?")[0],
        url.replace(str(desk.account_id), "nonsense"),
    ]
    for address in changed:
        # fal's own signature, as every customer of fal's can have it: dropped, and nothing ends.
        assert desk.posted(request_id, url=address) == [200]
    assert {desk.read(each)["status"] for each in (job_id, other_id)} <= {"queued", "submitted"}
    assert desk.posted(request_id, url=url) == [200]
    assert desk.read(job_id)["status"] == "succeeded"


def test_result_too_large_for_a_webhook_is_asked_for_at_once(desk: Desk) -> None:
    job_id, request_id = desk.job()
    body = {"request_id": request_id, "status": "OK", "payload": None, "payload_error": "too large"}
    desk.fal.call("set_webhooks", is_quiet=True)
    desk.fal.complete(request_id)
    assert desk.posted(request_id, body=json.dumps(body)) == [200]
    assert desk.read(job_id)["status"] == "running"


def test_bad_signatures_are_refused_and_change_nothing(desk: Desk) -> None:
    job_id, request_id = desk.job()
    desk.fal.call("set_webhooks", is_quiet=True)
    desk.fal.complete(request_id)
    before = desk.read(job_id)
    for how in ({"by_another": True}, {"age_s": 301.0}, {"age_s": -301.0}):
        assert desk.posted(request_id, **how) == [400]
    body = json.dumps({"request_id": request_id, "status": "OK", "payload": PAYLOAD}).encode()
    good = signed_headers(Ed25519PrivateKey.generate(), request_id, body, int(time.time()))
    signature = good["x-fal-webhook-signature"]
    for headers in (
        {},
        good,
        {**good, "x-fal-webhook-signature": ""},
        {**good, "x-fal-webhook-signature": "zz" * 64},
        {**good, "x-fal-webhook-signature": signature[:-2]},
        {**good, "x-fal-webhook-timestamp": "soon"},
        {**good, "x-fal-webhook-timestamp": "9" * 40},
        {**good, "x-fal-webhook-user-id": "x" * 1000},
    ):
        reply = desk.post(body, headers)
        assert (reply.status_code, reply.json()["code"]) == (400, "invalid_signature")
    assert desk.read(job_id) == before


def test_body_that_was_changed_is_refused(desk: Desk) -> None:
    _, request_id = desk.job()
    key = Ed25519PrivateKey.generate()
    body = json.dumps({"request_id": request_id, "status": "OK", "payload": PAYLOAD}).encode()
    headers = signed_headers(key, request_id, body, int(time.time()))
    assert desk.post(body + b" ", headers).status_code == 400
    assert desk.post(b"x" * 2_000_000, headers).status_code == 413


def test_key_published_since_is_taken_within_its_time(desk: Desk) -> None:
    """One fetch of the key set serves all who come with an unknown key; it was made at start."""
    job_id, request_id = desk.job()
    desk.fal.call("set_webhooks", is_quiet=True)
    desk.fal.complete(request_id)
    assert desk.posted(request_id) == [200]
    assert desk.read(job_id)["status"] == "succeeded"
    desk.fal.call("rotate_keys")
    assert desk.posted(request_id) == [400]
    desk.service.restart()
    url = f"{desk.service.base_url}{PATH}"
    assert desk.posted(request_id, url=url) == [200]


def test_keys_that_cannot_be_had_are_no_refusal(
    start_service: Callable[..., Service], fal: FalControl
) -> None:
    gone = {**fal.environment(KEY), "FLORIN_FAL_WEBHOOK_JWKS_URL": "http://127.0.0.1:9/keys"}
    service = start_service(**gone)
    headers = signed_headers(Ed25519PrivateKey.generate(), "id", b"{}", int(time.time()))
    url = f"{service.base_url}{PATH}"
    reply = httpx.post(url, content=b"{}", headers=headers, timeout=TIMEOUT_S, trust_env=False)
    assert (reply.status_code, reply.json()["code"]) == (503, "keys_unavailable")
    assert reply.headers["retry-after"]


def test_without_a_key_there_is_no_fal(shared_service: Service) -> None:
    url = f"{shared_service.base_url}{PATH}"
    reply = httpx.post(url, content=b"{}", timeout=TIMEOUT_S, trust_env=False)
    assert (reply.status_code, reply.json()["code"]) == (501, "fal_not_configured")


def test_database_that_is_away_is_told_to_come_again(desk: Desk) -> None:
    job_id, request_id = desk.job()
    desk.fal.call("set_webhooks", is_quiet=True)
    desk.fal.complete(request_id)
    with desk.service.db.connect("postgres") as db:
        db.execute("alter function api.finish_job rename to finish_job_away")
    try:
        assert desk.posted(request_id)[0] in (500, 503)
    finally:
        with desk.service.db.connect("postgres") as db:
            db.execute("alter function api.finish_job_away rename to finish_job")
    assert desk.posted(request_id) == [200]
    assert desk.read(job_id)["status"] == "succeeded"


# --- parts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"[]", b"{", b"{}", b'{"request_id": "a"}', b'{"request_id": 5, "status": "OK"}'),
        *(b'{"request_id": "a/b", "status": "OK"}', b'{"request_id": "a", "status": "MAYBE"}'),
    ],
)
def test_what_is_no_webhook_is_malformed(body: bytes) -> None:
    with pytest.raises(FlorinError) as refused:
        parse(body)
    assert (refused.value.status, refused.value.code) == (400, "malformed_event")


def test_models_error_is_read_from_the_payload() -> None:
    detail = [{"loc": ["body"], "msg": "too long", "type": "string_too_long"}]
    told = {"request_id": "a", "status": "ERROR", "error": "Invalid status code: 422"}
    found = parse(json.dumps({**told, "payload": {"detail": detail}}).encode())
    assert found.verdict == Failed("string_too_long", "too long")
    bare = parse(json.dumps({**told, "payload": None}).encode())
    assert bare.verdict == Failed("provider_failed", "Invalid status code: 422")


def test_address_holds_for_its_own_job_and_key() -> None:
    account_id, job_id = uuid.uuid4(), uuid.uuid4()
    given = {"FLORIN_PUBLIC_URL": "https://florin.example/", "FLORIN_FAL_KEY": "a:b"}
    settings = Settings.from_env(given)
    url = webhook_url(settings, account_id, job_id)
    assert url is not None and url.startswith("https://florin.example/webhooks/fal?account=")
    assert "a:b" not in url
    query = dict(httpx.URL(url).params)
    assert job_of(settings, query) == (account_id, job_id)
    other = Settings.from_env({**given, "FLORIN_FAL_KEY": "c:d"})
    assert job_of(other, query) is None
    assert job_of(settings, {**query, "job": str(uuid.uuid4())}) is None
    assert job_of(settings, {**query, "seal": "ü"}) is None
    assert job_of(settings, {}) is None
    for missing in ("FLORIN_PUBLIC_URL", "FLORIN_FAL_KEY"):
        assert webhook_url(Settings.from_env({**given, missing: ""}), account_id, job_id) is None


def test_key_set_is_doubted() -> None:
    good = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    odd = [good, {"x": 5}, "text", {"x": "short"}, {**good, "x": ""}]
    assert list(parse_fal_keys(json.dumps({"keys": odd}).encode())) == [good["x"]]
    for body in (b"", b"[]", b'{"keys": {}}', b"{"):
        with pytest.raises(ValueError):
            parse_fal_keys(body)
