"""POST /webhooks/fal: a verdict on a job, recorded before fal.ai is told that it arrived.

Whether the webhook or the worker's question brings it first makes no difference: the first verdict
wins, in SQL. What is answered with anything but 2xx, fal sends again, ten times in two hours.
"""

from __future__ import annotations

import logging
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions_py.body import read_body
from functions_py.media import fal_webhook
from functions_py.media.provider import outcome_of

log = logging.getLogger(__name__)

SOURCE = "webhook"


async def receive(request: Request) -> Response:
    """200 with an empty object, also for a request that is not known: it is of another deployment
    with the same key, or of a job that is gone. 400 for what is not fal's."""
    state = request.state
    if state.fal_keys is None:
        raise fal_webhook.not_configured()
    body = await read_body(request, state.settings, state.settings.max_webhook_bytes)
    await fal_webhook.verify(state.fal_keys, request.headers, body)
    told = fal_webhook.parse(body)
    found = await state.rpc.find_job("fal", told.request_id)
    if found is not None:
        job = UUID(found["account_id"]), UUID(found["id"])
    else:
        # Submitted, and nobody heard the answer: the address tells whose it is.
        sealed = fal_webhook.job_of(state.settings, request.query_params)
        if sealed is None:
            log.info("webhook of an unknown request", extra={"request_id": told.request_id})
            return _thanks()
        job = sealed
    if told.verdict is None:
        # Over, but the result must be asked for: at once.
        await state.rpc.record_job_progress(*job, "running", None, 0.0)
    else:
        outcome, results, error = outcome_of(told.verdict)
        await state.rpc.finish_job(*job, outcome, results, error, SOURCE)
    return _thanks()


def _thanks() -> Response:
    return Response(b"{}", media_type="application/json")


routes = [Route(fal_webhook.PATH, receive, methods=["POST"])]
