"""/v1/iap/apple: what was bought in the app, brought by the app, and restored on another device."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions_py.body import read_object
from functions_py.families.request import invalid
from functions_py.stores import apple
from functions_py.stores.apple_jws import MAX_SIGNED_CHARS
from functions_py.stores.apple_purchases import submit_transaction
from functions_py.stores.apple_restore import MAX_SIGNED, Restore
from functions_py.translate.check import a_list, a_text, only_members

# Transactions have about 5,000 characters each.
MAX_BODY_BYTES = 2 * MAX_SIGNED_CHARS
# Apple's numbers have 16 digits.
MAX_NUMBER_CHARS = 32


async def submit(request: Request) -> Response:
    """The purchase of one signed transaction, credited at once. Repeated, the same answer; the
    notification of the same transaction changes nothing. Raises 409
    `purchase_of_another_account`."""
    principal = await request.state.authenticator.authenticate(request)
    store = apple.require(request.state.app_store)
    body = await _body(request, ("signed_transaction",))
    signed = a_text(body.get("signed_transaction"), "signed_transaction", MAX_SIGNED_CHARS)
    return _answer(await submit_transaction(store, request.state.rpc, principal, signed))


async def restore(request: Request) -> Response:
    """What the customer ever bought, read from Apple: restored, already theirs, owned by another,
    or in need of a signed transaction."""
    principal = await request.state.authenticator.authenticate(request)
    store = apple.require(request.state.app_store)
    work = Restore(store, request.state.rpc, principal)
    body = await _body(request, ("signed_transactions", "transaction_id"))
    if len(body) != 1:
        raise invalid("signed_transactions", "send either these or `transaction_id`")
    if "transaction_id" in body:
        number = a_text(body["transaction_id"], "transaction_id", MAX_NUMBER_CHARS)
        # It becomes part of an address.
        if not (number.isascii() and number.isalnum()):
            raise invalid("transaction_id", "must be letters and digits")
        return _answer(await work.by_number(number))
    signed = a_list(body["signed_transactions"], "signed_transactions", MAX_SIGNED)
    return _answer(
        await work.by_transactions(
            [
                a_text(text, f"signed_transactions[{place}]", MAX_SIGNED_CHARS)
                for place, text in enumerate(signed)
            ]
        )
    )


async def _body(request: Request, members: tuple[str, ...]) -> dict[str, Any]:
    _, body = await read_object(request, request.state.settings, MAX_BODY_BYTES)
    only_members(body, "", members)
    return body


def _answer(answer: dict[str, Any]) -> Response:
    return Response(orjson.dumps(answer), media_type="application/json")


routes = [
    Route("/v1/iap/apple/transactions", submit, methods=["POST"]),
    Route("/v1/iap/apple/restore", restore, methods=["POST"]),
]
