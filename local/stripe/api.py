"""The API over HTTP: key, version, idempotency, expansion, and errors in Stripe's shape."""

import asyncio
import email.utils
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.stripe import (
    balance_transactions,
    charges,
    checkout,
    customers,
    disputes,
    early_fraud_warnings,
    events,
    invoice_payments,
    invoice_routes,
    meter_events,
    meters,
    payment_intents,
    payment_methods,
    portal,
    prices,
    products,
    refunds,
    subscription_changes,
    subscription_items,
    thin_events,
)
from local.stripe.errors import StripeFault
from local.stripe.expand import expand
from local.stripe.faults import Fault, Faults, fault_body
from local.stripe.idempotency import Answer, Idempotency
from local.stripe.ids import new_id
from local.stripe.operations import Operation
from local.stripe.params import Params, parse_form
from local.stripe.world import API_VERSION, Call, RequestInfo, World

MAX_BODY_BYTES = 1_000_000

OPERATIONS: list[Operation] = [
    operation
    for module in (
        balance_transactions,
        charges,
        checkout,
        customers,
        disputes,
        early_fraud_warnings,
        events,
        invoice_payments,
        invoice_routes,
        meter_events,
        meters,
        payment_intents,
        payment_methods,
        portal,
        prices,
        products,
        refunds,
        subscription_changes,
        subscription_items,
        thin_events,
    )
    for operation in module.OPERATIONS
]


class Api:
    """`secret_key` is the one key that is good; None takes every test key."""

    def __init__(
        self, world: World, faults: Faults, idempotency: Idempotency, secret_key: str | None
    ) -> None:
        self.world = world
        self.faults = faults
        self.idempotency = idempotency
        self.secret_key = secret_key

    def routes(self) -> list[Route]:
        return [
            Route(operation.path, self._endpoint(operation), methods=[operation.method])
            for operation in OPERATIONS
        ]

    def _endpoint(self, operation: Operation) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            body = await request.body()
            if len(body) > MAX_BODY_BYTES:
                raise HTTPException(413)
            request_id = new_id("req")
            text = request.url.query if request.method != "POST" else body.decode()
            self._remember(request, text)
            fault = self.faults.take(request.method, request.url.path)
            if fault is not None and fault.when == "before":
                await asyncio.sleep(fault.delay_s)
                if fault.status:
                    return self._reply(fault.status, fault_body(fault.status), request_id)
            reply = self._serve(operation, request, text, request_id)
            if fault is not None and fault.when == "after":
                await asyncio.sleep(fault.delay_s)
            return self._lost(fault, request_id) or reply

        return endpoint

    def _lost(self, fault: Fault | None, request_id: str) -> Response | None:
        if fault is None or fault.when == "before" or not fault.status:
            return None
        return self._reply(fault.status, fault_body(fault.status), request_id)

    def _serve(
        self, operation: Operation, request: Request, text: str, request_id: str
    ) -> Response:
        """One transaction: nothing in here awaits."""
        world = self.world
        world.clock.catch_up()
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        fingerprint = hashlib.sha256(f"{request.url.path}\n{text}".encode()).hexdigest()
        try:
            self._check_key(request.headers)
            self._check_version(request.headers)
            if key is not None:
                known = self.idempotency.recall(key, fingerprint, world.now())
                if known is not None:
                    return self._replay(known, request_id)
            world.request = RequestInfo(request_id, key)
            params = Params(parse_form(text))
            call = Call(params, dict(request.path_params), request.url.path)
            body = operation.serve(world, call)
            status, body = 200, expand(world, body, params.texts("expand"))
        except StripeFault as fault:
            status, body = fault.status, fault.body()
        finally:
            world.request = RequestInfo()
        if key is not None:
            # As text: what happens to the object later does not reach the answer.
            answer = Answer(fingerprint, status, json.dumps(body), request_id, world.now())
            self.idempotency.keep(key, answer)
        headers = {"idempotency-key": key} if key is not None else {}
        return self._reply(status, body, request_id, headers)

    def _replay(self, answer: Answer, request_id: str) -> Response:
        headers = {"idempotent-replayed": "true", "original-request": answer.request_id}
        return self._reply(answer.status, json.loads(answer.body), request_id, headers)

    def _reply(
        self, status: int, body: Any, request_id: str, headers: Mapping[str, str] | None = None
    ) -> Response:
        given = {
            # The stand-in's own time, which a reader may order what it read by.
            "date": email.utils.formatdate(self.world.now(), usegmt=True),
            "request-id": request_id,
            "stripe-version": API_VERSION,
            **(headers or {}),
        }
        if 400 <= status < 500 and status not in (409, 429):
            given["stripe-should-retry"] = "false"
        return JSONResponse(body, status, given)

    def _check_key(self, headers: Mapping[str, str]) -> None:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        kinds = (
            ("sk_live_", "rk_live_") if self.world.settings.livemode else ("sk_test_", "rk_test_")
        )
        good = given == self.secret_key if self.secret_key else given.startswith(kinds)
        if scheme.lower() != "bearer" or not good:
            # Never the key itself, which may be a real one by mistake.
            raise StripeFault("Invalid API Key provided", status=401)

    def _check_version(self, headers: Mapping[str, str]) -> None:
        given = headers.get("stripe-version", API_VERSION)
        if given != API_VERSION:
            raise StripeFault(f"The stand-in speaks {API_VERSION} only, not {given}")

    def _remember(self, request: Request, text: str) -> None:
        self.faults.requests.append(
            {
                "method": request.method,
                "path": request.url.path,
                "params": {name: values[-1] for name, values in parse_qs(text).items()},
                "idempotency_key": request.headers.get("idempotency-key"),
            }
        )


async def not_found(request: Request, error: Exception) -> Response:
    """What Stripe says of paths it does not know."""
    assert isinstance(error, HTTPException)  # noqa: S101 -- registered for this class only
    fault = StripeFault(
        f"Unrecognized request URL ({request.method}: {request.url.path}).",
        status=error.status_code,
    )
    return JSONResponse(fault.body(), error.status_code, {"request-id": new_id("req")})
