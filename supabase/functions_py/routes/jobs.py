"""/v1/jobs: images and video, asked for now and fetched when they are done."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions_py import idempotency, preferences
from functions_py.body import read_object
from functions_py.entity_tag import is_among
from functions_py.errors import FlorinError
from functions_py.settings import KIB

# A prompt of a few pages and a provider's options; images are given by address.
MAX_INPUT_BYTES = 64 * KIB
PAGE_SIZE = 20


async def create_job(request: Request) -> Response:
    """201 with the job, also where the same Idempotency-Key began it before: as it is by now."""
    state = request.state
    principal = await state.authenticator.authenticate(request)
    key = idempotency.idempotency_key(request.headers)
    raw_body, body = await read_object(request, state.settings, MAX_INPUT_BYTES)
    if b"\\u0000" in raw_body and _holds_nul(body):
        # Postgres knows no such text, and its log would show the line where it met one.
        raise FlorinError(400, "invalid_value", "A text must not hold U+0000.")
    begun = await state.rpc.begin_job(
        account_id=principal.account_id,
        user_id=principal.user_id,
        job_id=uuid4(),
        job_input=body,
        idempotency_key=key,
        request_hash=idempotency.request_hash("jobs", raw_body),
        key_id=principal.key_id,
    )
    job = begun["job"]
    request.scope["florin.generation_id"] = job["id"]
    headers = {"location": f"/v1/jobs/{job['id']}"}
    if begun.get("available") is not None:
        headers["florin-available-microcredits"] = str(begun["available"])
    return await _answer(request, job, 201, headers)


def _holds_nul(body: Any) -> bool:
    """Whether any text in `body` has a NUL in it."""
    stack = [body]
    while stack:
        item = stack.pop()
        if isinstance(item, str) and "\0" in item:
            return True
        if isinstance(item, dict):
            stack.extend(item)
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
    return False


async def list_jobs(request: Request) -> Response:
    """`{"jobs": […], "next": …}`, newest first; `?before=` takes what `next` said."""
    principal = await request.state.authenticator.authenticate(request)
    limit = request.query_params.get("limit", str(PAGE_SIZE))
    if not (limit.isascii() and limit.isdecimal() and len(limit) <= 3):
        raise FlorinError(400, "invalid_query", "`limit` is a number from 1 to 100.")
    page = await request.state.rpc.list_jobs(
        principal.account_id,
        principal.user_id,
        request.query_params.get("before"),
        int(limit),
    )
    await request.state.result_links.add(page["jobs"])
    return Response(orjson.dumps(page), media_type="application/json")


async def read_job(request: Request) -> Response:
    """The job; with `If-None-Match` 304 while it is as the client knows it. `Prefer: wait` holds
    the answer back until it changes from that, or from what it is now."""
    state = request.state
    principal = await state.authenticator.authenticate(request)
    job = await _read(request, principal.account_id, principal.user_id)
    known = request.headers.getlist("if-none-match")
    wait_s = preferences.wait_s(request.headers)
    headers = {"preference-applied": f"wait={wait_s}"} if wait_s else {}
    if wait_s and not _is_final(job) and (not known or is_among(_tag(job), known)):
        await state.job_waits.changed(
            principal.account_id, UUID(job["id"]), job["version"], float(wait_s)
        )
        job = await _read(request, principal.account_id, principal.user_id)
    if known and is_among(_tag(job), known):
        return Response(status_code=304, headers={**headers, **_caching(job)})
    return await _answer(request, job, 200, headers)


async def cancel_job(request: Request) -> Response:
    """The job: canceled, or soon, or ended as it was. A body is not read."""
    principal = await request.state.authenticator.authenticate(request)
    job = await request.state.rpc.cancel_job(
        principal.account_id, principal.user_id, _job_id(request)
    )
    return await _answer(request, job, 200, {})


async def delete_job(request: Request) -> Response:
    """204. 409 `job_not_ended` while it runs."""
    principal = await request.state.authenticator.authenticate(request)
    deleted = await request.state.rpc.delete_job(
        principal.account_id, principal.user_id, _job_id(request)
    )
    if not deleted:
        raise _not_found()
    return Response(status_code=204)


async def _read(request: Request, account_id: UUID, user_id: UUID) -> dict[str, Any]:
    job: dict[str, Any] | None = await request.state.rpc.read_job(
        account_id, user_id, _job_id(request)
    )
    if job is None:
        raise _not_found()
    return job


async def _answer(
    request: Request, job: dict[str, Any], status: int, headers: dict[str, str]
) -> Response:
    await request.state.result_links.add([job])
    return Response(
        orjson.dumps(job), status, {**headers, **_caching(job)}, media_type="application/json"
    )


def _job_id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        raise _not_found() from None


def _is_final(job: dict[str, Any]) -> bool:
    """Nothing more will happen to it by itself."""
    return job["finished_at"] is not None and (job["stored"] or job["status"] != "succeeded")


def _tag(job: dict[str, Any]) -> str:
    return f'"{job["version"]}"'


def _caching(job: dict[str, Any]) -> dict[str, str]:
    # The addresses in an answer last for an hour, so it is asked for each time.
    return {
        "etag": _tag(job),
        "cache-control": "private, max-age=0, must-revalidate",
        "vary": "Authorization, X-Api-Key",
    }


def _not_found() -> FlorinError:
    return FlorinError(404, "job_not_found", "There is no job with this id on this account.")


_JOB = "/v1/jobs/{id}"

routes = [
    Route("/v1/jobs", create_job, methods=["POST"]),
    Route("/v1/jobs", list_jobs, methods=["GET"]),
    Route(_JOB, read_job, methods=["GET"]),
    Route(_JOB, delete_job, methods=["DELETE"]),
    Route(f"{_JOB}/cancel", cancel_job, methods=["POST"]),
]
