"""The App Store Server API, as far as it is used.

https://developer.apple.com/documentation/appstoreserverapi. Served once per environment, below a
path of its own, as Apple does on a host of its own.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from local.app_store import api_errors, history
from local.app_store.account_tokens import set_account_token
from local.app_store.api_errors import ApiError
from local.app_store.claims import app_transaction_claims
from local.app_store.keys import CallerRefused
from local.app_store.notification_history import find_notifications, sent
from local.app_store.paging import BadPage
from local.app_store.records import Transaction
from local.app_store.store import Store
from local.app_store.world import World

MAX_BODY_BYTES = 64 * 1024

Answer = dict[str, Any] | None
Call = Callable[[Store, Request], Awaitable[Answer]]


async def transaction_info(store: Store, request: Request) -> Answer:
    return {"signedTransactionInfo": store.sign_transaction(_transaction(store, request))}


async def app_transaction_info(store: Store, request: Request) -> Answer:
    customer = _customer(store, request)
    stamp = store.clock.stamp_ms()
    claims = app_transaction_claims(store.app, store.environment, customer, stamp)
    return {"signedAppTransactionInfo": store.signer.sign(claims)}


async def transaction_history(store: Store, request: Request) -> Answer:
    query = request.query_params
    return history.transactions(store, _customer(store, request), query)


async def subscription_statuses(store: Store, request: Request) -> Answer:
    wanted = {int(status) for status in request.query_params.getlist("status")}
    return history.statuses(store, _customer(store, request), wanted)


async def refund_history(store: Store, request: Request) -> Answer:
    revision = request.query_params.get("revision")
    return history.refunds(store, _customer(store, request), revision)


async def order_lookup(store: Store, request: Request) -> Answer:
    order_id = request.path_params["order_id"]
    found = [each for each in store.transactions.values() if each.order_id == order_id]
    signed = [store.sign_transaction(each) for each in found]
    return {"status": 0 if found else 1, "signedTransactions": signed}


async def notification_history(store: Store, request: Request) -> Answer:
    token = request.query_params.get("paginationToken")
    return find_notifications(store, await _body(request), token)


async def request_test_notification(store: Store, request: Request) -> Answer:
    if not request.app.state.world.delivery.url:
        raise ApiError(api_errors.NOTIFICATION_URL_NOT_FOUND, "No notification URL is set.")
    return {"testNotificationToken": store.tell("TEST").uuid}


async def test_notification_status(store: Store, request: Request) -> Answer:
    notification = store.notifications.get(request.path_params["token"])
    if notification is None or notification.type != "TEST":
        raise ApiError(api_errors.TEST_NOTIFICATION_NOT_FOUND, "There is no such test.")
    return sent(notification)


async def send_consumption(store: Store, request: Request) -> Answer:
    transaction, body = _transaction(store, request), await _body(request)
    if body.get("customerConsented") is not True:
        raise ApiError(api_errors.INVALID_CONSENT, "The customer must have consented.")
    store.consumption.append({"transaction_id": transaction.transaction_id, **body})
    return None


async def app_account_token(store: Store, request: Request) -> Answer:
    body = await _body(request)
    set_account_token(store, _transaction(store, request), body.get("appAccountToken"))
    return None


# Endpoint's name for faults, method, path, call.
ENDPOINTS: tuple[tuple[str, str, str, Call], ...] = (
    ("test", "POST", "/v1/notifications/test", request_test_notification),
    ("test_status", "GET", "/v1/notifications/test/{token}", test_notification_status),
    ("notifications", "POST", "/v1/notifications/history", notification_history),
    ("app_transaction", "GET", "/v1/transactions/appTransactions/{id}", app_transaction_info),
    ("transaction", "GET", "/v1/transactions/{id}", transaction_info),
    ("account_token", "PUT", "/v1/transactions/{id}/appAccountToken", app_account_token),
    ("consumption", "PUT", "/v2/transactions/consumption/{id}", send_consumption),
    ("history", "GET", "/v2/history/{id}", transaction_history),
    ("statuses", "GET", "/v1/subscriptions/{id}", subscription_statuses),
    ("refunds", "GET", "/v2/refund/lookup/{id}", refund_history),
    ("order", "GET", "/v1/lookup/{order_id}", order_lookup),
)


def store_routes(world: World, environment: str) -> list[Route]:
    """Below the host of one environment."""
    store = world.store(environment)
    return [
        Route(f"/inApps{path}", _endpoint(world, store, name, call), methods=[method])
        for name, method, path, call in ENDPOINTS
    ]


def _endpoint(
    world: World, store: Store, name: str, call: Call
) -> Callable[[Request], Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        try:
            answer = await call(store, request)
        except ApiError as error:
            return error.response()
        except BadPage:
            code = api_errors.INVALID_REVISION
            if name == "notifications":
                code = api_errors.INVALID_PAGINATION_TOKEN
            return ApiError(code, "The token is not of this list.").response()
        return Response() if answer is None else JSONResponse(answer)

    async def endpoint(request: Request) -> Response:
        try:
            given = request.headers.get("authorization", "")
            world.store_key.check_store_caller(given, world.app.bundle_id)
        except CallerRefused:
            return PlainTextResponse("Unauthenticated\n", 401)
        return await world.faults.around(name, request, handle, api_errors.of_fault)

    return endpoint


def _transaction(store: Store, request: Request) -> Transaction:
    """The one in the path. Apple's ids are digits; others are refused as such."""
    own_id = request.path_params["id"]
    if not own_id.isdigit():
        raise ApiError(api_errors.INVALID_TRANSACTION_ID, "This is no transaction id.")
    transaction = store.transactions.get(own_id)
    if transaction is None:
        raise ApiError(api_errors.TRANSACTION_NOT_FOUND, "Transaction id not found.")
    return transaction


def _customer(store: Store, request: Request) -> str:
    own_id = request.path_params["id"]
    if not own_id.isdigit():
        raise ApiError(api_errors.INVALID_TRANSACTION_ID, "This is no transaction id.")
    customer = store.find_customer(own_id)
    if customer is None:
        raise ApiError(api_errors.TRANSACTION_NOT_FOUND, "Transaction id not found.")
    return customer


async def _body(request: Request) -> dict[str, Any]:
    raw = await request.body()
    try:
        body = orjson.loads(raw[:MAX_BODY_BYTES])
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise ApiError(api_errors.INVALID_REQUEST, "The body must be a JSON object.")
    return body
