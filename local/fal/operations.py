"""What `/_control/<operation>` does; arguments are the body's members, answers are JSON."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from local.fal.plans import Plan
from local.fal.requests import FalRequest
from local.fal.webhooks import body_of
from local.fal.world import FalError, World
from local.faults import Fault

# What can fail: of the queue, and the files and keys beside it.
ENDPOINTS = ("submit", "status", "result", "cancel", "history", "file", "keys")


def set_default(world: World, **plan: Any) -> dict[str, Any]:
    """Of requests that no other plan is made for."""
    world.default = Plan(**plan)
    return asdict(world.default)


def reset(world: World) -> dict[str, Any]:
    """As if just started; requests are forgotten, keys stay."""
    world.default = Plan()
    world.plans.clear()
    world.requests.clear()
    world.faults.clear()
    world.calls.clear()
    world.webhooks.attempts.clear()
    world.webhooks.is_quiet = False
    return {}


def plan(world: World, times: int = 1, **made: Any) -> dict[str, Any]:
    """Of the next `times` requests."""
    world.plans.extend(Plan(**made) for _ in range(times))
    return {"waiting": len(world.plans)}


def fail(world: World, **fault: Any) -> dict[str, Any]:
    """See `local.faults.Fault`. Raises ValueError for an endpoint that fal does not have."""
    if fault.get("endpoint") not in ENDPOINTS:
        raise ValueError(f"endpoint is one of {', '.join(ENDPOINTS)}")
    world.faults.add(Fault(**fault))
    return {}


def clear_faults(world: World) -> dict[str, Any]:
    world.faults.clear()
    return {}


def list_requests(world: World) -> dict[str, Any]:
    """Oldest first."""
    return {"requests": [_shown(request) for request in world.requests.values()]}


def read_request(world: World, request_id: str) -> dict[str, Any]:
    return _shown(world.find(request_id))


def complete(world: World, request_id: str, status: int | None = None) -> dict[str, Any]:
    """Ends it now, with its planned verdict or another, though it had one before."""
    request = world.find(request_id)
    world.complete(request, status)
    return _shown(request)


def forget(world: World, request_id: str, from_history: bool = False) -> dict[str, Any]:
    """The queue does not know it any more; nor does the history, if told."""
    request = world.find(request_id)
    if from_history:
        del world.requests[request_id]
    else:
        request.is_forgotten = True
    return {}


async def post_webhook(
    world: World,
    request_id: str,
    body: str | None = None,
    url: str | None = None,
    by_another: bool = False,
    age_s: float = 0.0,
    copies: int = 1,
) -> dict[str, Any]:
    """Posts the verdict now: the statuses it was answered with. body, url: instead of its own."""
    request = world.find(request_id)
    if url is not None:
        request.webhook = url
    if request.webhook is None:
        raise FalError("it has no webhook")
    content = body_of(request) if body is None else body.encode()
    return {
        "statuses": [
            await world.webhooks.post(request, content, by_another=by_another, age_s=age_s)
            for _ in range(copies)
        ]
    }


def set_webhooks(world: World, is_quiet: bool) -> dict[str, Any]:
    world.webhooks.is_quiet = is_quiet
    return {}


async def await_webhooks(world: World) -> dict[str, Any]:
    """Returns when nothing is being posted: every attempt so far."""
    await world.webhooks.idle()
    return {"attempts": [asdict(attempt) for attempt in world.webhooks.attempts]}


def rotate_keys(world: World) -> dict[str, Any]:
    world.webhooks.rotate()
    return world.webhooks.key_set()


def count_calls(world: World) -> dict[str, Any]:
    """How often each endpoint was reached, faults not counted."""
    return dict(world.calls)


def _shown(request: FalRequest) -> dict[str, Any]:
    return {
        "id": request.id,
        "endpoint": request.endpoint,
        "input": request.input,
        "webhook": request.webhook,
        "state": request.state,
        "status_code": request.status_code,
        "output": request.output,
        "sent_at": request.sent_at,
        "ended_at": request.ended_at,
        "asked": request.asked,
    }


OPERATIONS: Mapping[str, Callable[..., Any]] = {
    operation.__name__: operation
    for operation in (
        *(
            reset,
            set_default,
            plan,
            fail,
            clear_faults,
            list_requests,
            read_request,
            complete,
            forget,
        ),
        *(post_webhook, set_webhooks, await_webhooks, rotate_keys, count_calls),
    )
}
